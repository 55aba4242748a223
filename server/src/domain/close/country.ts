/**
 * Ends one country of a program that goes on. It is a version of the terms: a click made before holds the promise it was
 * made under, and so still counts; whatever comes under the new version does not.
 */
import { retryingTransaction } from '../../db/retry.js'
import { AppError } from '../../errors.js'
import { recordChange } from '../audit/record.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../context.js'
import { lockBooks } from '../ledger/books.js'
import { announce } from '../programs/change.js'
import { standingUnder, type Program, type Standing } from '../programs/find.js'
import { insertClose } from './closes.js'
import { closeDates } from './windows.js'

/** The same again is harmless. @throws AppError `program_state_conflict`, `request_invalid` */
export async function closeCountry(context: Context, program: Program, country: string): Promise<void> {
  await retryingTransaction(context.sql, async (tx) => {
    const books = await lockBooks(tx, program.id)
    const standing = await standingUnder(context, tx, program.id, books)
    const { endedCountries } = standing.inForce.terms
    if (endedCountries.some((ended) => ended.country === country)) return
    refuse(standing, country)
    const { now, versions } = standing
    await announce(tx, program, standing, { endedCountries: [...endedCountries, { country, at: now }] })
    const dates = closeDates(versions, now, true)
    await insertClose(tx, program.id, { country, closedAt: now }, dates)
    await recordChange(context, tx, program.id, { subject: country, after: { state: 'closing' } })
    const change = { type: 'country.closing', dueAt: dates.clicksUntil, detail: { country } } as const
    await appendChanges(tx, program.id, [change], now)
  })
}

function refuse({ books, now, inForce: { terms } }: Standing, country: string): void {
  const runs = books.state === 'live' || books.state === 'paused' || books.state === 'scheduled'
  if (!runs || now >= terms.endsAt) {
    throw new AppError(
      'program_state_conflict',
      'Only in a launched program that has not ended can a country be ended.',
    )
  }
  if (terms.countries !== null && !terms.countries.includes(country)) {
    throw new AppError('request_invalid', 'The program does not run in this country.', {
      fields: [{ path: 'country', message: "must be one of the program's countries" }],
    })
  }
}
