/**
 * A moment: ISO 8601 with an offset.
 *
 * | value                                                                | read as                               |
 * | -------------------------------------------------------------------- | ------------------------------------- |
 * | `2026-12-01T00:00:00+06:00`, `…Z`, of a year from 2000 to 2199        | accepted                              |
 * | digits of any script, spaces and invisible characters around          | repaired                              |
 * | a space or `t` for `T`, `z` for `Z`, another dash for `-`             | repaired                              |
 * | nothing                                                              | ignored: null, where there may be none |
 * | a space for the `+` of the offset, as a query loses it                | repaired                              |
 * | no offset, a day that no calendar has, other years, anything else    | refused: undefined                    |
 *
 * Years 2000 to 2199 keep every sum of days in range. Pure.
 */
import * as z from 'zod'
import { asciiDigits, trimmed, visible } from './text.js'

const lengthMax = 100
const isoInstant = z.iso.datetime({ offset: true })

export function readInstant(value: string): Date | null | undefined {
  if (value.length > lengthMax) return undefined
  const text = asciiDigits(visible(trimmed(value))).replace(/[\p{Pd}\u2212]/gu, '-')
  if (text === '') return null
  const iso = text
    .toUpperCase()
    .replace(/(?<=^[0-9-]{10}) (?=[0-9])/, 'T')
    .replace(/(?<=T.*) (?=[0-9]{2}:[0-9]{2}$)/, '+')
  if (!isoInstant.safeParse(iso).success) return undefined
  const at = new Date(iso)
  const year = at.getUTCFullYear()
  return year >= 2000 && year < 2200 ? at : undefined
}
