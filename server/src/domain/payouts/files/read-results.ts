/** A file of results as rows, a page at a time: whatever its length, memory holds a page. */
import { CsvError, parse, type Info } from 'csv-parse'
import { Readable } from 'node:stream'
import { AppError } from '../../../errors.js'
import { fractionDigits } from '../../../money.js'
import { decoded } from './decode.js'
import { neededColumns, readRow, resultColumns, type ResultColumn, type ResultRow } from './result-row.js'

export const resultRowsMax = 250_000
export const resultBytesMax = 64 * 1024 * 1024
const lineLengthMax = 4_096
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
  for await (const { line, cells } of lines(decoded(source))) {
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

interface Line {
  readonly line: number
  readonly cells: readonly string[]
}

/** The separator is the one that the heading has most of: spreadsheets write a semicolon or a tab in some countries. */
async function* lines(text: AsyncGenerator<string>): AsyncGenerator<Line> {
  let start = ''
  for (let next = await text.next(); next.done !== true; next = await text.next()) {
    start += next.value
    if (/[\r\n]/.test(start.trimStart()) || start.length > lineLengthMax) break
  }
  const heading = /^\s*[^\r\n]*/.exec(start)?.[0] ?? ''
  const [delimiter = ','] = [',', ';', '\t'].toSorted((a, b) => heading.split(b).length - heading.split(a).length)
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: lineLengthMax,
  })
  const whole = async function* () {
    yield start
    yield* text
  }
  // A failure of the source is the parser's too, which its reader hears of.
  const source = Readable.from(whole()).on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  try {
    for await (const { info, record } of parser as AsyncIterable<{ info: Info; record: string[] }>)
      yield { line: info.lines, cells: record }
  } finally {
    source.destroy()
  }
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
