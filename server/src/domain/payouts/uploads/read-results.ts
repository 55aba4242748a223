/** Streams a results file as rows, a page at a time, so that memory holds one page. */
import { CsvError } from 'csv-parse'
import { csvRecords } from '../../../csv/lines.js'
import { decoded } from '../../../csv/decode.js'
import { tooLong, unreadable } from './unreadable.js'
import { neededColumns, readRow, resultColumns, type ResultColumn, type ResultRow, type RowFit } from './result-row.js'

export const resultRowsMax = 250_000
export const resultBytesMax = 64 * 1024 * 1024
const pageRows = 2_000

/** @throws AppError `result_file_encoding`, `result_file_unreadable`, `result_file_too_long` */
export async function* resultPages(
  source: AsyncIterable<Buffer>,
  currency: string,
  rowsMax: number = resultRowsMax,
): AsyncGenerator<ResultRow[]> {
  let page: ResultRow[] = []
  const layout = { columns: resultColumns, needed: neededColumns }
  for await (const { line, cells, fit } of csvRows<ResultColumn>(source, layout, rowsMax)) {
    page.push(readRow(line, cells, fit, currency))
    if (page.length < pageRows) continue
    yield page
    page = []
  }
  yield page
}

export interface Layout<Column extends string> {
  /** In lower case, without spaces. */
  readonly columns: readonly Column[]
  readonly needed: readonly Column[]
}

export interface CsvRow<Column extends string> {
  readonly line: number
  /** By column; undefined if the row is too short. */
  readonly cells: Readonly<Partial<Record<Column, string>>>
  readonly fit: RowFit
}

/** A file's rows under its heading. @throws AppError `result_file_encoding`, `result_file_unreadable`, `result_file_too_long` */
export async function* csvRows<Column extends string>(
  source: AsyncIterable<Buffer>,
  layout: Layout<Column>,
  rowsMax: number,
): AsyncGenerator<CsvRow<Column>> {
  try {
    yield* rowsUnder(source, layout, rowsMax)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw unreadable(Number(error['lines'] ?? 0), 'not_csv')
  }
}

async function* rowsUnder<Column extends string>(
  source: AsyncIterable<Buffer>,
  layout: Layout<Column>,
  rowsMax: number,
): AsyncGenerator<CsvRow<Column>> {
  let columns: Columns<Column> | undefined
  let count = 0
  for await (const { line, cells } of csvRecords(decoded(source))) {
    if (columns === undefined) {
      columns = columnsOf(cells, layout)
      continue
    }
    if (++count > rowsMax) throw tooLong(rowsMax)
    yield { line, cells: cellsOf(cells, columns), fit: fitOf(cells, columns) }
  }
  if (columns === undefined) throw unreadable(1, 'empty')
}

interface Columns<Column extends string> {
  readonly places: readonly (readonly [Column, number])[]
  /** Required and optional cells of a row. */
  readonly min: number
  readonly max: number
}

function fitOf(cells: readonly string[], { min, max }: Columns<string>): RowFit {
  if (cells.length < min) return 'row_incomplete'
  return cells.length > max ? 'row_too_long' : 'fits'
}

/** In any order, with others between them; `Provider reference` is `providerReference`. */
function columnsOf<Column extends string>(
  heading: readonly string[],
  { columns, needed }: Layout<Column>,
): Columns<Column> {
  const names = heading.map((name) =>
    name
      .replace(/^\ufeff/, '')
      .replace(/[\s_-]/g, '')
      .toLowerCase(),
  )
  const places = columns.flatMap((column) => {
    const at = names.indexOf(column)
    if (at !== names.lastIndexOf(column)) throw unreadable(1, 'column_twice', column)
    return at === -1 ? [] : [[column, at] as const]
  })
  const missing = needed.filter((column) => !places.some(([name]) => name === column))
  if (missing.length > 0) throw unreadable(1, 'column_missing', missing.join(', '))
  const inEveryRow = places.filter(([name]) => needed.includes(name))
  return { places, min: Math.max(...inEveryRow.map(([, at]) => at)) + 1, max: heading.length }
}

function cellsOf<Column extends string>(record: readonly string[], { places }: Columns<Column>) {
  return Object.fromEntries(places.map(([column, at]) => [column, record[at]])) as Partial<Record<Column, string>>
}
