/**
 * A time of Google's server, as the Play Install Referrer Library gives it to an app.
 *
 * | value                                                       | read as                     |
 * | ----------------------------------------------------------- | --------------------------- |
 * | seconds since 1970, a number or its digits, of 2010 to 2199 | accepted                    |
 * | the same in milliseconds                                    | repaired                    |
 * | ISO 8601 with an offset                                     | accepted, see instant.ts    |
 * | 0 (Google does not know), anything else                     | ignored: undefined          |
 *
 * Nothing is refused. Pure.
 */
import { readInstant } from './instant.js'
import { asciiDigits, trimmed, visible } from './text.js'

const lengthMax = 100
const [firstMs, lastMs] = [Date.UTC(2010, 0), Date.UTC(2200, 0)]

export function readServerTime(value: string | number | null | undefined): Date | undefined {
  if (value === null || value === undefined) return undefined
  const text = String(value)
  if (text.length > lengthMax) return undefined
  const digits = asciiDigits(visible(trimmed(text)))
  if (!/^[0-9]{1,13}$/.test(digits)) return typeof value === 'string' ? (readInstant(value) ?? undefined) : undefined
  const number = Number(digits)
  return [number * 1000, number].filter((ms) => ms >= firstMs && ms < lastMs).map((ms) => new Date(ms))[0]
}
