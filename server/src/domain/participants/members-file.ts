/**
 * A file of members: CSV with a heading, in whichever way a spreadsheet or a database writes it. Read as it comes, so that
 * memory does not grow with it.
 */
import { CsvError } from 'csv-parse'
import type { ZodError } from 'zod'
import { csvRecords, type Line } from '../../csv-lines.js'
import { AppError, type FieldError } from '../../errors.js'
import { asciiDigits, trimmed } from '../../readers/text.js'
import type { Context } from '../context.js'
import { decoded } from '../payouts/files/decode.js'
import type { Program } from '../programs/find.js'
import { memberSchema, readMember, type Member } from './add-members.js'

export const memberColumns = ['userId', 'phone', 'email', 'device', 'install', 'country', 'createdAt'] as const
type MemberColumn = (typeof memberColumns)[number]
const tellingColumns: readonly MemberColumn[] = ['userId', 'phone', 'email', 'device', 'install']

export interface Heading {
  readonly places: readonly (readonly [MemberColumn, number])[]
  /** Columns that are not read, as they are written. */
  readonly unread: readonly string[]
  readonly width: number
}

/** The heading first, and then the rows. @throws AppError `result_file_encoding`, `result_file_unreadable` */
export async function* memberRecords(source: AsyncIterable<Buffer>): AsyncGenerator<{ heading: Heading; row?: Line }> {
  let heading: Heading | undefined
  try {
    for await (const line of csvRecords(decoded(source))) {
      if (heading === undefined) yield { heading: (heading = headingOf(line.cells)) }
      else yield { heading, row: line }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw unreadable(Number(error['lines'] ?? 0), 'is not CSV: look for a quotation mark that is not closed')
  }
  if (heading === undefined) throw unreadable(1, 'is empty')
}

/** `User ID` and `user_id` are `userId`. */
function headingOf(cells: readonly string[]): Heading {
  const plain = (name: string) => name.replace(/[\ufeff\s_-]/g, '').toLowerCase()
  const names = cells.map(plain)
  const places = memberColumns.flatMap((column) => {
    const at = names.indexOf(plain(column))
    if (at !== names.lastIndexOf(plain(column))) throw unreadable(1, `names the column ${column} twice`)
    return at === -1 ? [] : [[column, at] as const]
  })
  if (!places.some(([column]) => tellingColumns.includes(column))) {
    throw unreadable(1, `names no column that tells who somebody is: ${tellingColumns.join(', ')}`)
  }
  const read = new Set(places.map(([, at]) => at))
  return { places, unread: cells.filter((name, at) => !read.has(at) && name.trim() !== ''), width: cells.length }
}

/** @returns the member, or what is wrong with the row, each with its column. */
export function memberOfRow(
  context: Context,
  program: Program,
  { places, width }: Heading,
  { cells }: Line,
): Member | ZodError | readonly FieldError[] {
  if (cells.length > width) return [{ path: '', message: `has ${cells.length} cells under ${width} columns` }]
  const told = new Map(places.map(([column, at]) => [column, trimmed(cells[at] ?? '')]))
  const input = {
    userId: told.get('userId') || null,
    identities: {
      phone: told.get('phone') || null,
      email: told.get('email') || null,
      device: told.get('device') || null,
      install: told.get('install') || null,
    },
    country: told.get('country') || null,
    createdAt: instantOf(told.get('createdAt') ?? '') || null,
  }
  const parsed = memberSchema.safeParse(input, { reportInput: true })
  if (!parsed.success) return parsed.error
  const { member, errors } = readMember(context, program, parsed.data)
  return errors.length > 0 ? errors : member
}

/** A day alone is its beginning, in UTC: it tells an account's age, and decides nothing to the hour. */
function instantOf(typed: string): string {
  const text = asciiDigits(typed)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text
}

function unreadable(line: number, what: string): AppError {
  return new AppError('result_file_unreadable', `Line ${line} of the file ${what}. Nothing was taken from the file.`)
}
