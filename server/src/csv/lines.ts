/** CSV that somebody's spreadsheet wrote, a record at a time, each with the line of the file that it stands on. */
import { parse, type Info } from 'csv-parse'
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
 * The separator is the one that a line `sep=;` tells, or else the one that the heading has most of: spreadsheets write a
 * semicolon or a tab in some countries. The first record is the heading. Cells past it that are empty are left out, and so
 * are rows of empty cells: spreadsheets write both where nobody typed anything.
 * @throws CsvError of csv-parse where it is not CSV, and what the source fails with
 */
export async function* csvRecords(text: AsyncGenerator<string>): AsyncGenerator<Line> {
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
  const parser = parse({
    delimiter: told ?? most,
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
  let width = 0
  try {
    for await (const { info, record } of parser as AsyncIterable<{ info: Info; record: string[] }>) {
      const length = record.findLastIndex((cell) => readCell(cell) !== '') + 1
      if (length === 0) continue
      if (width === 0) width = length
      yield { line: info.lines, cells: record.slice(0, Math.max(width, length)) }
    }
  } finally {
    source.destroy()
  }
}
