/**
 * The interface of providers, one file each. A provider that is called (`call`) gets one order at a time. One that
 * works by files (`batch`) gets batches, and its answers come back as news (`news.ts`). Our reference of a payout is
 * its id on the wire. It is committed before the provider is called, is never used for another payout, and the payout
 * is never sent under another one.
 */
import type { MethodKind } from '../../../db/rows.js'
import type { Context } from '../../standing/context.js'
import type { FailureReason } from '../../reasons/payout-failures.js'
import type { Program } from '../../standing/find.js'

/** The program, and what to work with: a provider has its settings by program. */
export interface Till {
  readonly context: Context
  readonly program: Program
}

export interface BankAccount {
  readonly holder: string
  readonly bank: string
  readonly routing: string | null
}

export interface PayoutOrder {
  readonly reference: string
  readonly kind: MethodKind
  /** A number in E.164 for wallets and recharge (account.ts), for a bank account its digits. Never logged. */
  readonly account: string
  /** Null unless the kind is `bank`. */
  readonly bank: BankAccount | null
  readonly amountMinor: bigint
  readonly currency: string
  /** Real time. After it the order must not be written: see `assertInTime`. */
  readonly deadline: Date
}

/**
 * A provider's answer about a payment. `accepted`: it has it and has not paid yet. `failed` is definite: it was not
 * paid and will not be. `returned`: it was paid, and the money came back.
 */
export type ProviderAnswer =
  | { readonly state: 'accepted' }
  | { readonly state: 'paid'; readonly providerReference: string; readonly amountMinor?: bigint }
  | { readonly state: 'failed'; readonly code: FailureReason }
  | { readonly state: 'returned'; readonly providerReference: string; readonly code: FailureReason }

/** An answer for our reference, in any way: the news that all providers bring. */
export type ProviderNews = ProviderAnswer & { readonly reference: string }

/** A line of a provider's own statement. */
export interface StatementLine {
  readonly reference: string
  readonly providerReference: string
  readonly amountMinor: bigint
  readonly state: 'paid' | 'returned'
  readonly at: Date
}

interface Common {
  readonly name: string
  /** Per payment, by the kind of account. */
  limits(kind: MethodKind): { readonly minimumMinor: bigint; readonly maximumMinor: bigint }
  /** How long an unknown payment may still appear. */
  readonly settlementWindowSeconds: number
  /** Nothing more is sent to it; sent payouts are still polled. */
  readonly detached?: boolean
  /**
   * Its payments and returns by its own time, from inclusive, before exclusive. Undefined for a provider without
   * statements.
   */
  readonly statement?: (till: Till, from: Date, to: Date) => AsyncIterable<StatementLine>
  /** The balance for payments; null if it is billed later. */
  readonly balanceMinor?: (till: Till) => Promise<bigint | null>
}

export interface CalledProvider extends Common {
  readonly delivery: 'call'
  /** After an error or a timeout it is unknown whether it pays. */
  send(till: Till, order: PayoutOrder, signal: AbortSignal): Promise<ProviderAnswer>
  query(till: Till, reference: string, signal: AbortSignal): Promise<ProviderAnswer | { readonly state: 'not_found' }>
}

export interface BatchProvider extends Common {
  readonly delivery: 'batch'
}

export type Provider = CalledProvider | BatchProvider

/**
 * A provider's last check before it writes an order: a process that was asleep must not pay what others have given up.
 * @throws Error if the deadline has passed
 */
export function assertInTime(till: Till, order: Pick<PayoutOrder, 'deadline'>): void {
  if (till.context.clock.nowMs() >= order.deadline.getTime()) throw new Error('the deadline of the order has passed')
}
