/**
 * What pays: one file a provider, behind this interface. A provider that is called (`call`) is sent one order at a time;
 * one whose work a person carries (`batch`) is handed files, and its answers come back as news (`news.ts`).
 * Our reference of a payout is its id on the wire. It is committed before the provider hears of it, never used for
 * another one, and the only one it is ever sent under.
 */
import type { MethodKind } from '../../../db/rows.js'
import type { Context } from '../../standing/context.js'
import type { FailureReason } from '../../reasons/payout-failures.js'
import type { Program } from '../../standing/find.js'

/** Whose money it is, and what to work with: a provider keeps its settings by program. */
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
  /** A number in E.164 for wallets and recharge (account.ts), of a bank account its digits. Never logged. */
  readonly account: string
  /** Null unless the kind is `bank`. */
  readonly bank: BankAccount | null
  readonly amountMinor: bigint
  readonly currency: string
  /** Real time. After it the order must not be written any more: see `assertInTime`. */
  readonly deadline: Date
}

/**
 * What a provider says of a payment. `accepted`: it has it and has not paid yet. `failed` is definite: it was not paid
 * and will not be. `returned`: it was paid, and the money came back.
 */
export type ProviderAnswer =
  | { readonly state: 'accepted' }
  | { readonly state: 'paid'; readonly providerReference: string; readonly amountMinor?: bigint }
  | { readonly state: 'failed'; readonly code: FailureReason }
  | { readonly state: 'returned'; readonly providerReference: string; readonly code: FailureReason }

/** An answer by our reference, whichever way it came: the word that all providers bring in. */
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
  /** Of one payment, by the kind of account. */
  limits(kind: MethodKind): { readonly minimumMinor: bigint; readonly maximumMinor: bigint }
  /** How long a payment that the provider does not know of may still turn up. */
  readonly settlementWindowSeconds: number
  /** Nothing more is sent by it; what was sent is still asked about. */
  readonly detached?: boolean
  /** What it paid and what came back, by its own time: from, and before to. Of a provider that gives none, absent. */
  readonly statement?: (till: Till, from: Date, to: Date) => AsyncIterable<StatementLine>
  /** What it has to pay with; null of one that is billed later. */
  readonly balanceMinor?: (till: Till) => Promise<bigint | null>
}

export interface CalledProvider extends Common {
  readonly delivery: 'call'
  /** Whatever it throws, and no answer in time, leaves unknown whether it pays. */
  send(till: Till, order: PayoutOrder, signal: AbortSignal): Promise<ProviderAnswer>
  query(till: Till, reference: string, signal: AbortSignal): Promise<ProviderAnswer | { readonly state: 'not_found' }>
}

export interface BatchProvider extends Common {
  readonly delivery: 'batch'
}

export type Provider = CalledProvider | BatchProvider

/**
 * A provider's last act before it writes an order: a process that was asleep must not pay what others have given up.
 * @throws Error when the deadline has passed
 */
export function assertInTime(till: Till, order: Pick<PayoutOrder, 'deadline'>): void {
  if (till.context.clock.nowMs() >= order.deadline.getTime()) throw new Error('the deadline of the order has passed')
}
