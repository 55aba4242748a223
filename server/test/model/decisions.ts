/** How a signup is decided: by which evidence, for whom, and why not. */
import assert from 'node:assert/strict'
import type { Owners } from './owners.js'
import type { Clicked, Decision, Evidence, Phase, Referral, Report, Signup } from './records.js'
import type { Rewards } from './rewards.js'
import { dayMs, dayOf, hourMs, total, type Terms } from './terms.js'

/** What the program has that decisions need. */
interface Program {
  readonly now: number
  readonly state: string
  readonly terms: Terms
  readonly settled: boolean
  readonly ended: boolean
  readonly pauses: readonly { readonly from: number; readonly until: number }[]
  readonly books: { budgetMinor: number; reservedMinor: number }
  readonly codes: ReadonlyMap<string, number>
  readonly signups: Map<string, Signup>
  readonly referrals: Map<string, Referral>
  readonly clicks: readonly Clicked[]
  friends(advocate: string): { counted: number; pending: number; review: number }
  meet(what: string): void
}

export class Decisions {
  private readonly program: Program
  private readonly owners: Owners
  private readonly rewards: Rewards
  private readonly grants = new Map<string, number>()

  constructor(program: Program, owners: Owners, rewards: Rewards) {
    this.program = program
    this.owners = owners
    this.rewards = rewards
  }

  signup(report: Report): { readonly decision: Decision; readonly repeat: boolean } {
    const { userId } = report
    const known = this.program.signups.get(userId)
    if (known === undefined) {
      const facts = { ...report, wasMember: this.owners.isMember(userId), learnt: [], ofOlder: [] }
      this.rewards.account(userId)
      this.owners.hear(userId)
      this.owners.claim(userId, report.identities)
      return { decision: this.decide(facts, this.evidence(report)), repeat: false }
    }
    const open =
      known.decision.outcome === 'organic' &&
      this.program.now < known.decidedAt + this.program.terms.lateCodeHours * hourMs
    const code = this.codeEvidence(userId, report.code, known.facts.occurredAt, known.decidedAt)
    // A code that comes during a pause is not used up by it.
    const isPaused = this.program.state === 'paused' && !this.program.ended
    if (!open || code === undefined || isPaused) return { decision: known.decision, repeat: true }
    const decision = this.decide(known.facts, code)
    this.program.meet(`late code ${decision.outcome}`)
    return { decision, repeat: false }
  }

  private decide(facts: Signup['facts'], evidence: Evidence | string): Decision {
    const decision =
      typeof evidence === 'string' ? ({ outcome: 'organic', reason: evidence } as const) : this.judge(facts, evidence)
    this.program.signups.set(facts.userId, { facts, decidedAt: this.program.now, decision })
    return decision
  }

  /** The first that is valid and live; else the first that is valid; else why nobody is credited. */
  private evidence(report: Report): Evidence | string {
    const clicks = report.clicks.flatMap((number) => {
      const click = typeof number === 'number' ? this.program.clicks[number] : undefined
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
    const joinedAt = this.program.codes.get(code.of)
    if (joinedAt === undefined || joinedAt > Math.min(occurredAt, toldAt)) return undefined
    if (this.advocatesOf(code.of).includes(friend)) return undefined
    return {
      by: 'code',
      advocate: code.of,
      phase: this.phaseThen(occurredAt),
      terms: this.program.terms,
      clickedAt: undefined,
    }
  }

  /** Who brought this person, who brought that one, and so on: of a referral that lapsed or was reversed too. */
  private advocatesOf(userId: string): string[] {
    const above: string[] = []
    for (let at = this.program.referrals.get(userId); at !== undefined; at = this.program.referrals.get(at.advocate)) {
      assert.ok(!above.includes(at.advocate), 'nobody is brought by their own friends')
      above.push(at.advocate)
    }
    return above
  }

  /** What the program was at the moment of a report counts. A pause that runs into the end closes it. */
  private phaseThen(at: number): Phase {
    const { state, terms, pauses, settled } = this.program
    if (state === 'draft' || at < terms.startsAt) return 'program_not_live'
    if (settled || at >= terms.endsAt) return 'program_closed'
    const pause = pauses.find(({ from, until }) => from <= at && at < until)
    if (pause === undefined && state === 'paused') this.program.meet('told in a pause, opened before')
    if (pause === undefined) return 'live'
    if (state !== 'paused') this.program.meet('told after the pause it was opened in')
    return pause.until === Infinity && this.program.ended ? 'program_closed' : 'program_not_live'
  }

  phaseAt(at: number): Phase {
    if (this.program.state === 'draft' || at < this.program.terms.startsAt) return 'program_not_live'
    if (this.program.settled) return 'program_closed'
    // Also of a paused one: the end date closes it.
    if (at >= this.program.terms.endsAt) return 'program_closed'
    return this.program.state === 'paused' ? 'program_not_live' : 'live'
  }

  private judge(facts: Signup['facts'], evidence: Evidence): Decision {
    const { by: attributedBy, advocate, terms } = evidence
    const reason = this.refusal(facts, evidence)
    if (reason !== undefined) return { outcome: 'refused', reason, attributedBy, advocate }
    const day = `${advocate} ${dayOf(facts.occurredAt, terms.timeZone)}`
    this.grants.set(day, (this.grants.get(day) ?? 0) + 1)
    this.program.books.budgetMinor -= total(terms)
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
    this.program.referrals.set(facts.userId, referral)
    if (pending || review) this.program.books.reservedMinor += total(terms)
    else this.rewards.hold(referral)
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
    const clashes = told.flatMap((one) => this.owners.clashes(userId, advocate, one))
    const isOfOlder = facts.ofOlder.some((identity) => !this.owners.hasUsed(advocate, identity))
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
    const { counted, pending, review } = this.program.friends(advocate)
    const standing = counted + pending + review
    if (today >= (perAdvocatePerDay ?? Infinity) || standing >= (perAdvocateTotal ?? Infinity)) {
      return 'advocate_cap_reached'
    }
    return this.program.books.budgetMinor < total(terms) ? 'budget_exhausted' : undefined
  }
}
