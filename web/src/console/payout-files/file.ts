import type { AnswerOf, ItemOf } from '../lib/api.js'
import type { Program } from '../programs/program.js'

/** What the next batch of a kind would take. */
export type Waiting = ItemOf<'GET /v1/programs/{program}/payout-batches/waiting'>
export type Batch = ItemOf<'GET /v1/programs/{program}/payout-batches'>
export type Results = ItemOf<'GET /v1/programs/{program}/payout-results'>
export type ResultsDetail = AnswerOf<'GET /v1/programs/{program}/payout-results/{results}'>
export type ResultRow = ItemOf<'GET /v1/programs/{program}/payout-results/{results}/rows'>
export type Statement = ItemOf<'GET /v1/programs/{program}/payout-statements'>
type Found = ResultsDetail['found'][number]

/** Of the program, what these pages need. */
export type Money = Pick<Program, 'currency' | 'timeZone' | 'now'>

const none: Omit<Found, 'verdict'> = { rows: 0, amountMinor: 0 }

export function foundAs({ found }: ResultsDetail, verdict: string): Omit<Found, 'verdict'> {
  return found.find((one) => one.verdict === verdict) ?? none
}

/** Rows that are handed on when the file is applied: those that move a payout, and those that open a difference. */
export function toldRows(results: ResultsDetail): number {
  return results.moves + foundAs(results, 'contradicts').rows
}

export const resultsTone = { reading: 'plain', previewed: 'warn', applying: 'warn', applied: 'good' } as const
