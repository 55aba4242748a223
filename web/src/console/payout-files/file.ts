/** Payouts by file as /v1 tells of them. */
import type { Text } from '../../language.js'
import type { Kind, PayoutState } from '../payouts/payout.js'

/** What the next batch of a kind would take. */
export interface Waiting {
  readonly kind: Kind
  readonly payouts: number
  readonly amountMinor: number
  readonly since: string
  readonly left: number
}

export interface Batch {
  readonly id: string
  readonly kind: Kind
  readonly payouts: number
  readonly amountMinor: number
  readonly madeAt: string
  /** Without a result. */
  readonly open: number
  readonly openMinor: number
}

export interface Results {
  readonly id: string
  readonly state: 'reading' | 'previewed' | 'applying' | 'applied'
  readonly rows: number
  readonly moves: number
  readonly odd: number
  readonly waiting: number
  readonly uploadedAt: string
  readonly appliedAt: string | null
}

export interface Found {
  readonly verdict: string
  readonly rows: number
  readonly amountMinor: number
}

export interface ResultsDetail extends Results {
  readonly found: readonly Found[]
  readonly now: readonly { readonly state: PayoutState; readonly payouts: number; readonly amountMinor: number }[]
}

export interface ResultRow {
  readonly line: number
  readonly reference: string
  readonly amountMinor?: number
  readonly verdict: string
  readonly providerReference: string | null
  readonly firstLine: number | null
  readonly oursMinor: number | null
  readonly message: Text
}

export interface Statement {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly lines: number
  readonly readAt: string
}

/** Of the program, what these pages need. */
export interface Money {
  readonly currency: string
  readonly timeZone: string
  readonly now: string
}

const none: Omit<Found, 'verdict'> = { rows: 0, amountMinor: 0 }

export function foundAs({ found }: ResultsDetail, verdict: string): Omit<Found, 'verdict'> {
  return found.find((one) => one.verdict === verdict) ?? none
}

/** Rows that are handed on when the file is applied: those that move a payout, and those that open a difference. */
export function toldRows(results: ResultsDetail): number {
  return results.moves + foundAs(results, 'contradicts').rows
}

export const resultsTone = { reading: 'plain', previewed: 'warn', applying: 'warn', applied: 'good' } as const
