/**
 * Node and PostgreSQL each have a tz database: caps use one, figures the other. A zone that they read differently is
 * refused before a program gets it.
 */
import { offsetMs } from '@bondhu/web/zone'
import type { Sql } from '../../db/connect.js'
import { dayMs, minuteMs } from '../../clock.js'
import { AppError } from '../../errors.js'

/** Each week of the next two years, which includes every clock change. */
const weeks = 104
const quarterMs = 15 * minuteMs

interface Accepted {
  /** The database's spelling. */
  readonly name: string
  readonly comparedMs: number
}

/** The zones that each database was found to read as Node does. The comparison takes it 20 ms, so it is kept for a day. */
const accepted = new WeakMap<Sql, Map<string, Accepted>>()

/** @returns the database's spelling. @throws AppError `time_zone_unsupported` */
export async function sharedTimeZone(sql: Sql, name: string, nowMs: number): Promise<string> {
  const zones = accepted.get(sql) ?? new Map<string, Accepted>()
  accepted.set(sql, zones)
  const known = zones.get(name.toLowerCase())
  if (known !== undefined && nowMs >= known.comparedMs && nowMs < known.comparedMs + dayMs) return known.name
  const found = await compareTimeZone(sql, name, nowMs)
  zones.set(name.toLowerCase(), { name: found, comparedMs: nowMs })
  return found
}

async function compareTimeZone(sql: Sql, name: string, nowMs: number): Promise<string> {
  const [zone] = await sql<{ name: string }[]>`
    select name from pg_timezone_names where lower(name) = ${name.toLowerCase()}`
  if (zone === undefined) throw unsupported(name, 'the database of this service does not know it')
  const moments = Array.from(
    { length: weeks },
    (_, week) => Math.floor(nowMs / quarterMs) * quarterMs + week * 7 * dayMs,
  )
  const offsets = await sql<{ at_ms: number; offset_ms: number }[]>`
    select at_ms::float8 as at_ms,
      (extract(epoch from (to_timestamp(at_ms / 1000) at time zone ${zone.name})) * 1000 - at_ms)::float8 as offset_ms
    from unnest(${moments.map(String)}::float8[]) as m (at_ms)`
  const differs = offsets.some((of) => of.offset_ms !== offsetMs(of.at_ms, zone.name))
  if (differs)
    throw unsupported(name, 'Node and the database of this service disagree on its clock: one of them is old')
  if (offsets.some((of) => of.offset_ms % quarterMs !== 0)) throw unsupported(name, 'it is not in quarters of an hour')
  return zone.name
}

function unsupported(name: string, why: string): AppError {
  return new AppError('time_zone_unsupported', `The time zone "${name}" cannot be used: ${why}. Choose another.`, {
    fields: [{ path: 'timeZone', message: 'must be a time zone that Node and PostgreSQL read alike, like Asia/Dhaka' }],
  })
}
