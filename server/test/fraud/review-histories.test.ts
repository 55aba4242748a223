/**
 * Random histories with reviews against a small model: who counts, and what is held and available. One advocate; the only
 * rule that is on finds friends who come within seconds of a click.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { rules } from '../../src/domain/fraud/rules/registry.js'

const rewardMinor = 2000
const holdDays = 7
const actionDays = 5

type Verb = 'confirm' | 'clear'

type Step =
  | { readonly kind: 'friend'; readonly isSuspect: boolean }
  | { readonly kind: 'action' | 'reverse'; readonly of: number }
  | { readonly kind: 'decide'; readonly of: number | null; readonly verb: Verb }
  | { readonly kind: 'days'; readonly days: number }

type State = 'pending' | 'review' | 'counted' | 'lapsed' | 'reversed'

interface Friend {
  readonly userId: string
  readonly cameOn: number
  state: State
  wasDecided: boolean
  actedOn: number | undefined
  /** Of a friend who counts. */
  availableOn: number
}

/** Days are whole: nothing happens between two of them. */
class Model {
  readonly friends: Friend[] = []
  day = 0
  private readonly needsAction: boolean

  constructor(needsAction: boolean) {
    this.needsAction = needsAction
  }

  come(userId: string, isSuspect: boolean): void {
    const friend: Friend = {
      userId,
      cameOn: this.day,
      state: 'pending',
      wasDecided: false,
      actedOn: undefined,
      availableOn: Infinity,
    }
    this.friends.push(friend)
    if (isSuspect) friend.state = 'review'
    else if (!this.needsAction) this.count(friend, this.day)
  }

  act(friend: Friend): void {
    if (!this.needsAction || this.day - friend.cameOn >= actionDays) return
    if (friend.state === 'pending') this.count(friend, this.day)
    else if (friend.state === 'review') friend.actedOn ??= this.day
  }

  decide(friend: Friend, verb: Verb): void {
    friend.wasDecided = true
    if (verb === 'confirm') friend.state = 'reversed'
    else if (!this.needsAction) this.count(friend, this.day)
    else if (friend.actedOn !== undefined) this.count(friend, friend.actedOn)
    else friend.state = this.day - friend.cameOn >= actionDays ? 'lapsed' : 'pending'
  }

  pass(days: number): void {
    this.day += days
    for (const friend of this.friends) {
      if (friend.state === 'pending' && this.day - friend.cameOn >= actionDays) friend.state = 'lapsed'
    }
  }

  private count(friend: Friend, from: number): void {
    friend.state = 'counted'
    friend.availableOn = from + holdDays
  }

  sumMinor(wanted: (friend: Friend) => boolean): number {
    return this.friends.filter(wanted).length * rewardMinor
  }
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('friend'), isSuspect: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('action', 'reverse'), of: fc.nat(20) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('decide'),
      of: fc.option(fc.nat(20), { freq: 4 }),
      verb: fc.constantFrom<Verb>('confirm', 'clear'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('days'), days: fc.constantFrom(1, 2, 4, 8) }) },
)

class Play {
  private readonly app: TestApp
  private readonly program: TestProgram
  private readonly code: string
  private readonly model: Model
  private readonly referrals = new Map<string, string>()

  constructor(app: TestApp, program: TestProgram, code: string, model: Model) {
    this.app = app
    this.program = program
    this.code = code
    this.model = model
  }

  async step(one: Step): Promise<void> {
    const { app, program, model } = this
    if (one.kind === 'friend') {
      const userId = `friend-${model.friends.length}`
      const how = one.isSuspect ? { clickId: await app.click(program, this.code) } : { code: this.code }
      const { referral } = await app.signup(program, { userId, ...how })
      this.referrals.set(userId, referral.id)
      model.come(userId, one.isSuspect)
    } else if (one.kind === 'days') {
      await app.advance(program, one.days * 86_400)
      model.pass(one.days)
    } else if (one.kind === 'decide') {
      await this.decide(one.of, one.verb)
    } else {
      const friend = model.friends[one.of]
      if (friend === undefined) return
      if (one.kind === 'action') {
        await this.post('/events', { userId: friend.userId, name: 'first_order' })
        model.act(friend)
      } else {
        const status = await this.post(`/referrals/${this.referrals.get(friend.userId)}/reverse`, {
          reason: 'asked for it',
        })
        assert.equal(status, friend.state === 'lapsed' ? 409 : 200)
        if (friend.state !== 'lapsed') friend.state = 'reversed'
      }
    }
    await this.compare()
  }

  private async decide(of: number | null, verb: Verb): Promise<void> {
    const { items } = await this.app.ok('GET', `/v1/programs/${this.program.slug}/reviews`)
    const [review] = items
    if (review === undefined) return
    const path = `/reviews/${review.id}/${verb}`
    if (of === null) {
      assert.equal(await this.post(path, { reason: 'all' }), 200)
      for (const friend of this.model.friends) if (friend.state === 'review') this.model.decide(friend, verb)
      return
    }
    const friend = this.model.friends[of]
    if (friend === undefined) return
    const status = await this.post(path, { reason: 'one', referral: this.referrals.get(friend.userId) })
    if (friend.state === 'review') {
      assert.equal(status, 200)
      this.model.decide(friend, verb)
    } else {
      assert.ok([200, 404, 409].includes(status), 'who does not wait is decided no more')
    }
  }

  private async post(path: string, body: Body): Promise<number> {
    const { status } = await this.app.call('POST', `/v1/programs/${this.program.slug}${path}`, body)
    assert.ok(status < 500)
    return status
  }

  private async compare(): Promise<void> {
    const { balances, friends } = await this.app.participant(this.program, 'advocate')
    const { model } = this
    const count = (state: State) => model.friends.filter((friend) => friend.state === state).length
    assert.deepEqual(friends, { counted: count('counted'), pending: count('pending'), review: count('review') })
    const isDue = ({ availableOn }: Friend) => availableOn <= model.day
    const total = model.sumMinor(({ state }) => state === 'counted')
    assert.equal(balances.heldMinor + balances.availableMinor, total)
    // A sweep releases: what fell due by a decision of today is released by the next one.
    assert.ok(balances.availableMinor <= model.sumMinor((friend) => friend.state === 'counted' && isDue(friend)))
  }

  async end(): Promise<void> {
    const { app, program, model } = this
    await app.advance(program, 1)
    const { balances } = await app.participant(program, 'advocate')
    const due = model.sumMinor(({ state, availableOn }) => state === 'counted' && availableOn <= model.day)
    assert.equal(balances.availableMinor, due)
    const { balances: own } = await app.program(program)
    const waiting = model.sumMinor(({ state }) => state === 'pending' || state === 'review')
    assert.equal(own.reservedMinor, waiting)
    await app.assertLedger(program)
  }
}

test('in random histories with reviews everybody’s state and every taka are as a small model says', async () => {
  const app = await sharedApp()
  const off = Object.fromEntries(rules.map(({ name }) => [name, { mode: name === 'too_fast' ? 'on' : 'off' }]))
  const history = fc.array(step, { minLength: 8, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(fc.boolean(), history, async (needsAction, steps) => {
      const event = { name: 'first_order', label: { bn: 'প্রথম অর্ডার', en: 'First order' }, withinDays: actionDays }
      const program = await app.liveProgram({ holdDays, qualifyingEvent: needsAction ? event : null }, 1_000_000)
      await app.ok('PUT', `/v1/programs/${program.slug}/fraud-settings`, {
        reviewFrom: 30,
        refuseFrom: 100,
        precisionMin: 0,
        rules: off,
      })
      const { code } = await app.join(program, 'advocate')
      const play = new Play(app, program, code, new Model(needsAction))
      for (const one of steps) await play.step(one)
      await play.end()
    }),
    { numRuns: 15 },
  )
})
