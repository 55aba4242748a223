/**
 * Ends one country of a continuing program, by a version of the terms: an earlier click keeps its promise and still
 * counts, and nothing under the new version does.
 */
import type { Tx } from '../../db/connect.js'
import { AppError } from '../../errors.js'
import { recordChange } from '../standing/audit-record.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { announce } from '../programs/change.js'
import type { Program, Standing } from '../standing/find.js'
import { endedEverywhere } from '../standing/terms.js'
import { insertClose } from './closes.js'
import { closeDates } from './windows.js'

export function hasEndedIn({ inForce }: Standing, country: string): boolean {
  return inForce.terms.endedCountries.some((ended) => ended.country === country)
}

/**
 * The caller has locked the books and checked that the country can be ended.
 * @param subject the confirmed request, if there was one
 */
export async function endCountry(
  context: Context,
  tx: Tx,
  program: Program,
  standing: Standing,
  country: string,
  subject = country,
): Promise<void> {
  const { now, versions, inForce } = standing
  const endedCountries = [...inForce.terms.endedCountries, { country, at: now }]
  await announce(tx, program, standing, { endedCountries })
  const dates = closeDates(versions, now, true)
  await insertClose(tx, program.id, { country, closedAt: now }, dates)
  await recordChange(context, tx, program.id, { subject, after: { state: 'closing', country } })
  const change = { type: 'country.closing', dueAt: dates.clicksUntil, detail: { country } } as const
  await appendChanges(tx, program.id, [change], now)
}

/** @throws AppError `program_state_conflict`, `request_invalid` */
export function refuseCountry({ books, now, inForce: { terms } }: Standing, country: string): void {
  const runs = books.state === 'live' || books.state === 'paused' || books.state === 'scheduled'
  if (!runs || now >= terms.endsAt) {
    throw new AppError(
      'program_state_conflict',
      'A country can be ended only in a launched program that has not ended.',
    )
  }
  if (terms.countries !== null && !terms.countries.includes(country)) {
    throw new AppError('request_invalid', 'The program does not run in this country.', {
      fields: [{ path: 'country', message: "must be one of the program's countries" }],
    })
  }
}

/** Also by announced terms, which may have fewer countries. @throws AppError `program_state_conflict` */
export function refuseLastCountry({ inForce, versions, now }: Standing, country: string): void {
  const isLast = [inForce, ...versions.announced(now)].some(({ terms }) =>
    endedEverywhere({ ...terms, endedCountries: [...terms.endedCountries, { country, at: now }] }),
  )
  if (!isLast) return
  throw new AppError(
    'program_state_conflict',
    'No other country would be left. End the program as a whole: then it closes, and its budget is returned.',
  )
}
