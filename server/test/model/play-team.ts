/** Plays what happens to the people who lead a program: they are hired, make keys, ask for work, and are removed. */
import assert from 'node:assert/strict'
import { toWire } from '../../src/ids.js'
import type { Answer, Body, TestProgram } from '../support/api.js'
import { OperatorBrowser, password } from '../support/operator.js'
import type { Command } from './commands.js'
import type { Model } from './model.js'
import type { StillApi } from './still-app.js'
import type { By, TeamCommand } from './team-commands.js'
import {
  personOf,
  refusalOf,
  token,
  type Grant,
  type Hand,
  type Invitation,
  type Key,
  type Operator,
  type Right,
} from './team.js'

const verbs = new Set<string>([
  'hire',
  'grant',
  'remove',
  'invite',
  'accept',
  'makeKey',
  'revokeKey',
  'revokeKeysOf',
  'confirm',
  'withdraw',
  'look',
])
export function isAboutTeam(command: Command): command is TeamCommand {
  return verbs.has(command.does)
}

/** A password is made slow on purpose: a history has no more people than this. */
const operatorsMax = 6
/** Attempts are counted by address: everybody has one of their own. */
let addresses = 0

interface Person {
  readonly id: string
  readonly email: string
  readonly browser: OperatorBrowser
}

export class PlayTeam {
  private readonly api: StillApi
  private readonly program: TestProgram
  private readonly path: string
  private readonly model: Model
  private readonly people = new Map<Operator, Person>()
  private readonly keys = new Map<Key, { readonly id: string; readonly secret: string }>()
  private readonly invitations = new Map<Invitation, { readonly email: string; readonly link: string }>()
  /** By their number in the model. */
  readonly fundingIds = new Map<number, string>()
  private mails = 0

  constructor(api: StillApi, program: TestProgram, model: Model) {
    this.api = api
    this.program = program
    this.path = `/v1/programs/${program.slug}`
    this.model = model
  }

  hand(by: By['by']): Hand {
    const { operators, keys } = this.model.team
    if (by === undefined) return token
    const found = typeof by === 'number' ? back([token, ...operators, ...keys], by) : back(operators, by.operator)
    return found ?? token
  }

  /** As this hand. */
  async call(hand: Hand, method: string, path: string, body?: unknown): Promise<Answer> {
    if (hand.kind === 'token') return this.api.call(method, path, body)
    if (hand.kind === 'key') {
      return this.api.call(method, path, body, { authorization: `Bearer ${this.keys.get(hand)?.secret}` })
    }
    const browser = this.people.get(hand)?.browser
    assert.ok(browser !== undefined)
    return browser.call(method, path, body)
  }

  /** A call of somebody who may not: it is refused. @returns whether it was refused */
  async refused(hand: Hand, right: Right, method: string, path: string, body?: unknown): Promise<boolean> {
    const refusal = refusalOf(hand, right)
    if (refusal === undefined) return false
    assert.equal((await this.call(hand, method, path, body)).status, refusal, `${right} by ${nameOf(hand)}`)
    if (hand.kind !== 'token' && isOfRemoved(hand))
      this.model.meet(`a removed ${hand.kind === 'operator' ? 'person' : 'person’s key'} is refused`)
    return true
  }

  async step(command: TeamCommand): Promise<void> {
    switch (command.does) {
      case 'hire':
        return this.hire(command)
      case 'grant':
        return this.grant(command)
      case 'remove':
        return this.remove(command)
      case 'invite':
        return this.invite(command)
      case 'accept':
        return this.accept(command)
      case 'makeKey':
        return this.makeKey(command)
      case 'revokeKey':
      case 'revokeKeysOf':
        return this.revoke(command)
      case 'confirm':
      case 'withdraw':
        return this.decide(command)
      case 'look':
        return this.look(command)
    }
  }

  private async hire({ grant, again }: Extract<TeamCommand, { does: 'hire' }>): Promise<void> {
    const { team } = this.model
    const known = again === null ? undefined : back(team.operators, again)
    if (known === undefined && team.operators.length >= operatorsMax) return
    const email = (known && this.people.get(known)?.email) ?? this.mail()
    const wanted = { email, ...this.wire(grant) }
    const { status, body } = await this.api.call('POST', '/v1/team/invitations', wanted)
    assert.equal(status, known !== undefined && !known.removed ? 409 : 201, JSON.stringify(body))
    if (status === 409) return
    const person = await this.signUp(email, body.link)
    if (known === undefined) this.people.set(team.hire(grant), person)
    else {
      assert.equal(person.id, this.people.get(known)?.id, 'who comes back is the same person')
      team.rehire(known, grant)
      this.people.set(known, person)
    }
  }

  private async grant({ operator, grant }: Extract<TeamCommand, { does: 'grant' }>): Promise<void> {
    const one = back(this.model.team.operators, operator)
    if (one === undefined) return
    const grants = grant.role === null ? [] : [this.wire(grant)]
    const { status } = await this.api.call('PUT', `/v1/team/operators/${this.people.get(one)?.id}/grants`, { grants })
    assert.equal(status, this.model.team.grant(one, grant) ?? 200)
  }

  private async remove({ operator, by }: Extract<TeamCommand, { does: 'remove' }>): Promise<void> {
    const { model } = this
    const one = back(model.team.operators, operator)
    if (one === undefined) return
    const hand = this.hand(by)
    const before = this.openWork(one)
    const { status } = await this.call(hand, 'DELETE', `/v1/team/operators/${this.people.get(one)?.id}`)
    const refusal = model.team.remove(hand, one)
    assert.equal(status, refusal ?? 200)
    if (refusal === undefined) for (const what of before) model.meet(`an operator with ${what} is removed`)
  }

  private openWork(one: Operator): string[] {
    const { team, fundings, cashOuts } = this.model
    const found = {
      'a key': team.keys.some((key) => key.behind === one && !key.revoked),
      'an open invitation': team.invitations.some((invitation) => invitation.by === one && invitation.open),
      'a funding that waits': fundings.all.some(
        ({ state, askedBy }) => state === 'waiting' && personOf(askedBy) === one.person,
      ),
      'the first approval': cashOuts.all.some(
        ({ state, approvedBy }) => state === 'requested' && approvedBy.has(one.person),
      ),
    }
    return Object.entries(found).flatMap(([what, is]) => (is ? [what] : []))
  }

  private async invite({ by }: Extract<TeamCommand, { does: 'invite' }>): Promise<void> {
    const { team } = this.model
    const email = this.mail()
    const hand = this.hand(by)
    const wanted = { email, program: null, role: 'owner' }
    const { status, body } = await this.call(hand, 'POST', '/v1/team/invitations', wanted)
    assert.equal(status, team.invite(hand) ?? 201, nameOf(hand))
    const made = team.invitations.at(-1)
    if (status === 201 && made !== undefined) this.invitations.set(made, { email, link: body.link })
  }

  private async accept({ invitation }: Extract<TeamCommand, { does: 'accept' }>): Promise<void> {
    const { team } = this.model
    const one = back(team.invitations, invitation)
    const made = one && this.invitations.get(one)
    if (one === undefined || made === undefined || team.operators.length >= operatorsMax) return
    const wasOpen = one.open
    if (team.accept(one) === undefined) {
      const operator = team.operators.at(-1)
      assert.ok(operator !== undefined)
      this.people.set(operator, await this.signUp(made.email, made.link))
      return
    }
    const answer = await this.follow(new OperatorBrowser(this.api.url), made.link)
    assert.deepEqual([answer.status, answer.body.code], [404, 'invitation_not_found'])
    if (!wasOpen) this.model.meet('an invitation that has ended is refused')
  }

  private async makeKey({ by, rights }: Extract<TeamCommand, { does: 'makeKey' }>): Promise<void> {
    const { team } = this.model
    const hand = this.hand(by)
    const { status, body } = await this.call(hand, 'POST', `${this.path}/keys`, {
      name: 'by chance',
      permissions: rights,
    })
    assert.equal(status, team.makeKey(hand, rights) ?? 201, `a key by ${nameOf(hand)}: ${JSON.stringify(body)}`)
    const made = team.keys.at(-1)
    if (status === 201 && made !== undefined) this.keys.set(made, { id: body.id, secret: body.secret })
  }

  private async revoke(command: Extract<TeamCommand, { does: 'revokeKey' | 'revokeKeysOf' }>): Promise<void> {
    const { team } = this.model
    if (command.does === 'revokeKey') {
      const key = back(team.keys, command.key)
      if (key === undefined) return
      await this.api.ok('DELETE', `${this.path}/keys/${this.keys.get(key)?.id}`)
      team.revoke((one) => one === key || one.above.includes(key))
      return
    }
    const operator = back(team.operators, command.operator)
    if (operator === undefined) return
    const { revoked } = await this.api.ok('DELETE', `/v1/team/operators/${this.people.get(operator)?.id}/keys`)
    assert.equal(
      revoked,
      team.revoke(({ behind }) => behind === operator),
    )
  }

  private async decide({ does, funding, by }: Extract<TeamCommand, { does: 'confirm' | 'withdraw' }>): Promise<void> {
    const { model } = this
    const index = model.fundings.all.length - 1 - (funding % Math.max(1, model.fundings.all.length))
    const one = model.fundings.all[index]
    if (one === undefined) return
    const hand = this.hand(by)
    const { status, body } = await this.call(
      hand,
      'POST',
      `${this.path}/fundings/${this.fundingIds.get(index)}/${does}`,
    )
    assert.equal(status, model.fundings[does](one, hand), `${does} by ${nameOf(hand)}: ${JSON.stringify(body)}`)
    if (status === 200) assert.equal(body.state, one.state)
  }

  private async look({ by }: Extract<TeamCommand, { does: 'look' }>): Promise<void> {
    const hand = this.hand(by)
    const path = `${this.path}/stats`
    if (await this.refused(hand, 'statistics:read', 'GET', path)) return
    assert.equal((await this.call(hand, 'GET', path)).status, 200)
    if (hand.kind === 'key' && isOfRemoved(hand)) this.model.meet('a removed person’s key still serves the app')
  }

  private wire({ role, everywhere }: Grant): Body {
    return { program: everywhere ? null : this.program.slug, role }
  }

  private mail(): string {
    return `person-${++this.mails}@${this.program.slug}.example`
  }

  private async signUp(email: string, link: string): Promise<Person> {
    const browser = new OperatorBrowser(this.api.url)
    const answer = await this.follow(browser, link)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return { id: toWire('opr', await this.api.keepSignedIn(email)), email, browser }
  }

  private async follow(browser: OperatorBrowser, link: string): Promise<Answer> {
    const body = { token: link.split('#')[1], name: 'Nadia', password }
    const address = `10.${(++addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`
    return browser.call('POST', '/console/api/invitations/accept', body, { 'x-forwarded-for': address })
  }
}

function isOfRemoved(hand: Operator | Key): boolean {
  const behind = hand.kind === 'key' ? hand.behind : hand
  return behind.kind === 'operator' && behind.removed
}

function nameOf(hand: Hand): string {
  if (hand.kind !== 'key') return hand.person
  return `a key of ${hand.behind.person}, under ${hand.above.length}, for ${hand.given.join(' ')}`
}

function back<T>(list: readonly T[], number: number): T | undefined {
  return list.length === 0 ? undefined : list[list.length - 1 - (number % list.length)]
}
