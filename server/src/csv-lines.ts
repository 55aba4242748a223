/** CSV that somebody's spreadsheet wrote, a record at a time, each with the line of the file that it stands on. */
import { parse, type Info } from 'csv-parse'
import { Readable } from 'node:stream'

export const lineLengthMax = 4_096

export interface Line {
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * The separator is the one that the heading has most of: spreadsheets write a semicolon or a tab in some countries.
 * @throws CsvError of csv-parse where it is not CSV, and what the source fails with
 */
export async function* csvRecords(text: AsyncGenerator<string>): AsyncGenerator<Line> {
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
