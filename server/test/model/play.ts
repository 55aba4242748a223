/** Plays one history against the service and the model at once, and compares all that can be seen after every step. */
import assert from 'node:assert/strict'
import { defaultTerms, type Body, type TestProgram } from '../support/api.js'
import type { Command, History, IdentityChoice } from './commands.js'
import { Model } from './model.js'
import type { Decision } from './records.js'
import { dayMs, minuteMs, type Terms } from './terms.js'
import { Comparison } from './play-compare.js'
import { PlayMoney, isAboutMoney } from './play-money.js'
import { iso, normalised, onTheWire, spellCode, userName, wireTerms } from './spellings.js'
import { onlyEmulators, PlayReviews } from './play-reviews.js'
import { PlayTeam, isAboutTeam } from './play-team.js'
import { stillMs, type StillApi } from './still-app.js'
import { token, type Hand } from './team.js'

let played = 0

/** @returns how each signup, referral and cash-out ended, and what else the history met. */
export async function play(api: StillApi, history: History): Promise<string[]> {
  const slug = `history-${process.pid}-${++played}`
  const { aloneMinor: autoApproveMaxMinor, approvals } = history.approvals
  const payouts = { autoApproveMaxMinor, approvals }
  const program = await api.draftProgram({ ...defaultTerms(), payouts, ...wireTerms(history.terms), slug })
  return new Player(api, program, history).play()
}

class Player {
  private readonly api: StillApi
  private readonly program: TestProgram
  private readonly history: History
  private readonly path: string
  private readonly model: Model
  private readonly money: PlayMoney
  private readonly team: PlayTeam
  private readonly reviews: PlayReviews
  private readonly codes = new Map<string, string>()
  private readonly clickIds: string[] = []
  private readonly answers = new Map<string, Body>()
  /** As told when an account was first heard of: by it a number without a prefix is read later. */
  private readonly countries = new Map<string, string | null>()
  private readonly comparison: Comparison

  constructor(api: StillApi, program: TestProgram, history: History) {
    this.api = api
    this.program = program
    this.history = history
    this.path = `/v1/programs/${program.slug}`
    this.model = new Model(stillMs, history.terms, history.approvals)
    this.team = new PlayTeam(api, program, this.model)
    this.reviews = new PlayReviews(api, program, this.model)
    this.money = new PlayMoney(api, program, this.model, this.team)
    this.comparison = new Comparison(api, program, this.model, this.money, this.codes)
  }

  async play(): Promise<string[]> {
    const { budgetMinor, launched, commands } = this.history
    await this.fund('start', budgetMinor, token)
    if (launched) await this.step({ does: 'launch' })
    if (this.history.reviewing === true) await this.api.ok('PUT', `${this.path}/fraud-settings`, onlyEmulators)
    if (this.history.secondPerson) {
      await this.api.ok('PATCH', this.path, { secondPerson: { funding: true, closing: true } })
      this.model.fundings.secondPerson = true
    }
    await this.step({ does: 'join', user: 0, identities: {} })
    await this.step({ does: 'click', of: 0, spelling: 0 })
    await this.step({ does: 'join', user: 1, identities: { device: { value: 0, spelling: 0 } } })
    for (const command of commands) {
      this.comparison.named = new Set('user' in command ? [userName(command.user)] : [])
      await this.step(command)
      if (command.does === 'advance') await this.comparison.everything()
      else await this.comparison.accounts(false)
      if (['change', 'launch', 'pause', 'resume'].includes(command.does)) await this.comparison.programAndTerms()
    }
    await this.comparison.everything()
    await this.comparison.lists()
    await this.money.comparePage()
    await this.api.assertLedger(this.program)
    const decisions = [...this.model.signups.values()].map(({ decision: { outcome, reason } }) => reason ?? outcome)
    const referrals = [...this.model.referrals.values()].map(({ state }) => state)
    const met = [...this.model.met].flatMap(([what, count]) => Array<string>(count).fill(what))
    return [...decisions, ...referrals, ...this.money.ends(), ...met]
  }

  private async step(command: Command): Promise<void> {
    if (isAboutMoney(command)) return this.money.step(command, (friend) => this.answers.get(friend)?.referral?.id)
    if (isAboutTeam(command)) return this.team.step(command)
    switch (command.does) {
      case 'join':
        return this.join(userName(command.user), command.identities)
      case 'learn':
        return this.learn(userName(command.user), command.identities)
      case 'members':
        return this.members(command)
      case 'click':
        return this.click(userName(command.of), command.spelling)
      case 'signup':
        return this.signup(command)
      case 'event':
        return this.event(command)
      case 'advance':
        return this.advance(command.seconds)
      case 'review':
      case 'appeal':
      case 'answer':
        return this.reviews.step(command, this.answers.get(userName(command.user))?.referral?.id)
      case 'launch':
      case 'pause':
      case 'resume':
        return this.lead(command.does, this.team.hand(command.by))
      case 'fund':
        return this.fund(`reference ${command.reference}`, command.amountMinor, this.team.hand(command.by))
      case 'change':
        return this.change(command.change, this.team.hand(command.by))
    }
  }

  private async join(userId: string, identities: IdentityChoice): Promise<void> {
    this.hear(userId, null)
    this.model.join(userId, normalised(identities))
    const { code } = await this.api.join(this.program, userId, { identities: onTheWire(identities) })
    assert.match(code, /^[0-9]{10}$/)
    assert.equal(this.codes.get(userId) ?? code, code, 'a code is for ever')
    this.codes.set(userId, code)
  }

  private hear(userId: string, country: string | null): void {
    if (!this.countries.has(userId)) this.countries.set(userId, country)
  }

  private async learn(userId: string, identities: IdentityChoice): Promise<void> {
    const path = `${this.path}/participants/${encodeURIComponent(userId)}/identities`
    const { status } = await this.api.call('PUT', path, onTheWire(identities, this.countries.get(userId)))
    const known = this.model.accounts.has(userId)
    assert.equal(status, known ? 200 : 404, 'identities are learnt of an account that is known')
    if (known) this.model.learn(userId, normalised(identities))
  }

  private async members({ members }: Extract<Command, { does: 'members' }>): Promise<void> {
    const wire = members.map(({ user, identities, createdAgoMs }) => ({
      ...(user !== null && { userId: userName(user) }),
      ...(createdAgoMs !== null && { createdAt: iso(stillMs - createdAgoMs) }),
      identities: onTheWire(identities),
    }))
    // A member of whom nothing is told is nobody.
    // One account is told of once in a call.
    const isFirst = ({ userId }: Body, index: number) =>
      userId === undefined || wire.findIndex((one) => one.userId === userId) === index
    const told = wire.map(
      (one, index) => isFirst(one, index) && (one.userId !== undefined || Object.keys(one.identities).length > 0),
    )
    const sent = wire.filter((_, index) => told[index])
    if (sent.length === 0) return
    for (const { user, identities, createdAgoMs } of members.filter((_, index) => told[index])) {
      const createdAt = createdAgoMs === null ? null : stillMs - createdAgoMs
      this.model.member(user === null ? null : userName(user), normalised(identities), createdAt)
    }
    await this.api.ok('POST', `${this.path}/members`, { members: sent })
  }

  private async click(userId: string, spelling: number): Promise<void> {
    const code = this.codes.get(userId)
    const typed = spellCode(code ?? '1234567890', spelling)
    const response = await this.api.follow(this.program, typed)
    const clickId = new URL(response.headers.get('location') ?? '').searchParams.get('bondhu_click')
    assert.equal(response.status, 302)
    assert.equal(clickId === null, code === undefined, 'a link is counted when its code is somebody’s')
    if (clickId === null) return
    this.clickIds.push(clickId)
    this.model.click(userId)
  }

  private async signup(command: Extract<Command, { does: 'signup' }>): Promise<void> {
    const { code, country, birthYear, agoMs } = command
    const userId = userName(command.user)
    const clickId = this.clickOf(command.click)
    const referred = this.clickOf(command.installReferrer)
    const body = {
      userId,
      clickId: clickId?.id ?? null,
      installReferrer: referred === undefined ? null : `utm_source=apps.example&bondhu=${referred.id}&utm_medium=x`,
      code: this.typed(code),
      identities: onTheWire(command.identities, country),
      country,
      birthYear,
      ...(agoMs !== 0 && { occurredAt: iso(this.model.now - agoMs) }),
      ...(command.suspect === true && { context: { integrity: 'emulator' } }),
    }
    const answer = await this.api.signupCall(this.program, body)
    if (outOfRange(agoMs)) {
      // What is open in the design is asked of no one: a repeat whose date has grown too old.
      if (this.answers.has(userId)) return
      assert.equal(answer.status, 422)
      assert.equal(answer.body.code, 'occurred_at_out_of_range')
      return
    }
    assert.ok(answer.status < 300, JSON.stringify(answer.body))
    this.hear(userId, country)
    const { decision, repeat } = this.model.signup({
      userId,
      code: code === null || code === 'garbage' ? code : { of: userName(code.of) },
      clicks: [clickId?.number, referred?.number].filter((number) => number !== undefined),
      identities: normalised(command.identities),
      country: country?.toUpperCase() ?? null,
      birthYear,
      occurredAt: this.model.now - agoMs,
      isSuspect: command.suspect === true,
    })
    const before = this.answers.get(userId)
    this.answers.set(userId, answer.body)
    this.compareDecision(answer.body, decision)
    if (repeat) assert.deepEqual(answer.body, before, 'a repeat has the same answer')
    // Whether a second decision is "the first time" is open.
    if (repeat || before === undefined) assert.equal(answer.status, repeat ? 200 : 201)
  }

  private compareDecision(body: Body, decision: Decision): void {
    assert.deepEqual([body.outcome, body.reason], [decision.outcome, decision.reason])
    if (decision.outcome !== 'referred') assert.equal(body.reward, undefined)
    if (decision.outcome === 'refused') assert.ok(body.message.bn !== '' && body.message.en !== '')
    if (decision.outcome === 'organic' || body.attributedBy !== undefined) {
      assert.equal(body.attributedBy, decision.attributedBy)
    }
    if (decision.outcome !== 'referred') return
    const { reward, referral, friendReward } = body
    assert.equal(body.attributedBy, decision.attributedBy)
    assert.deepEqual([referral.state, referral.advocateUserId], [decision.state, decision.advocate])
    const { amountMinor, state, availableAt } = reward
    const available = decision.reward?.availableAt ?? null
    assert.deepEqual({ amountMinor, state, availableAt: availableAt && Date.parse(availableAt) }, decision.reward)
    assert.equal(friendReward?.amountMinor ?? 0, decision.friendRewardMinor)
    if (friendReward === null) return
    assert.deepEqual(
      [friendReward.state, friendReward.availableAt && Date.parse(friendReward.availableAt)],
      [state, available],
    )
  }

  private clickOf(choice: number | 'forged' | null): { id: string; number: number | 'forged' } | undefined {
    if (choice === null) return undefined
    const number = choice === 'forged' ? -1 : this.clickIds.length - 1 - (choice % this.clickIds.length)
    const id = this.clickIds[number]
    return id === undefined ? { id: forged(this.clickIds[0]), number: 'forged' } : { id, number }
  }

  private typed(code: Extract<Command, { does: 'signup' }>['code']): string | null {
    if (code === null) return null
    if (code === 'garbage') return 'HELLO-২৬'
    return spellCode(this.codes.get(userName(code.of)) ?? '1234567890', code.spelling)
  }

  private async event({ user, name, agoMs }: Extract<Command, { does: 'event' }>): Promise<void> {
    const userId = userName(user)
    const body = { userId, name, ...(agoMs !== 0 && { occurredAt: iso(this.model.now - agoMs) }) }
    const answer = await this.api.call('POST', `${this.path}/events`, body)
    if (!this.model.accounts.has(userId)) {
      // Of a member who was imported it is nobody's; of anybody else it is to be sent again.
      if (this.model.isMember(userId)) assert.deepEqual(answer.body, { qualified: false, referral: null })
      else assert.equal(answer.status, 404)
      return
    }
    if (outOfRange(agoMs)) {
      assert.equal(answer.body.code, 'occurred_at_out_of_range')
      return
    }
    const expected = this.model.event(userId, name, agoMs === 0 ? undefined : this.model.now - agoMs)
    assert.equal(answer.status, 200)
    if (expected !== null) assert.equal(answer.body.referral?.state, expected.state)
    assert.equal(answer.body.reason, expected?.reason)
    if (expected?.state !== 'counted') assert.equal(answer.body.qualified, false)
  }

  private async lead(verb: 'launch' | 'pause' | 'resume', hand: Hand): Promise<void> {
    if (this.model.ended) return
    if (await this.team.refused(hand, 'programs:write', 'POST', `${this.path}/${verb}`)) return
    const before = this.model.state
    // The design draws no line from scheduled to paused; the service has one.
    if (before === 'scheduled' && verb === 'pause') return
    this.model[verb]()
    const { status } = await this.team.call(hand, 'POST', `${this.path}/${verb}`)
    if (before !== this.model.state) assert.equal(status, 200, verb)
    else assert.ok(status === 200 || status === 409, `${verb} of a program that is ${before}`)
  }

  private async fund(reference: string, amountMinor: number, hand: Hand): Promise<void> {
    const [path, wanted] = [`${this.path}/fundings`, { reference, amountMinor }]
    if (await this.team.refused(hand, 'fundings:write', 'POST', path, wanted)) return
    const { status, body } = await this.team.call(hand, 'POST', path, wanted)
    const known = this.model.fundings.all.length
    const expected = { made: 201, waiting: 202, known: 200, conflict: 409 }[
      this.model.fundings.fund(reference, amountMinor, hand)
    ]
    assert.equal(status, expected, JSON.stringify(body))
    if (this.model.fundings.all.length > known) this.team.fundingIds.set(known, body.id)
  }

  private async change(change: Partial<Terms>, hand: Hand): Promise<void> {
    if (this.model.ended) return
    if (await this.team.refused(hand, 'programs:write', 'PATCH', this.path, wireTerms(change))) return
    this.model.change(change)
    const { status, body } = await this.team.call(hand, 'PATCH', this.path, wireTerms(change))
    assert.equal(status, 200, JSON.stringify(body))
  }

  private async advance(seconds: number): Promise<void> {
    const { model } = this
    model.advance(seconds)
    await this.api.advance(this.program, seconds)
    await this.money.sweep()
    if (!model.ended || model.settled) return
    const { state } = await this.api.program(this.program)
    if (model.mustSettle) assert.equal(state, 'settled', 'nothing is awaited any more')
    if (state !== 'settled') return
    assert.ok(model.maySettle, 'nothing may be awaited any more')
    model.settle()
  }
}

function outOfRange(agoMs: number): boolean {
  return agoMs < -5 * minuteMs || agoMs > 7 * dayMs
}

function forged(clickId: string | undefined): string {
  if (clickId === undefined) return 'clk_01kb0000000000000000000000_0000000000000000'
  const last = clickId.endsWith('A') ? 'B' : 'A'
  return clickId.slice(0, -1) + last
}

export function describeHistory({ terms, budgetMinor, launched, commands }: History): string {
  const lines = commands.map((command) => `  ${JSON.stringify(command)}`)
  return [`terms ${JSON.stringify(terms)}`, `budget ${budgetMinor}, launched ${launched}`, ...lines].join('\n')
}
