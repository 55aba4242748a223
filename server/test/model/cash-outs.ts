/**
 * Cash-outs as DESIGN.md gives them, and what a reversal does while one is under way: one at a time, in memory. What a
 * reversal cannot take back is a shortfall; what comes back of a cash-out that was requested before settles it first.
 */
import assert from 'node:assert/strict'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

export type PayoutState = 'requested' | 'approved' | 'sending' | 'unknown' | 'paid' | 'failed' | 'rejected' | 'returned'

/** Accounts of the sandbox by their digit, which says what the provider does. */
export const wallets = {
  pays: 0,
  refuses: 1,
  timesOutBefore: 2,
  timesOutAfter: 3,
  returnsLate: 6,
  paysSlowly: 7,
  returnsFirst: 8,
} as const
export type Wallet = (typeof wallets)[keyof typeof wallets]

/** Up to so much a day to one wallet nobody needs to approve; above it so many people. */
export interface ApprovalRules {
  readonly aloneMinor: number
  readonly approvals: 1 | 2
}

export interface Account {
  heldMinor: number
  availableMinor: number
  clearingMinor: number
  paidMinor: number
}

export interface CashOut {
  readonly userId: string
  readonly key: string
  readonly amountMinor: number
  readonly wallet: Wallet
  readonly day: string
  readonly requestedAt: number
  /** How many shortfalls of the owner were there when it was requested. It settles none of these. */
  readonly shortfallsBefore: number
  state: PayoutState
  /** People, and not the keys that they approved by. */
  readonly approvedBy: Set<string>
  sentAt: number
  /** What of it went back to the budget. */
  takenBackMinor: number
}

/** What the program has that cash-outs need. */
export interface Purse {
  readonly now: number
  readonly today: string
  readonly minimumMinor: number
  readonly accounts: ReadonlyMap<string, Account>
  /** To the budget, or to the funder of a settled program. */
  takeBack(amountMinor: number): void
}

export type Answer =
  | { readonly made: boolean; readonly payout: CashOut }
  /** Codes of which the service says one: the design has no order for them. */
  | { readonly refusals: readonly string[] }

export class CashOuts {
  readonly all: CashOut[] = []
  private readonly purse: Purse
  private readonly rules: ApprovalRules
  private readonly methods = new Map<string, { readonly wallet: Wallet; readonly usableAt: number }>()
  /** Of each person what is left of each, oldest first. */
  private readonly shortfalls = new Map<string, number[]>()
  private sweptAt = 0

  constructor(purse: Purse, rules: ApprovalRules) {
    this.purse = purse
    this.rules = rules
  }

  setMethod(userId: string, wallet: Wallet): void {
    const known = this.methods.get(userId)
    if (known?.wallet === wallet) return
    // The first can be used at once; a change waits a day.
    this.methods.set(userId, { wallet, usableAt: this.purse.now + (known === undefined ? 0 : dayMs) })
  }

  request(userId: string, key: string, amountMinor: number): Answer {
    const { now, today, minimumMinor } = this.purse
    const account = this.purse.accounts.get(userId)
    if (account === undefined) return { refusals: ['participant_not_found'] }
    const known = this.all.find((one) => one.userId === userId && one.key === key)
    if (known !== undefined) {
      return known.amountMinor === amountMinor
        ? { made: false, payout: known }
        : { refusals: ['idempotency_key_reused'] }
    }
    const method = this.methods.get(userId)
    const refusals = [
      ...(method === undefined ? ['payout_method_missing'] : []),
      ...(method !== undefined && now < method.usableAt ? ['payout_method_waiting'] : []),
      ...(amountMinor < minimumMinor ? ['payout_below_minimum'] : []),
      ...(amountMinor > account.availableMinor ? ['available_short'] : []),
    ]
    if (method === undefined || refusals.length > 0) return { refusals }
    const { wallet } = method
    const gone: readonly PayoutState[] = ['failed', 'rejected', 'returned']
    const sameDay = this.all.filter(
      (one) => one.userId === userId && one.wallet === wallet && one.day === today && !gone.includes(one.state),
    )
    const dayMinor = sumOf(sameDay.map((one) => one.amountMinor)) + amountMinor
    const state = dayMinor <= this.rules.aloneMinor ? 'approved' : 'requested'
    const shortfallsBefore = this.shortfalls.get(userId)?.length ?? 0
    const asked = { userId, key, amountMinor, wallet, day: today, requestedAt: now, shortfallsBefore }
    const payout: CashOut = { ...asked, state, approvedBy: new Set(), sentAt: 0, takenBackMinor: 0 }
    this.all.push(payout)
    account.availableMinor -= amountMinor
    account.clearingMinor += amountMinor
    return { made: true, payout }
  }

  /** What a person has approved stays so when they go. @returns whether it may be approved. */
  approve(payout: CashOut, person: string): boolean {
    if (payout.state !== 'requested') return payout.state !== 'rejected'
    payout.approvedBy.add(person)
    if (payout.approvedBy.size >= this.rules.approvals) payout.state = 'approved'
    return true
  }

  reject(payout: CashOut): boolean {
    if (payout.state === 'requested') this.become(payout, 'rejected')
    return payout.state === 'rejected'
  }

  /** A person found out what became of it. */
  settle(payout: CashOut, outcome: 'paid' | 'failed'): boolean {
    if (payout.state === 'unknown' || payout.state === 'sending') this.become(payout, outcome)
    return payout.state === outcome
  }

  /** What cannot be taken back of a reward. */
  recordShortfall(userId: string, amountMinor: number): void {
    if (amountMinor > 0) this.shortfalls.set(userId, [...(this.shortfalls.get(userId) ?? []), amountMinor])
  }

  /**
   * Time has passed and the sweeps have run.
   * @param seen what the service has made of it, where the design leaves open when it asks the provider again
   */
  sweep(seen: (payout: CashOut) => PayoutState): void {
    for (const payout of this.all) {
      const state = seen(payout)
      const open = this.mayBe(payout)
      assert.ok(open.includes(state), `a payout that was ${payout.state} may be ${open.join(' or ')}, not ${state}`)
      if (payout.state === 'approved') payout.sentAt = this.purse.now
      if (state !== payout.state) this.become(payout, state)
    }
    this.sweptAt = this.purse.now
  }

  private mayBe({ state, wallet, sentAt }: CashOut): PayoutState[] {
    const { now } = this.purse
    if (state === 'approved') return [onceSent(wallet)]
    if (state === 'sending') return [now >= sentAt + minuteMs ? 'paid' : 'sending']
    if (state === 'paid' && wallet === wallets.returnsLate && now >= sentAt + dayMs) return ['returned']
    if (state !== 'unknown') return [state]
    // It is asked about ever less often, and at least once an hour. One that was never paid may turn up for an hour.
    const knownAt = sentAt + (wallet === wallets.timesOutBefore ? hourMs : 0)
    const known = wallet === wallets.timesOutBefore ? 'failed' : 'paid'
    if (now < knownAt) return ['unknown']
    return now >= Math.max(this.sweptAt, sentAt) + hourMs ? [known] : ['unknown', known]
  }

  private become(payout: CashOut, state: PayoutState): void {
    const account = this.purse.accounts.get(payout.userId)
    assert.ok(account !== undefined)
    const { amountMinor, state: before } = payout
    payout.state = state
    if (before !== 'paid' && (state === 'paid' || state === 'returned')) {
      account.clearingMinor -= amountMinor
      account.paidMinor += amountMinor
    }
    if (state !== 'failed' && state !== 'rejected' && state !== 'returned') return
    account[state === 'returned' ? 'paidMinor' : 'clearingMinor'] -= amountMinor
    payout.takenBackMinor = recover(payout, this.shortfalls.get(payout.userId) ?? [])
    account.availableMinor += amountMinor - payout.takenBackMinor
    this.purse.takeBack(payout.takenBackMinor)
  }

  get underWay(): CashOut[] {
    return this.all.filter(({ state }) => ['requested', 'approved', 'sending', 'unknown'].includes(state))
  }

  /** What is left of all shortfalls; and what of it would be back if everything that is under way came back. */
  losses(): { readonly lossMinor: number; readonly underWayMinor: number } {
    const left = new Map([...this.shortfalls].map(([userId, own]) => [userId, [...own]]))
    const lossMinor = sumOf([...left.values()].flat())
    return { lossMinor, underWayMinor: sumOf(this.underWay.map((one) => recover(one, left.get(one.userId) ?? []))) }
  }
}

/** What the provider's first answer makes of a payout. */
function onceSent(wallet: Wallet): PayoutState {
  if (wallet === wallets.refuses) return 'failed'
  if (wallet === wallets.timesOutBefore || wallet === wallets.timesOutAfter) return 'unknown'
  if (wallet === wallets.paysSlowly) return 'sending'
  return wallet === wallets.returnsFirst ? 'returned' : 'paid'
}

/** Takes from what is left of the shortfalls since a cash-out was requested, oldest first. @returns how much */
function recover({ amountMinor, shortfallsBefore }: CashOut, left: number[]): number {
  let takenMinor = 0
  for (let index = shortfallsBefore; index < left.length; index++) {
    const taken = Math.min(left[index] ?? 0, amountMinor - takenMinor)
    left[index] = (left[index] ?? 0) - taken
    takenMinor += taken
  }
  return takenMinor
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amountMinor) => sum + amountMinor, 0)
}
