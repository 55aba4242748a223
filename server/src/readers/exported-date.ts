/**
 * Reads a date as another system exports it, in the form that a mapping file names. A time without an offset is UTC: it
 * gives the age of an account, and no decision depends on the hour. Pure.
 *
 * | form         | written                                                        | read as                     |
 * | ------------ | -------------------------------------------------------------- | --------------------------- |
 * | `iso`        | `2024-05-01`, `2024-05-01 13:45`, `…:00.123`, with `T` or an offset | `2024-05-01T13:45:00Z`     |
 * | `dd/mm/yyyy` | `1/5/2024`, `01.05.2024 13:45`, `01-05-2024`                   | `2024-05-01T13:45:00Z`      |
 * | `mm/dd/yyyy` | `5/1/2024`                                                     | `2024-05-01T00:00:00Z`      |
 * | `unix`       | seconds since 1970 (`1714521600`), or milliseconds             | `2024-05-01T00:00:00.000Z`  |
 * | any          | digits of any script, spaces around                            | repaired                    |
 * | any          | nothing                                                        | null                        |
 * | any          | another form, a day that no calendar has, a year before 2000   | refused: undefined          |
 */
import { readInstant } from './instant.js'
import { asciiDigits, trimmed } from './text.js'

export const exportedDateForms = ['iso', 'dd/mm/yyyy', 'mm/dd/yyyy', 'unix'] as const
export type ExportedDateForm = (typeof exportedDateForms)[number]

const byParts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?))?$/

export function readExportedDate(written: string, form: ExportedDateForm): Date | null | undefined {
  const text = asciiDigits(trimmed(written))
  if (text === '') return null
  const iso = isoOf(text, form)
  return iso === undefined ? undefined : (readInstant(iso) ?? undefined)
}

function isoOf(text: string, form: ExportedDateForm): string | undefined {
  if (form === 'iso') return withOffset(text)
  if (form === 'unix') return ofUnix(text)
  const [, first = '', second = '', year = '', time = '00:00'] = byParts.exec(text) ?? []
  const [day, month] = form === 'dd/mm/yyyy' ? [first, second] : [second, first]
  return year === ''
    ? undefined
    : withOffset(`${year}-${two(month)}-${two(day)}T${time.padStart(5, '0').replace(/^(\d):/, '0$1:')}`)
}

function withOffset(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}T00:00:00Z`
  const [, day, time, seconds = ':00'] =
    /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?$/.exec(text) ?? []
  return day === undefined ? text : `${day}T${time}${seconds}Z`
}

const secondsMax = 10
const millisecondsMax = 13

function ofUnix(text: string): string | undefined {
  if (!/^\d{9,13}$/.test(text) || (text.length > secondsMax && text.length < millisecondsMax)) return undefined
  return new Date(Number(text) * (text.length === millisecondsMax ? 1 : 1000)).toISOString()
}

function two(digits: string): string {
  return digits.padStart(2, '0')
}
