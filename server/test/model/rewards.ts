/** The money of a referral: promised, held, released, or taken back. */
import type { Account, CashOuts } from './cash-outs.js'
import type { Referral } from './records.js'
import { dayMs, total } from './terms.js'

/** What the program has that rewards need. */
interface Purse {
  readonly now: number
  readonly books: { reservedMinor: number }
  readonly accounts: Map<string, Account>
  readonly cashOuts: CashOuts
  takeBack(amountMinor: number): void
}

export class Rewards {
  private readonly purse: Purse

  constructor(purse: Purse) {
    this.purse = purse
  }

  hold(referral: Referral): void {
    this.holdFrom(referral, this.purse.now)
  }

  /** Without a hold it is released at once; a hold that has passed during a review ends with the next sweep. */
  holdFrom(referral: Referral, since: number): void {
    referral.reward = 'held'
    referral.availableAt = since + referral.terms.holdDays * dayMs
    this.pay(referral, 'heldMinor', 1)
    if (referral.terms.holdDays === 0) this.release(referral)
  }

  release(referral: Referral): void {
    referral.reward = 'available'
    this.pay(referral, 'heldMinor', -1)
    this.pay(referral, 'availableMinor', 1)
  }

  giveBack(referral: Referral, state: 'lapsed' | 'reversed'): void {
    if (referral.reward === 'held') this.pay(referral, 'heldMinor', -1)
    else this.purse.books.reservedMinor -= total(referral.terms)
    this.purse.takeBack(total(referral.terms))
    referral.state = state
    referral.reward = 'reversed'
  }

  takeFrom(userId: string, amountMinor: number): void {
    const account = this.account(userId)
    const thereMinor = Math.min(account.availableMinor, amountMinor)
    account.availableMinor -= thereMinor
    this.purse.takeBack(thereMinor)
    this.purse.cashOuts.recordShortfall(userId, amountMinor - thereMinor)
  }

  private pay({ advocate, friend, terms }: Referral, account: 'heldMinor' | 'availableMinor', sign: 1 | -1): void {
    this.account(advocate)[account] += sign * terms.rewardMinor
    this.account(friend)[account] += sign * terms.friendRewardMinor
  }

  account(userId: string): Account {
    const known = this.purse.accounts.get(userId)
    if (known !== undefined) return known
    const made = { heldMinor: 0, availableMinor: 0, clearingMinor: 0, paidMinor: 0 }
    this.purse.accounts.set(userId, made)
    return made
  }
}
