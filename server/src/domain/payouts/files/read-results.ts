/** A file of results as rows, a page at a time: whatever its length, memory holds a page. */
import { CsvError } from 'csv-parse'
import { csvRecords } from '../../../csv-lines.js'
import { AppError } from '../../../errors.js'
import { fractionDigits } from '../../../money.js'
import { decoded } from './decode.js'
import { neededColumns, readRow, resultColumns, type ResultColumn, type ResultRow } from './result-row.js'

export const resultRowsMax = 250_000
export const resultBytesMax = 64 * 1024 * 1024
const pageRows = 2_000

/** @throws AppError `result_file_encoding`, `result_file_unreadable`, `result_file_too_long` */
export async function* resultPages(
  source: AsyncIterable<Buffer>,
  currency: string,
  rowsMax: number = resultRowsMax,
): AsyncGenerator<ResultRow[]> {
  try {
    yield* pages(source, currency, rowsMax)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw unreadable(Number(error['lines'] ?? 0), 'is not CSV: look for a quotation mark that is not closed')
  }
}

async function* pages(source: AsyncIterable<Buffer>, currency: string, rowsMax: number): AsyncGenerator<ResultRow[]> {
  let columns: Columns | undefined
  let page: ResultRow[] = []
  let count = 0
  const money = { currency, digits: fractionDigits(currency) }
  for await (const { line, cells } of csvRecords(decoded(source))) {
    if (columns === undefined) {
      columns = columnsOf(cells)
      continue
    }
    if (++count > rowsMax)
      throw new AppError('result_file_too_long', `The file has more than ${rowsMax} rows. Cut it into several.`)
    page.push(readRow(line, cellsOf(cells, columns), cells.length >= columns.width, money))
    if (page.length < pageRows) continue
    yield page
    page = []
  }
  if (columns === undefined) throw unreadable(1, 'is empty')
  yield page
}

interface Columns {
  readonly places: readonly (readonly [ResultColumn, number])[]
  /** Cells that a row must have. */
  readonly width: number
}

/** In any order, among others; `Provider reference` is `providerReference`. */
function columnsOf(heading: readonly string[]): Columns {
  const names = heading.map((name) =>
    name
      .replace(/^\ufeff/, '')
      .replace(/[\s_-]/g, '')
      .toLowerCase(),
  )
  const places = resultColumns.flatMap((column) => {
    const at = names.indexOf(column)
    if (at !== names.lastIndexOf(column)) throw unreadable(1, `names the column ${column} twice`)
    return at === -1 ? [] : [[column, at] as const]
  })
  const missing = neededColumns.filter((column) => !places.some(([name]) => name === column))
  if (missing.length > 0) throw unreadable(1, `names no column ${missing.join(', ')}: see docs/payout-files.md`)
  const needed = places.filter(([name]) => name !== 'code' && name !== 'currency')
  return { places, width: Math.max(...needed.map(([, at]) => at)) + 1 }
}

function cellsOf(record: readonly string[], { places }: Columns) {
  return Object.fromEntries(places.map(([column, at]) => [column, record[at]])) as Partial<Record<ResultColumn, string>>
}

function unreadable(line: number, what: string): AppError {
  return new AppError('result_file_unreadable', `Line ${line} of the file ${what}. Nothing was taken from the file.`)
}
