/**
 * A file of members: CSV with a heading, as a spreadsheet or database writes it. It is streamed, so memory does not
 * grow with it.
 */
import { CsvError } from 'csv-parse'
import type { ZodError } from 'zod'
import { csvPages, type Line } from '../../csv/lines.js'
import { AppError, type FieldError } from '../../errors.js'
import { memberColumns, readMemberColumn, type MemberColumn } from '../../readers/member-column.js'
import { asciiDigits, trimmed } from '../../readers/text.js'
import type { Context } from '../standing/context.js'
import { decoded } from '../../csv/decode.js'
import type { Program } from '../standing/find.js'
import { memberSchema, readMember, type Member } from './add-members.js'

const identityColumns: readonly MemberColumn[] = ['phone', 'email', 'device', 'install']
const tellingColumns: readonly MemberColumn[] = ['userId', ...identityColumns]

export interface Heading {
  readonly places: readonly (readonly [MemberColumn, number])[]
  /** Ignored columns, as written. */
  readonly unread: readonly string[]
  readonly width: number
}

/** The rows with their heading, many at a time. @throws AppError `result_file_encoding`, `result_file_unreadable` */
export async function* memberPages(
  source: AsyncIterable<Buffer>,
): AsyncGenerator<{ heading: Heading; rows: readonly Line[] }> {
  let heading: Heading | undefined
  try {
    for await (const page of csvPages(decoded(source))) {
      const [first] = page
      if (first === undefined) continue
      const rows = heading === undefined ? page.slice(1) : page
      heading ??= headingOf(first.cells)
      yield { heading, rows }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw unreadable(Number(error['lines'] ?? 0), 'is not CSV: look for a quotation mark that is not closed')
  }
  if (heading === undefined) throw unreadable(1, 'is empty')
}

/** @throws AppError `result_file_unreadable` */
function headingOf(cells: readonly string[]): Heading {
  const read = cells.map(readMemberColumn)
  const written = (column: ReturnType<typeof readMemberColumn>) =>
    cells.filter((name, at) => read[at] === column && name.trim() !== '').map((name) => name.trim())
  const places = memberColumns.flatMap((column) => {
    const at = read.indexOf(column)
    if (at !== read.lastIndexOf(column)) {
      throw unreadable(1, `names the column ${column} twice (${written(column).join(', ')})`)
    }
    return at === -1 ? [] : [[column, at] as const]
  })
  const unread = written(undefined)
  refuseUnknownPeople(new Set(places.map(([column]) => column)), written('unclear'), unread)
  return { places, unread, width: cells.length }
}

/** If a phone is not read, its owner would count as a new friend. */
function refuseUnknownPeople(
  known: ReadonlySet<MemberColumn>,
  unclear: readonly string[],
  unread: readonly string[],
): void {
  if (unclear.length > 0) {
    const names = tellingColumns.join(', ')
    throw unreadable(
      1,
      `has columns that may tell who somebody is (${unclear.join(', ')}): call each ${names}, or take it out`,
    )
  }
  if (!tellingColumns.some((column) => known.has(column))) {
    throw unreadable(1, `names no column that tells who somebody is: ${tellingColumns.join(', ')}`)
  }
  if (unread.length > 0 && !identityColumns.some((column) => known.has(column))) {
    const names = identityColumns.join(', ')
    throw unreadable(
      1,
      `names none of ${names}, and has columns that are not known (${unread.join(', ')}): name them, or take them out`,
    )
  }
}

/** @returns the member, or the errors of the row, each with its column. */
export function memberOfRow(
  context: Context,
  program: Program,
  { places, width }: Heading,
  { cells }: Line,
): Member | ZodError | readonly FieldError[] {
  if (cells.length > width) return [{ path: '', message: `has ${cells.length} cells under ${width} columns` }]
  const told: Partial<Record<MemberColumn, string>> = {}
  for (const [column, at] of places) told[column] = trimmed(cells[at] ?? '') || undefined
  const { userId, country, createdAt, ...identities } = told
  const input = { userId, identities, country, createdAt: createdAt && instantOf(createdAt) }
  const parsed = memberSchema.safeParse(input, { reportInput: true })
  if (!parsed.success) return parsed.error
  const { member, errors } = readMember(context, program, parsed.data)
  return errors.length > 0 ? errors : member
}

/** A day means its start in UTC. It gives an account's age, and no decision depends on the hour. */
function instantOf(typed: string): string {
  const text = asciiDigits(typed)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text
}

function unreadable(line: number, what: string): AppError {
  return new AppError('result_file_unreadable', `Line ${line} of the file ${what}. Nothing was taken from the file.`)
}
