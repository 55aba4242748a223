/**
 * Converts one row of a results file from texts to its news about a payout, or to the verdict that it has none. Pure.
 */
import { fromWire } from '../../../ids.js'
import { readCell } from '../../../readers/cell.js'
import { readCurrency } from '../../../readers/currency.js'
import { readDecimalAmount } from '../../../readers/decimal-amount.js'
import { failureReasons, type FailureReason } from '../../reasons/payout-failures.js'

/** The columns of a results file, described in docs/payout-files.md. */
export const resultColumns = ['reference', 'state', 'amount', 'currency', 'providerreference', 'code'] as const
export type ResultColumn = (typeof resultColumns)[number]
export const neededColumns = ['reference', 'state', 'amount', 'providerreference'] as const satisfies ResultColumn[]

export const outcomes = ['paid', 'failed', 'returned'] as const
export type Outcome = (typeof outcomes)[number]

export type RowFault =
  | 'row_incomplete'
  | 'row_too_long'
  | 'reference_unreadable'
  | 'state_unknown'
  | 'amount_unreadable'
  | 'currency_wrong'
  | 'provider_reference_missing'
  | 'code_unknown'

export interface ResultRow {
  readonly line: number
  /** As written, shortened, for the preview. */
  readonly reference: string
  readonly payoutId: string | null
  readonly outcome: Outcome | null
  readonly amountMinor: bigint | null
  readonly providerReference: string | null
  readonly code: FailureReason | null
  readonly fault: RowFault | null
}

/** Whether a row has the required cells, and no content beyond the heading. */
export type RowFit = 'fits' | 'row_incomplete' | 'row_too_long'

const referenceLengthMax = 100

/** @param cells by column; undefined if the row is too short. @param currency the program's */
export function readRow(
  line: number,
  cells: Readonly<Partial<Record<ResultColumn, string>>>,
  fit: RowFit,
  currency: string,
): ResultRow {
  const cell = (column: ResultColumn) => readCell(cells[column] ?? '')
  const reference = cell('reference')
  const payoutId = fromWire('pay', reference.toLowerCase()) ?? null
  const outcome = outcomes.find((one) => one === cell('state').toLowerCase()) ?? null
  const amountMinor = readDecimalAmount(cell('amount'), currency) ?? null
  const providerReference = cell('providerreference').slice(0, referenceLengthMax) || null
  const code = outcome === 'paid' ? null : readFailureCode(cell('code').toLowerCase())
  const found = { payoutId, outcome, amountMinor, providerReference, code }
  const fault = fit === 'fits' ? faultOf(found, cell('currency'), currency) : fit
  return { line, reference: reference.slice(0, referenceLengthMax), ...found, code: code ?? null, fault }
}

function faultOf(
  found: Pick<ResultRow, 'payoutId' | 'outcome' | 'amountMinor' | 'providerReference'> & {
    code: FailureReason | null | undefined
  },
  written: string,
  currency: string,
): RowFault | null {
  if (found.payoutId === null) return 'reference_unreadable'
  if (found.outcome === null) return 'state_unknown'
  if (found.amountMinor === null) return 'amount_unreadable'
  if (written !== '' && readCurrency(written) !== currency) return 'currency_wrong'
  if (found.providerReference === null && found.outcome !== 'failed') return 'provider_reference_missing'
  return found.code === undefined ? 'code_unknown' : null
}

/** Undefined if it is not a published reason. An empty cell means that the provider refused. */
function readFailureCode(text: string): FailureReason | undefined {
  return text === '' ? 'provider_refused' : failureReasons.find((one) => one === text)
}
