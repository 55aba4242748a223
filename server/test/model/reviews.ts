/** What a person decides about a friend who looked suspicious, and the appeal after it. */
import type { Referral, Verdict } from './records.js'
import type { Rewards } from './rewards.js'
import { total } from './terms.js'

/** What the program has that reviews need. */
interface Program {
  readonly now: number
  readonly books: { budgetMinor: number; reservedMinor: number }
  readonly referrals: ReadonlyMap<string, Referral>
  meet(what: string): void
}

export class Reviews {
  private readonly program: Program
  private readonly rewards: Rewards

  constructor(program: Program, rewards: Rewards) {
    this.program = program
    this.rewards = rewards
  }

  /** A person decides about one friend. @returns whether the service takes the decision */
  decide(friend: string, verdict: Verdict): boolean {
    const referral = this.program.referrals.get(friend)
    if (referral === undefined) return false
    if (referral.verdict !== undefined) return referral.verdict === verdict
    if (referral.state !== 'review') return false
    this.program.meet(`review ${verdict}`)
    referral.verdict = verdict
    if (verdict === 'confirmed') this.rewards.giveBack(referral, 'reversed')
    else this.clear(referral)
    return true
  }

  /** As if there had been no review. */
  private clear(referral: Referral): void {
    const isAwaited = referral.terms.qualifyingEvent !== null && referral.actedAt === undefined
    if (isAwaited && this.program.now >= referral.expiresAt) return this.rewards.giveBack(referral, 'lapsed')
    referral.state = isAwaited ? 'pending' : 'counted'
    if (isAwaited) return
    this.program.books.reservedMinor -= total(referral.terms)
    this.rewards.holdFrom(referral, referral.actedAt ?? this.program.now)
  }

  /** Money is set aside until the answer, as far as the budget covers the whole. @returns whether it can be appealed */
  appeal(friend: string): boolean {
    const referral = this.program.referrals.get(friend)
    if (referral?.appealMinor !== undefined) return true
    if (referral === undefined || !this.mayCountAgain(referral)) return false
    const reservedMinor = this.program.books.budgetMinor >= total(referral.terms) ? total(referral.terms) : 0
    referral.appealMinor = reservedMinor
    this.program.books.budgetMinor -= reservedMinor
    this.program.books.reservedMinor += reservedMinor
    return true
  }

  /** Granted again, from what the appeal reserved or from the budget. */
  countAgain(friend: string): 'counted' | 'budget_short' | 'conflict' {
    const referral = this.program.referrals.get(friend)
    if (referral?.state === 'counted') return 'counted'
    if (referral === undefined || !this.mayCountAgain(referral)) return 'conflict'
    const isReserved = typeof referral.appealMinor === 'number' && referral.appealMinor > 0
    if (!isReserved && this.program.books.budgetMinor < total(referral.terms)) return 'budget_short'
    if (isReserved) this.program.books.reservedMinor -= total(referral.terms)
    else this.program.books.budgetMinor -= total(referral.terms)
    this.program.meet(isReserved ? 'counted again from an appeal' : 'counted again from the budget')
    if (referral.appealMinor !== undefined) referral.appealMinor = 'answered'
    referral.countedAgain = true
    referral.state = 'counted'
    referral.reason = undefined
    this.rewards.holdFrom(referral, this.program.now)
    return 'counted'
  }

  /** @returns whether an open appeal was there */
  dismiss(friend: string): boolean {
    const referral = this.program.referrals.get(friend)
    if (typeof referral?.appealMinor !== 'number') return false
    this.program.books.reservedMinor -= referral.appealMinor
    this.program.books.budgetMinor += referral.appealMinor
    referral.appealMinor = 'answered'
    this.program.meet('appeal after a review dismissed')
    return true
  }

  private mayCountAgain({ state, verdict, countedAgain }: Referral): boolean {
    return state === 'reversed' && verdict === 'confirmed' && !countedAgain
  }
}
