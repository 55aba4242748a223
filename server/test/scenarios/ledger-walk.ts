/** Who walks through a program: short names for what people and operators do, and the ids that came of it. */
import assert from 'node:assert/strict'
import { takeParticipant } from '../../src/domain/moving/take-participant.js'
import { bkash, cashOut, payout as readPayout } from '../payouts/payouts.js'
import type { Body, TestProgram } from '../support/api.js'
import type { TestApp } from '../support/app.js'

export const qualifyingEvent = { name: 'first_payment', withinDays: 5 }
/** Of somebody who is a member already. */
export const known = '01700000000'

export class Walk {
  readonly app: TestApp
  readonly program: TestProgram
  readonly base: string
  readonly referrals = new Map<string, string>()
  readonly payouts = new Map<string, string>()
  readonly appeals = new Map<string, string>()
  readonly codes = new Map<string, string>()
  /** When the friend signed up who acts and is told of late. */
  openedAt = ''

  constructor(app: TestApp, program: TestProgram) {
    this.app = app
    this.program = program
    this.base = `/v1/programs/${program.slug}`
  }

  async join(userId: string): Promise<void> {
    this.codes.set(userId, (await this.app.join(this.program, userId, { country: 'BD' })).code)
  }

  async takeOver(userId: string, owedMinor: bigint): Promise<void> {
    const program = await this.app.service.programs.get(this.program.slug)
    const nothing = { createdAt: null, identities: {}, country: null, locale: null, displayName: null }
    const person = { userId, code: '', owedMinor, ...nothing }
    const taking = { dryRun: false, unfitCode: 'refuse' } as const
    const taken = await takeParticipant(this.app.service.context, program, person, taking)
    assert.equal(taken.result, 'taken')
  }

  async friend(userId: string, advocate = 'rina', body: Body = {}): Promise<Body> {
    const told = { userId, code: this.codes.get(advocate), country: 'BD', ...body }
    const decision = await this.app.signup(this.program, told)
    const { items } = await this.app.ok('GET', `${this.base}/participants/${advocate}/referrals?limit=100`)
    const found = items.find(({ friendUserId }: Body) => friendUserId === userId)
    if (found) this.referrals.set(userId, found.id)
    return decision
  }

  async refused(userId: string): Promise<void> {
    assert.equal((await this.friend(userId, 'rina', { identities: { phone: known } })).reason, 'already_member')
  }

  act(userId: string, occurredAt?: string): Promise<Body> {
    return this.app.ok('POST', `${this.base}/events`, {
      userId,
      name: qualifyingEvent.name,
      ...(occurredAt && { occurredAt }),
    })
  }

  onReferral(verb: 'reverse' | 'count', userId: string): Promise<Body> {
    return this.app.ok('POST', `${this.base}/referrals/${this.referrals.get(userId)}/${verb}`, { reason: 'seen' })
  }

  async appeal(userId: string): Promise<void> {
    const { id } = await this.app.ok('POST', `${this.base}/referrals/${this.referrals.get(userId)}/appeal`, {})
    this.appeals.set(userId, id)
  }

  async cashOut(name: string, { amountMinor = 2000, account = '01712345678', userId = name } = {}): Promise<void> {
    const { status, body } = await cashOut(this.app, this.program, { amountMinor, method: bkash(account) }, { userId })
    assert.deepEqual([status, body.state], [201, 'requested'], JSON.stringify(body))
    this.payouts.set(name, body.id)
  }

  onPayout(verb: 'approve' | 'reject' | 'settle', name: string, outcome?: 'paid' | 'failed'): Promise<Body> {
    const body = verb === 'approve' ? undefined : { reason: 'seen', ...(outcome && { outcome }) }
    return this.app.ok('POST', `${this.base}/payouts/${this.payouts.get(name)}/${verb}`, body)
  }

  async stateOf(name: string): Promise<string> {
    return (await readPayout(this.app, this.program, this.payouts.get(name) ?? '')).state
  }

  /** Approved and sent to the provider. */
  async send(name: string): Promise<void> {
    await this.onPayout('approve', name)
    await this.app.advance(this.program, 1)
  }
}
