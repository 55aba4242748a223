/** CSV that somebody's spreadsheet wrote, a record at a time, each with the line of the file that it stands on. */
import { CsvError, parse, type Info, type Options } from 'csv-parse'
import { Readable } from 'node:stream'
import { readCell } from '../readers/cell.js'

export const lineLengthMax = 4_096

export interface Line {
  readonly line: number
  readonly cells: readonly string[]
}

/** A line that tells a spreadsheet the separator. */
const separatorLine = /^\s*"?sep=([,;\t|])"?[,;\t| ]*(?=[\r\n])/i

/**
 * A record at a time.
 * @throws CsvError of csv-parse where it is not CSV, and what the source fails with
 */
export async function* csvRecords(text: AsyncGenerator<string>): AsyncGenerator<Line> {
  for await (const page of csvPages(text)) yield* page
}

/**
 * Many records at a time: awaiting each took longer than reading it. The separator is the one that a line `sep=;` tells,
 * or else the one that the heading has most of: spreadsheets write a semicolon or a tab in some countries. The first record
 * is the heading. Cells past it that are empty are left out, and so are rows of empty cells: spreadsheets write both where
 * nobody typed anything.
 * @throws as `csvRecords`
 */
export async function* csvPages(text: AsyncGenerator<string>): AsyncGenerator<readonly Line[]> {
  let start = ''
  for (let next = await text.next(); next.done !== true; next = await text.next()) {
    start += next.value
    if (/[\r\n]/.test(start.replace(separatorLine, '').trimStart()) || start.length > lineLengthMax) break
  }
  const told = separatorLine.exec(start)?.[1]
  // Its line break stays, so that lines are counted as an editor counts them.
  start = start.replace(separatorLine, (line) => line.replace(/[^\r\n]/g, ''))
  const heading = /^\s*[^\r\n]*/.exec(start)?.[0] ?? ''
  const [most = ','] = [',', ';', '\t'].toSorted((a, b) => heading.split(b).length - heading.split(a).length)
  let width = 0
  for await (const page of records(start, text, told ?? most)) {
    const filled: Line[] = []
    for (const { line, cells } of page) {
      const length = cells.findLastIndex(isFilled) + 1
      if (length === 0) continue
      if (width === 0) width = length
      filled.push({
        line,
        cells: cells.length <= Math.max(width, length) ? cells : cells.slice(0, Math.max(width, length)),
      })
    }
    yield filled
  }
}

/** Most cells begin with a letter or digit. */
function isFilled(cell: string): boolean {
  return /^[0-9A-Za-z]/.test(cell) || readCell(cell) !== ''
}

/** No line of this length is longer than csv-parse allows, in bytes. */
const plainLengthMax = lineLengthMax / 4

/**
 * Lines without a quotation mark are split: csv-parse took twenty times as long for them. From the first other one on,
 * csv-parse reads.
 */
async function* records(start: string, text: AsyncGenerator<string>, delimiter: string): AsyncGenerator<Line[]> {
  const lineBreak = /\r?\n/.exec(start)?.[0]
  const special = lineBreak === '\n' ? /["\r]/ : /"|\r(?!\n|$)|(?<!\r)\n/
  let rest = start
  let line = 0
  while (lineBreak !== undefined && !special.test(rest)) {
    const lines = rest.split(lineBreak)
    if (lines.some(({ length }) => length > plainLengthMax)) break
    const next = await text.next()
    rest = lines.pop() ?? ''
    if (next.done === true && rest !== '') lines.push(rest)
    const page: Line[] = []
    for (const written of lines) {
      line += 1
      if (written !== '') page.push({ line, cells: written.split(delimiter) })
    }
    yield page
    if (next.done === true) return
    rest += next.value
  }
  yield* parsed(rest, text, { delimiter, ...(line > 0 && { record_delimiter: lineBreak }) }, line)
}

const parsedMax = 500

/** @param linesBefore how many lines of the file came before */
async function* parsed(
  start: string,
  text: AsyncGenerator<string>,
  options: Options,
  linesBefore: number,
): AsyncGenerator<Line[]> {
  const parser = parse({
    ...options,
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
  let page: Line[] = []
  try {
    for await (const { info, record } of parser as AsyncIterable<{ info: Info; record: string[] }>) {
      page.push({ line: linesBefore + info.lines, cells: record })
      if (page.length < parsedMax) continue
      yield page
      page = []
    }
    yield page
  } catch (error) {
    if (error instanceof CsvError) error['lines'] = linesBefore + Number(error['lines'] ?? 0)
    throw error
  } finally {
    source.destroy()
  }
}
