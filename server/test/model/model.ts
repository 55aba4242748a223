/**
 * The rules of a refer-and-earn program as DESIGN.md gives them, and nothing else: one program, in memory, one thing at
 * a time. Written from the design and not from the service, which it may not import. Instants are milliseconds.
 */
import assert from 'node:assert/strict'
import { CashOuts, type Account, type ApprovalRules } from './cash-outs.js'
import { Fundings } from './fundings.js'
import { Team } from './team.js'

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export type Kind = 'phone' | 'email' | 'device' | 'install'
/** Already normalised: one person's phone is one text here, however it was spelled on the wire. */
export type Identities = Partial<Record<Kind, string>>

export interface Terms {
  readonly rewardMinor: number
  readonly friendRewardMinor: number
  readonly holdDays: number
  readonly minimumPayoutMinor: number
  readonly attributionWindowDays: number
  readonly lateCodeHours: number
  readonly countries: readonly string[] | null
  readonly minimumAge: number | null
  readonly requires: readonly Kind[]
  readonly oneRewardPerDevice: boolean
  readonly caps: { readonly perAdvocatePerDay: number | null; readonly perAdvocateTotal: number | null }
  readonly qualifyingEvent: { readonly name: string; readonly withinDays: number } | null
  readonly timeZone: string
  readonly startsAt: number
  readonly endsAt: number
}

export interface Report {
  readonly userId: string
  /** What was typed: the code of this account, or a text that is no code. Null: nothing. */
  readonly code: { readonly of: string } | 'garbage' | null
  /** Numbers of clicks, in the order of `click()`; `forged` is none. First the click id, then the install referrer. */
  readonly clicks: readonly (number | 'forged')[]
  readonly identities: Identities
  readonly country: string | null
  readonly birthYear: number | null
  readonly occurredAt: number
  /** The phone failed its check: a person looks at the friend first, where the program has them looked at. */
  readonly isSuspect?: boolean
}

type Phase = 'live' | 'program_not_live' | 'program_closed'
type ReferralState = 'pending' | 'review' | 'counted' | 'lapsed' | 'reversed'
type RewardState = 'reserved' | 'held' | 'available' | 'reversed'
type Clash = 'already_member' | 'self_referral' | 'same_device'

/** What ties a signup to an advocate, with the terms that go with it. */
interface Evidence {
  readonly by: 'click' | 'code'
  readonly advocate: string
  readonly phase: Phase
  readonly terms: Terms
  readonly clickedAt: number | undefined
  readonly paused?: boolean
}

export interface Decision {
  readonly outcome: 'referred' | 'organic' | 'refused'
  readonly reason?: string
  readonly attributedBy?: 'click' | 'code'
  readonly advocate?: string
  readonly state?: ReferralState
  readonly reward?: { readonly amountMinor: number; readonly state: RewardState; readonly availableAt: number | null }
  readonly friendRewardMinor?: number
}

interface Signup {
  readonly facts: Report & {
    wasMember: boolean
    readonly learnt: Identities[]
    /** Own identities that an older account turned out to have. */
    readonly ofOlder: string[]
  }
  readonly decidedAt: number
  readonly decision: Decision
}

interface Referral {
  readonly advocate: string
  readonly friend: string
  readonly terms: Terms
  readonly expiresAt: number
  state: ReferralState
  reason: string | undefined
  reward: RewardState
  availableAt: number | null
  /** The awaited action came in time, during the review. */
  actedAt: number | undefined
  verdict: Verdict | undefined
  /** What an open appeal keeps reserved; undefined if nobody appealed, `answered` afterwards. */
  appealMinor: number | 'answered' | undefined
  countedAgain: boolean
}

export type Verdict = 'confirmed' | 'cleared'

export class Model {
  now: number
  state: 'draft' | 'scheduled' | 'live' | 'paused' = 'draft'
  terms: Terms
  announced: { readonly effectiveAt: number; readonly terms: Terms }[] = []
  /** Nothing is awaited any more, and what was not promised went back to the funder. */
  settled = false
  readonly books = { fundedMinor: 0, budgetMinor: 0, reservedMinor: 0, returnedMinor: 0, wentBackMinor: 0 }
  /** Since when each account has a code. */
  readonly codes = new Map<string, number>()
  readonly accounts = new Map<string, Account>()
  readonly signups = new Map<string, Signup>()
  readonly referrals = new Map<string, Referral>()
  readonly clicks: { readonly advocate: string; readonly at: number; readonly phase: Phase; readonly terms: Terms }[] =
    []
  readonly cashOuts: CashOuts
  readonly team = new Team()
  readonly fundings = new Fundings(this)
  /** How often each thing of which it matters that histories meet it. */
  readonly met = new Map<string, number>()
  /** The first owner of an exclusive identity, for ever. */
  private readonly owners = new Map<string, string>()
  /** Who used which identities at all. */
  private readonly uses = new Map<string, Set<string>>()
  private readonly grants = new Map<string, number>()
  /** Accounts in the order in which they were first heard of. */
  private readonly heard = new Map<string, number>()
  private strangers = 0
  /** The longest that a promise ever made could let somebody count after the end: a link's window, a late code. */
  private longestWaitMs = 0

  constructor(now: number, terms: Terms, approvals: ApprovalRules) {
    this.now = now
    this.terms = terms
    this.promise(terms)
    this.cashOuts = new CashOuts(this, approvals)
  }

  /** Once the program has ended there is none: nobody is left with too little to cash out. */
  get minimumMinor(): number {
    return this.ended ? 0 : this.terms.minimumPayoutMinor
  }

  get today(): string {
    return dayOf(this.now, this.terms.timeZone)
  }

  get ended(): boolean {
    return this.now >= this.terms.endsAt
  }

  /** What happened in time may be told for seven days; what is promised is waited for. */
  get maySettle(): boolean {
    const awaited = [...this.referrals.values()].some(({ reward }) => reward === 'reserved' || reward === 'held')
    // People collect after the end too: what they ask for then is not waited for.
    const cashedOut = this.cashOuts.underWay.some(({ requestedAt }) => requestedAt < this.terms.endsAt)
    return this.state !== 'draft' && !awaited && !cashedOut && this.now >= this.terms.endsAt + 7 * dayMs
  }

  /** Later nobody can count by any promise. */
  get mustSettle(): boolean {
    const collected = this.cashOuts.underWay.length === 0
    return this.maySettle && collected && this.now >= this.terms.endsAt + this.longestWaitMs + 7 * dayMs
  }

  settle(): void {
    this.settled = true
    this.books.returnedMinor = this.books.budgetMinor
    this.books.budgetMinor = 0
  }

  // Reviews

  /** A person decides about one friend. @returns whether the service takes the decision */
  decideReview(friend: string, verdict: Verdict): boolean {
    const referral = this.referrals.get(friend)
    if (referral === undefined) return false
    if (referral.verdict !== undefined) return referral.verdict === verdict
    if (referral.state !== 'review') return false
    this.meet(`review ${verdict}`)
    referral.verdict = verdict
    if (verdict === 'confirmed') this.giveBack(referral, 'reversed')
    else this.clear(referral)
    return true
  }

  /** As if there had been no review. */
  private clear(referral: Referral): void {
    const isAwaited = referral.terms.qualifyingEvent !== null && referral.actedAt === undefined
    if (isAwaited && this.now >= referral.expiresAt) return this.giveBack(referral, 'lapsed')
    referral.state = isAwaited ? 'pending' : 'counted'
    if (isAwaited) return
    this.books.reservedMinor -= total(referral.terms)
    this.holdFrom(referral, referral.actedAt ?? this.now)
  }

  /** Money is set aside until the answer, as far as the budget covers the whole. @returns whether it can be appealed */
  appeal(friend: string): boolean {
    const referral = this.referrals.get(friend)
    if (referral?.appealMinor !== undefined) return true
    if (referral === undefined || !this.mayCountAgain(referral)) return false
    const reservedMinor = this.books.budgetMinor >= total(referral.terms) ? total(referral.terms) : 0
    referral.appealMinor = reservedMinor
    this.books.budgetMinor -= reservedMinor
    this.books.reservedMinor += reservedMinor
    return true
  }

  /** Granted again, from what the appeal reserved or from the budget. */
  countAgain(friend: string): 'counted' | 'budget_short' | 'conflict' {
    const referral = this.referrals.get(friend)
    if (referral?.state === 'counted') return 'counted'
    if (referral === undefined || !this.mayCountAgain(referral)) return 'conflict'
    const isReserved = typeof referral.appealMinor === 'number' && referral.appealMinor > 0
    if (!isReserved && this.books.budgetMinor < total(referral.terms)) return 'budget_short'
    if (isReserved) this.books.reservedMinor -= total(referral.terms)
    else this.books.budgetMinor -= total(referral.terms)
    this.meet(isReserved ? 'counted again from an appeal' : 'counted again from the budget')
    if (referral.appealMinor !== undefined) referral.appealMinor = 'answered'
    referral.countedAgain = true
    referral.state = 'counted'
    referral.reason = undefined
    this.holdFrom(referral, this.now)
    return 'counted'
  }

  /** @returns whether an open appeal was there */
  dismiss(friend: string): boolean {
    const referral = this.referrals.get(friend)
    if (typeof referral?.appealMinor !== 'number') return false
    this.books.reservedMinor -= referral.appealMinor
    this.books.budgetMinor += referral.appealMinor
    referral.appealMinor = 'answered'
    this.meet('appeal after a review dismissed')
    return true
  }

  private mayCountAgain({ state, verdict, countedAgain }: Referral): boolean {
    return state === 'reversed' && verdict === 'confirmed' && !countedAgain
  }

  private promise({ attributionWindowDays, lateCodeHours }: Terms): void {
    this.longestWaitMs = Math.max(this.longestWaitMs, attributionWindowDays * dayMs, lateCodeHours * hourMs)
  }

  // Life and time

  launch(): void {
    // An offer that could not pay its first friend is not made.
    if (this.state !== 'draft' || this.books.budgetMinor < total(this.terms)) return
    this.state = this.now < this.terms.startsAt ? 'scheduled' : 'live'
  }

  pause(): void {
    if (this.state === 'live') this.state = 'paused'
  }

  resume(): void {
    if (this.state === 'paused') this.state = 'live'
  }

  advance(seconds: number): void {
    this.now += seconds * 1000
    for (let next = this.announced[0]; next && next.effectiveAt <= this.now; next = this.announced[0]) {
      this.meet('announced terms come into force')
      this.terms = next.terms
      this.announced.shift()
    }
    if (this.state === 'scheduled' && this.now >= this.terms.startsAt) this.state = 'live'
    for (const referral of this.referrals.values()) {
      if (referral.state === 'pending' && referral.expiresAt <= this.now) this.giveBack(referral, 'lapsed')
      if (referral.reward === 'held' && (referral.availableAt ?? 0) <= this.now) this.release(referral)
    }
  }

  change(change: Partial<Terms>): void {
    const { now } = this
    // What was announced is promised too: to leave it out again is worse.
    const promised = [this.terms, ...this.announced.map(({ terms }) => terms)]
    const wasWorse = promised.some((terms) => isWorse(this.terms, terms))
    if (this.state === 'draft' || !promised.some((terms) => isWorse(terms, { ...terms, ...change }))) {
      this.terms = { ...this.terms, ...change }
      this.announced = this.announced.map(({ effectiveAt, terms }) => ({ effectiveAt, terms: { ...terms, ...change } }))
      for (const terms of [this.terms, ...this.announced.map((one) => one.terms)]) this.promise(terms)
      const isStillWorse = this.announced.some(({ terms }) => isWorse(this.terms, terms))
      if (wasWorse && !isStillWorse) this.meet('announced terms are withdrawn')
      return
    }
    const last = this.announced.at(-1) ?? { effectiveAt: now, terms: this.terms }
    const effectiveAt = Math.max(last.effectiveAt, now + 72 * hourMs)
    this.meet('terms are announced')
    this.announced.push({ effectiveAt, terms: { ...last.terms, ...change } })
    this.promise({ ...last.terms, ...change })
  }

  meet(what: string): void {
    this.met.set(what, (this.met.get(what) ?? 0) + 1)
  }

  /** What comes back of what was promised. */
  takeBack(amountMinor: number): void {
    if (this.settled) this.books.returnedMinor += amountMinor
    else this.books.budgetMinor += amountMinor
    this.books.wentBackMinor += amountMinor
  }

  /** An operator takes back what a referral granted, as far as it is there. @returns whether it is reversed now */
  overrule(friend: string): boolean {
    const referral = this.referrals.get(friend)
    if (referral?.state === 'reversed') return true
    if (referral === undefined || referral.state === 'lapsed' || this.settled) return false
    if (referral.reward !== 'available') {
      this.giveBack(referral, 'reversed')
      return true
    }
    referral.state = 'reversed'
    referral.reward = 'reversed'
    for (const { userId, state } of this.cashOuts.all) {
      if (userId === referral.advocate || userId === friend) this.meet(`reversal beside a cash-out ${state}`)
    }
    this.takeFrom(referral.advocate, referral.terms.rewardMinor)
    this.takeFrom(friend, referral.terms.friendRewardMinor)
    return true
  }

  private takeFrom(userId: string, amountMinor: number): void {
    const account = this.account(userId)
    const thereMinor = Math.min(account.availableMinor, amountMinor)
    account.availableMinor -= thereMinor
    this.takeBack(thereMinor)
    this.cashOuts.recordShortfall(userId, amountMinor - thereMinor)
  }

  // People

  join(userId: string, identities: Identities): void {
    this.hear(userId)
    this.learn(userId, identities)
    this.account(userId)
    if (!this.codes.has(userId)) this.codes.set(userId, this.now)
  }

  /** Evidence learnt later; a clash before the release reverses: this account, or a younger one of the same person. */
  learn(userId: string, identities: Identities): void {
    this.claim(userId, identities)
    const signup = this.signups.get(userId)
    if (signup?.decision.outcome === 'organic') signup.facts.learnt.push(identities)
    const referral = this.referrals.get(userId)
    const younger = this.youngerOwners(userId, referral?.advocate, identities)
    for (const [other, identity] of younger) this.wasMember(other, identity)
    if (referral === undefined) return
    const spared = younger.map(([other]) => other)
    const clash = this.clashes(userId, referral.advocate, identities, spared)[0]
    if (clash !== undefined) this.reverse(referral, clash)
  }

  private reverse(referral: Referral | undefined, reason: Clash): void {
    // Nothing to take back, but no late word brings it back either.
    if (referral?.state === 'lapsed') referral.reason ??= reason
    if (referral?.reward !== 'held' && referral?.reward !== 'reserved') return
    this.giveBack(referral, 'reversed')
    referral.reason = reason
  }

  /** Accounts that came here after this one and own its phone or mail. Who was only imported is older than any friend. */
  private youngerOwners(userId: string, advocate: string | undefined, identities: Identities): [string, string][] {
    return personal(identities).flatMap((identity): [string, string][] => {
      const owner = this.owners.get(identity)
      if (!owner || owner === userId || owner === advocate || !this.accounts.has(owner)) return []
      return (this.heard.get(owner) ?? 0) > (this.heard.get(userId) ?? 0) ? [[owner, identity]] : []
    })
  }

  private hear(userId: string, order = this.heard.size): void {
    this.owners.set(`user:${userId}`, userId)
    if (!this.heard.has(userId)) this.heard.set(userId, order)
  }

  /** People who had an account before, as the app tells it: at `createdAt`, or before everybody. */
  member(userId: string | null, identities: Identities, createdAt: number | null): void {
    const owner = userId ?? `stranger ${++this.strangers}`
    if (userId !== null) this.hear(userId, -1)
    const own = userId === null ? undefined : this.signups.get(userId)
    const shared = personal(identities).filter((identity) => (this.owners.get(identity) ?? owner) !== owner)
    this.claim(owner, identities)
    // Of one account, a list and a signup may tell dates that differ by five minutes.
    const isOlderThan = (at: number, sameMs: number) => createdAt === null || createdAt < at - sameMs
    if (userId !== null && own !== undefined && isOlderThan(own.facts.occurredAt, 5 * minuteMs)) this.wasMember(userId)
    for (const identity of shared) {
      const friend = this.owners.get(identity) ?? ''
      const at = this.signups.get(friend)?.facts.occurredAt
      if (at === undefined) continue
      // An account that signed up here was opened when it said.
      const isOlder =
        createdAt === null && own !== undefined
          ? own.facts.occurredAt < at
          : isOlderThan(at, userId === null ? 5 * minuteMs : 0)
      if (isOlder) this.wasMember(friend, identity)
    }
  }

  /** This friend had an account before: the one that has this identity too, or the friend's own. */
  private wasMember(friend: string, identity?: string): void {
    const signup = this.signups.get(friend)
    if (signup?.decision.outcome === 'organic') {
      if (identity === undefined) signup.facts.wasMember = true
      else signup.facts.ofOlder.push(identity)
    }
    const referral = this.referrals.get(friend)
    const before = referral?.state
    this.reverse(referral, 'already_member')
    if (referral?.state !== before) this.meet('member told late')
  }

  isMember(userId: string): boolean {
    return this.owners.has(`user:${userId}`)
  }

  click(advocate: string): void {
    this.clicks.push({ advocate, at: this.now, phase: this.phaseAt(this.now), terms: this.terms })
  }

  // The decision

  signup(report: Report): { readonly decision: Decision; readonly repeat: boolean } {
    const { userId } = report
    const known = this.signups.get(userId)
    if (known === undefined) {
      const facts = { ...report, wasMember: this.owners.has(`user:${userId}`), learnt: [], ofOlder: [] }
      this.account(userId)
      this.hear(userId)
      this.claim(userId, report.identities)
      return { decision: this.decide(facts, this.evidence(report)), repeat: false }
    }
    const open = known.decision.outcome === 'organic' && this.now < known.decidedAt + this.terms.lateCodeHours * hourMs
    const code = this.codeEvidence(userId, report.code, known.facts.occurredAt, known.decidedAt)
    // A code that comes during a pause is not used up by it.
    if (!open || code === undefined || code.paused) return { decision: known.decision, repeat: true }
    const decision = this.decide(known.facts, code)
    this.meet(`late code ${decision.outcome}`)
    return { decision, repeat: false }
  }

  event(
    userId: string,
    name: string,
    occurredAt: number | undefined,
  ): { state: ReferralState; reason?: string } | null {
    const referral = this.referrals.get(userId)
    if (referral === undefined) return null
    const awaited = referral.terms.qualifyingEvent?.name === name
    const openedAt = this.signups.get(userId)?.facts.occurredAt ?? 0
    // Told without a time it is of this moment, and never from before the account was opened.
    const at = occurredAt ?? Math.max(this.now, openedAt)
    const inTime = awaited && at >= openedAt && at < referral.expiresAt
    if (inTime && referral.state === 'review') referral.actedAt ??= this.now
    if (inTime && referral.state === 'pending') {
      referral.state = 'counted'
      this.books.reservedMinor -= total(referral.terms)
      this.hold(referral)
    }
    if (!inTime || referral.state !== 'lapsed') return { state: referral.state }
    // It did happen in time: granted anew from what is not yet promised. Its place in the caps it had all along.
    const reason = this.lateWordRefusal(referral)
    if (reason !== undefined) return { state: 'lapsed', reason }
    referral.state = 'counted'
    this.books.budgetMinor -= total(referral.terms)
    this.hold(referral)
    return { state: 'counted' }
  }

  /** Why a lapsed referral counts no more, though the action was in time. */
  private lateWordRefusal(referral: Referral): string | undefined {
    if (referral.reason !== undefined) return referral.reason
    if (this.settled) return 'program_closed'
    return this.books.budgetMinor < total(referral.terms) ? 'budget_exhausted' : undefined
  }

  private decide(facts: Signup['facts'], evidence: Evidence | string): Decision {
    const decision =
      typeof evidence === 'string' ? ({ outcome: 'organic', reason: evidence } as const) : this.judge(facts, evidence)
    this.signups.set(facts.userId, { facts, decidedAt: this.now, decision })
    return decision
  }

  /** The first that is valid and live; else the first that is valid; else why nobody is credited. */
  private evidence(report: Report): Evidence | string {
    const clicks = report.clicks.flatMap((number) => {
      const click = typeof number === 'number' ? this.clicks[number] : undefined
      return click === undefined ? [] : [{ ...click, by: 'click' as const, clickedAt: click.at }]
    })
    const inside = clicks.filter(({ at, terms }) => report.occurredAt <= at + terms.attributionWindowDays * dayMs)
    const code = this.codeEvidence(report.userId, report.code, report.occurredAt, report.occurredAt)
    const valid: Evidence[] = [...(code === undefined ? [] : [code]), ...inside]
    const best = valid.find(({ phase }) => phase === 'live') ?? valid[0]
    if (best !== undefined) return best
    if (report.code !== null) return 'unknown_code'
    if (clicks.length > 0) return 'click_expired'
    return report.clicks.length > 0 ? 'unknown_click' : 'no_code'
  }

  /** A code counts if its owner joined before the account was opened, and was not brought by this friend's own people. */
  private codeEvidence(friend: string, code: Report['code'], occurredAt: number, toldAt: number): Evidence | undefined {
    if (code === null || code === 'garbage') return undefined
    const joinedAt = this.codes.get(code.of)
    if (joinedAt === undefined || joinedAt > Math.min(occurredAt, toldAt)) return undefined
    if (this.advocatesOf(code.of).includes(friend)) return undefined
    // A program that is paused when it ends takes no code any more, however late it is told.
    const endedPaused = this.state === 'paused' && this.now >= this.terms.endsAt
    return {
      by: 'code',
      advocate: code.of,
      phase: endedPaused ? 'program_closed' : this.phaseAt(occurredAt),
      paused: this.state === 'paused' && !endedPaused && occurredAt >= this.terms.startsAt,
      terms: this.terms,
      clickedAt: undefined,
    }
  }

  /** Who brought this person, who brought that one, and so on: of a referral that lapsed or was reversed too. */
  private advocatesOf(userId: string): string[] {
    const above: string[] = []
    for (let at = this.referrals.get(userId); at !== undefined; at = this.referrals.get(at.advocate)) {
      assert.ok(!above.includes(at.advocate), 'nobody is brought by their own friends')
      above.push(at.advocate)
    }
    return above
  }

  private phaseAt(at: number): Phase {
    if (this.state === 'draft' || at < this.terms.startsAt) return 'program_not_live'
    if (this.settled) return 'program_closed'
    // Also of a paused one: the end date closes it.
    if (at >= this.terms.endsAt) return 'program_closed'
    return this.state === 'paused' ? 'program_not_live' : 'live'
  }

  private judge(facts: Signup['facts'], evidence: Evidence): Decision {
    const { by: attributedBy, advocate, terms } = evidence
    const reason = this.refusal(facts, evidence)
    if (reason !== undefined) return { outcome: 'refused', reason, attributedBy, advocate }
    const day = `${advocate} ${dayOf(facts.occurredAt, terms.timeZone)}`
    this.grants.set(day, (this.grants.get(day) ?? 0) + 1)
    this.books.budgetMinor -= total(terms)
    const review = facts.isSuspect === true
    const pending = terms.qualifyingEvent !== null
    const referral: Referral = {
      advocate,
      friend: facts.userId,
      terms,
      expiresAt: facts.occurredAt + (terms.qualifyingEvent?.withinDays ?? 0) * dayMs,
      state: review ? 'review' : pending ? 'pending' : 'counted',
      reason: undefined,
      reward: 'reserved',
      availableAt: null,
      actedAt: undefined,
      verdict: undefined,
      appealMinor: undefined,
      countedAgain: false,
    }
    this.referrals.set(facts.userId, referral)
    if (pending || review) this.books.reservedMinor += total(terms)
    else this.hold(referral)
    return {
      outcome: 'referred',
      attributedBy,
      advocate,
      state: referral.state,
      reward: { amountMinor: terms.rewardMinor, state: referral.reward, availableAt: referral.availableAt },
      friendRewardMinor: terms.friendRewardMinor,
    }
  }

  /** The first reason of the published order. */
  private refusal(facts: Signup['facts'], evidence: Evidence): string | undefined {
    const { advocate, terms, clickedAt } = evidence
    const { userId, identities, occurredAt, birthYear } = facts
    if (evidence.phase !== 'live') return evidence.phase
    const told = [identities, ...facts.learnt]
    const clashes = told.flatMap((one) => this.clashes(userId, advocate, one))
    const isOfOlder = facts.ofOlder.some((identity) => !this.uses.get(advocate)?.has(identity))
    if (facts.wasMember || isOfOlder || clashes.includes('already_member')) return 'already_member'
    if (clickedAt !== undefined && occurredAt < clickedAt) return 'already_member'
    if (terms.requires.some((kind) => told.every((one) => one[kind] === undefined))) return 'identity_missing'
    const age = birthYear === null ? 0 : Number(dayOf(occurredAt, terms.timeZone).slice(0, 4)) - birthYear
    if (terms.minimumAge !== null && age < terms.minimumAge) return 'under_age'
    if (terms.countries !== null && !terms.countries.includes(facts.country ?? '')) return 'country_not_eligible'
    if (userId === advocate || clashes.includes('self_referral')) return 'self_referral'
    if (clashes.includes('same_device')) return 'same_device'
    const { perAdvocatePerDay, perAdvocateTotal } = terms.caps
    const today = this.grants.get(`${advocate} ${dayOf(occurredAt, terms.timeZone)}`) ?? 0
    const { counted, pending, review } = this.friends(advocate)
    const standing = counted + pending + review
    if (today >= (perAdvocatePerDay ?? Infinity) || standing >= (perAdvocateTotal ?? Infinity)) {
      return 'advocate_cap_reached'
    }
    return this.books.budgetMinor < total(terms) ? 'budget_exhausted' : undefined
  }

  /** What these identities say against this account, the gravest first. The advocate's own is what the advocate used. */
  private clashes(userId: string, advocate: string, identities: Identities, spared: string[] = []): Clash[] {
    const found = Object.entries(identities).flatMap(([kind, value]): Clash[] => {
      const identity = `${kind}:${value}`
      if (userId !== advocate && this.uses.get(advocate)?.has(identity)) return ['self_referral']
      const owner = this.owners.get(identity) ?? userId
      if (owner === userId || spared.includes(owner)) return []
      return [kind === 'phone' || kind === 'email' ? 'already_member' : 'same_device']
    })
    return (['already_member', 'self_referral', 'same_device'] as const).filter((clash) => found.includes(clash))
  }

  private claim(owner: string, identities: Identities): void {
    const used = this.uses.get(owner) ?? new Set()
    this.uses.set(owner, used)
    for (const [kind, value] of Object.entries(identities)) {
      const identity = `${kind}:${value}`
      used.add(identity)
      const exclusive = kind === 'phone' || kind === 'email' || this.terms.oneRewardPerDevice
      if (exclusive && !this.owners.has(identity)) this.owners.set(identity, owner)
    }
  }

  // Money

  private hold(referral: Referral): void {
    this.holdFrom(referral, this.now)
  }

  /** Without a hold it is released at once; a hold that has passed during a review ends with the next sweep. */
  private holdFrom(referral: Referral, since: number): void {
    referral.reward = 'held'
    referral.availableAt = since + referral.terms.holdDays * dayMs
    this.pay(referral, 'heldMinor', 1)
    if (referral.terms.holdDays === 0) this.release(referral)
  }

  private release(referral: Referral): void {
    referral.reward = 'available'
    this.pay(referral, 'heldMinor', -1)
    this.pay(referral, 'availableMinor', 1)
  }

  private giveBack(referral: Referral, state: 'lapsed' | 'reversed'): void {
    if (referral.reward === 'held') this.pay(referral, 'heldMinor', -1)
    else this.books.reservedMinor -= total(referral.terms)
    this.takeBack(total(referral.terms))
    referral.state = state
    referral.reward = 'reversed'
  }

  private pay({ advocate, friend, terms }: Referral, account: 'heldMinor' | 'availableMinor', sign: 1 | -1): void {
    this.account(advocate)[account] += sign * terms.rewardMinor
    this.account(friend)[account] += sign * terms.friendRewardMinor
  }

  private account(userId: string): Account {
    const known = this.accounts.get(userId)
    if (known !== undefined) return known
    const made = { heldMinor: 0, availableMinor: 0, clearingMinor: 0, paidMinor: 0 }
    this.accounts.set(userId, made)
    return made
  }

  // What can be read

  friends(advocate: string): { counted: number; pending: number; review: number } {
    const own = [...this.referrals.values()].filter((referral) => referral.advocate === advocate)
    const of = (state: ReferralState) => own.filter((referral) => referral.state === state).length
    return { counted: of('counted'), pending: of('pending'), review: of('review') }
  }

  statistics() {
    const decisions = [...this.signups.values()].map(({ decision }) => decision)
    const of = (outcome: Decision['outcome']) => decisions.filter((decision) => decision.outcome === outcome).length
    const sum = (account: keyof Account) => [...this.accounts.values()].reduce((all, one) => all + one[account], 0)
    const { lossMinor, underWayMinor } = this.cashOuts.losses()
    return {
      clicks: this.clicks.length,
      signups: decisions.length,
      referred: of('referred'),
      organic: of('organic'),
      refused: of('refused'),
      fundedMinor: this.books.fundedMinor,
      budgetMinor: this.books.budgetMinor,
      reservedMinor: this.books.reservedMinor,
      rewardsHeldMinor: sum('heldMinor'),
      rewardsAvailableMinor: sum('availableMinor'),
      reversedMinor: this.books.wentBackMinor,
      // What is lost is in neither: first out of what may still come back.
      clearingMinor: sum('clearingMinor') - underWayMinor,
      paidMinor: sum('paidMinor') - (lossMinor - underWayMinor),
      lossMinor,
      returnedMinor: this.books.returnedMinor,
    }
  }
}

/** The identities that are one person's, and not a device's. */
function personal({ phone, email }: Identities): string[] {
  return [...(phone ? [`phone:${phone}`] : []), ...(email ? [`email:${email}`] : [])]
}

function total({ rewardMinor, friendRewardMinor }: Terms): number {
  return rewardMinor + friendRewardMinor
}

const calendars = new Map<string, Intl.DateTimeFormat>()

/** `2026-12-01`, by the calendar of a time zone. */
export function dayOf(at: number, timeZone: string): string {
  const calendar = calendars.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  calendars.set(timeZone, calendar)
  return calendar.format(at)
}

/** Whether a change takes something from somebody. */
export function isWorse(from: Terms, to: Terms): boolean {
  const lower = (a: number | null, b: number | null) => b !== null && b < (a ?? Infinity)
  const event = to.qualifyingEvent
  return (
    to.rewardMinor < from.rewardMinor ||
    to.friendRewardMinor < from.friendRewardMinor ||
    to.holdDays > from.holdDays ||
    to.attributionWindowDays < from.attributionWindowDays ||
    to.lateCodeHours < from.lateCodeHours ||
    (to.countries !== null &&
      (from.countries === null || from.countries.some((one) => !to.countries?.includes(one)))) ||
    (to.minimumAge ?? 0) > (from.minimumAge ?? 0) ||
    to.requires.some((kind) => !from.requires.includes(kind)) ||
    lower(from.caps.perAdvocatePerDay, to.caps.perAdvocatePerDay) ||
    lower(from.caps.perAdvocateTotal, to.caps.perAdvocateTotal) ||
    (event !== null &&
      (event.name !== from.qualifyingEvent?.name || event.withinDays < from.qualifyingEvent.withinDays)) ||
    to.endsAt < from.endsAt
  )
}
