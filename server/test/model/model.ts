/**
 * The rules of a refer-and-earn program as DESIGN.md gives them, and nothing else: one program, in memory, one thing at
 * a time. Written from the design and not from the service, which it may not import. Instants are milliseconds.
 */
import { CashOuts, type Account, type ApprovalRules } from './cash-outs.js'
import { Decisions } from './decisions.js'
import { Fundings } from './fundings.js'
import { Owners, personal } from './owners.js'
import type { Clash, Clicked, Decision, Referral, ReferralState, Report, Signup } from './records.js'
import { Reviews } from './reviews.js'
import { Rewards } from './rewards.js'
import { Team } from './team.js'
import { dayMs, dayOf, hourMs, isWorse, minuteMs, total, type Identities, type Terms } from './terms.js'

export class Model {
  now: number
  state: 'draft' | 'scheduled' | 'live' | 'paused' = 'draft'
  /** While it was paused; the last one may still go on. */
  readonly pauses: { readonly from: number; readonly until: number }[] = []
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
  readonly clicks: Clicked[] = []
  readonly cashOuts: CashOuts
  readonly team = new Team()
  readonly fundings = new Fundings(this)
  /** How often each thing of which it matters that histories meet it. */
  readonly met = new Map<string, number>()
  readonly reviews: Reviews
  /** The longest that a promise ever made could let somebody count after the end: a link's window, a late code. */
  private longestWaitMs = 0
  private readonly owners = new Owners(() => this.terms.oneRewardPerDevice)
  private readonly rewards: Rewards
  private readonly decisions: Decisions

  constructor(now: number, terms: Terms, approvals: ApprovalRules) {
    this.now = now
    this.terms = terms
    this.promise(terms)
    this.cashOuts = new CashOuts(this, approvals)
    this.rewards = new Rewards(this)
    this.reviews = new Reviews(this, this.rewards)
    this.decisions = new Decisions(this, this.owners, this.rewards)
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
    if (this.state !== 'live') return
    this.state = 'paused'
    this.pauses.push({ from: this.now, until: Infinity })
  }

  resume(): void {
    if (this.state !== 'paused') return
    this.state = 'live'
    const last = this.pauses.pop()
    if (last) this.pauses.push({ from: last.from, until: this.now })
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
      if (referral.state === 'pending' && referral.expiresAt <= this.now) this.rewards.giveBack(referral, 'lapsed')
      if (referral.reward === 'held' && (referral.availableAt ?? 0) <= this.now) this.rewards.release(referral)
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
      this.rewards.giveBack(referral, 'reversed')
      return true
    }
    referral.state = 'reversed'
    referral.reward = 'reversed'
    for (const { userId, state } of this.cashOuts.all) {
      if (userId === referral.advocate || userId === friend) this.meet(`reversal beside a cash-out ${state}`)
    }
    this.rewards.takeFrom(referral.advocate, referral.terms.rewardMinor)
    this.rewards.takeFrom(friend, referral.terms.friendRewardMinor)
    return true
  }

  // People

  join(userId: string, identities: Identities): void {
    this.owners.hear(userId)
    this.learn(userId, identities)
    this.rewards.account(userId)
    if (!this.codes.has(userId)) this.codes.set(userId, this.now)
  }

  /** Evidence learnt later; a clash before the release reverses: this account, or a younger one of the same person. */
  learn(userId: string, identities: Identities): void {
    this.owners.claim(userId, identities)
    const signup = this.signups.get(userId)
    if (signup?.decision.outcome === 'organic') signup.facts.learnt.push(identities)
    const referral = this.referrals.get(userId)
    const younger = this.owners.younger(userId, referral?.advocate, identities, (one) => this.accounts.has(one))
    for (const [other, identity] of younger) this.wasMember(other, userId, identity)
    if (referral === undefined) return
    const spared = younger.map(([other]) => other)
    const clash = this.owners.clashes(userId, referral.advocate, identities, spared)[0]
    if (clash !== undefined) this.reverse(referral, clash)
  }

  private reverse(referral: Referral | undefined, reason: Clash): void {
    // Nothing to take back, but no late word brings it back either.
    if (referral?.state === 'lapsed') referral.reason ??= reason
    if (referral?.reward !== 'held' && referral?.reward !== 'reserved') return
    this.rewards.giveBack(referral, 'reversed')
    referral.reason = reason
  }

  /** People who had an account before, as the app tells it: at `createdAt`, or before everybody. */
  member(userId: string | null, identities: Identities, createdAt: number | null): void {
    const owner = userId ?? this.owners.stranger()
    if (userId !== null) this.owners.hear(userId, -1)
    const own = userId === null ? undefined : this.signups.get(userId)
    const shared = personal(identities).filter((identity) => (this.owners.ownerOf(identity) ?? owner) !== owner)
    this.owners.claim(owner, identities)
    // Of one account, a list and a signup may tell dates that differ by five minutes.
    const isOlderThan = (at: number, sameMs: number) => createdAt === null || createdAt < at - sameMs
    if (userId !== null && own !== undefined && isOlderThan(own.facts.occurredAt, 5 * minuteMs))
      this.wasMember(userId, userId)
    for (const identity of shared) {
      const friend = this.owners.ownerOf(identity) ?? ''
      const at = this.signups.get(friend)?.facts.occurredAt
      if (at === undefined) continue
      // An account that signed up here was opened when it said.
      const isOlder =
        createdAt === null && own !== undefined
          ? own.facts.occurredAt < at
          : isOlderThan(at, userId === null ? 5 * minuteMs : 0)
      if (isOlder) this.wasMember(friend, owner, identity)
    }
  }

  /** This friend had an account before: the one of `owner`, which has this identity too, or the friend's own. */
  private wasMember(friend: string, owner: string, identity?: string): void {
    const signup = this.signups.get(friend)
    if (signup?.decision.outcome === 'organic') {
      if (identity === undefined) signup.facts.wasMember = true
      else signup.facts.ofOlder.push(identity)
    }
    const referral = this.referrals.get(friend)
    const before = referral?.state
    this.reverse(referral, owner === referral?.advocate ? 'self_referral' : 'already_member')
    if (referral?.state !== before) this.meet('member told late')
  }

  isMember(userId: string): boolean {
    return this.owners.isMember(userId)
  }

  click(advocate: string): void {
    this.clicks.push({ advocate, at: this.now, phase: this.decisions.phaseAt(this.now), terms: this.terms })
  }

  signup(report: Report): { readonly decision: Decision; readonly repeat: boolean } {
    return this.decisions.signup(report)
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
    // Told without a time it is of this moment. Up to five minutes before the account was opened, the clocks differed.
    const isNear = occurredAt === undefined || openedAt - occurredAt <= 5 * minuteMs
    const at = isNear ? Math.max(occurredAt ?? this.now, openedAt) : occurredAt
    const inTime = awaited && at >= openedAt && at < referral.expiresAt
    if (inTime && referral.state === 'review') referral.actedAt ??= this.now
    if (inTime && referral.state === 'pending') {
      referral.state = 'counted'
      this.books.reservedMinor -= total(referral.terms)
      this.rewards.hold(referral)
    }
    if (!inTime || referral.state !== 'lapsed') return { state: referral.state }
    // It did happen in time: granted anew from what is not yet promised. Its place in the caps it had all along.
    const reason = this.lateWordRefusal(referral)
    if (reason !== undefined) return { state: 'lapsed', reason }
    referral.state = 'counted'
    this.books.budgetMinor -= total(referral.terms)
    this.rewards.hold(referral)
    return { state: 'counted' }
  }

  /** Why a lapsed referral counts no more, though the action was in time. */
  private lateWordRefusal(referral: Referral): string | undefined {
    if (referral.reason !== undefined) return referral.reason
    if (this.settled) return 'program_closed'
    return this.books.budgetMinor < total(referral.terms) ? 'budget_exhausted' : undefined
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
