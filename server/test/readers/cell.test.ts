import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse } from 'csv-parse/sync'
import { csvRecords } from '../../src/csv/lines.js'
import { readCell } from '../../src/readers/cell.js'

const cells: readonly (readonly [string, string])[] = [
  ['paid', 'paid'],
  [' paid\u00a0\u200f', 'paid'],
  ["'01712345678", '01712345678'],
  ["' '01712345678", '01712345678'],
  ['TR\u200bX1\t', 'TRX1'],
  ['র‍্যাব', 'র‍্যাব'],
  [" '\u00a0", ''],
  ['', ''],
]

test('a cell is its typed text, and reading is idempotent', () => {
  for (const [written, read] of cells) assert.equal(readCell(written), read, JSON.stringify(written))
  const unit = fc.constantFrom('a', "'", ' ', '\u200b', '\u00ad', '\t', '\u00a0', '\ud800', '7')
  fc.assert(fc.property(fc.string({ unit, maxLength: 12 }), (text) => readCell(readCell(text)) === readCell(text)))
})

async function records(text: string): Promise<[number, readonly string[]][]> {
  const found: [number, readonly string[]][] = []
  const chunks = async function* () {
    // A piece at a time, as a file comes.
    for (let at = 0; at < text.length; at += 3) yield await Promise.resolve(text.slice(at, at + 3))
  }
  for await (const { line, cells: row } of csvRecords(chunks())) found.push([line, row])
  return found
}

test('empty cells beyond the heading and empty rows are ignored; a line sep= names the separator', async () => {
  const heading = [1, ['userId', 'phone']]
  assert.deepEqual(await records('userId,phone\nu1,1,\nu2,2,,,\n,,,,\n , \u00a0\nu3,3,x\nu4,\n'), [
    heading,
    [2, ['u1', '1']],
    [3, ['u2', '2']],
    [6, ['u3', '3', 'x']],
    [7, ['u4', '']],
  ])
  assert.deepEqual(await records('userId,phone,,\r\nu1,1,,\r\n'), [heading, [2, ['u1', '1']]])
  for (const first of ['sep=;', '"sep=;"', 'SEP=;;;', ' sep=;']) {
    assert.deepEqual(await records(`${first}\r\nuserId;phone\r\nu1;1,5\r\n`), [
      [2, ['userId', 'phone']],
      [3, ['u1', '1,5']],
    ])
  }
  assert.deepEqual(await records('sep=|\nuserId|phone\nu1|1\n'), [
    [2, ['userId', 'phone']],
    [3, ['u1', '1']],
  ])
})

/** What csv-parse alone makes of a text under a heading of five, or its error. */
function parsedAlone(text: string): unknown {
  const options = { info: true, relax_column_count: true, skip_empty_lines: true, max_record_size: 4096 } as const
  const read = parse(text, options) as unknown as { info: { lines: number }; record: string[] }[]
  return read.flatMap(({ info, record }) => {
    const length = record.findLastIndex((cell) => readCell(cell) !== '') + 1
    return length === 0 ? [] : [[info.lines, record.slice(0, Math.max(5, length))]]
  })
}

test('lines that are split are as csv-parse reads them, and so are its errors', async () => {
  const unit = fc.constantFrom('a', '1', ',', ',', ' ', '\n', '\n', '\r\n', '\r', ',"b"', ',"c,\n"', 'ক')
  const outcome = async (work: () => unknown) => {
    try {
      return await work()
    } catch (error) {
      const { code, lines } = error as { code: string; lines: number }
      return [code, lines]
    }
  }
  await fc.assert(
    fc.asyncProperty(fc.array(unit, { maxLength: 30 }), fc.constantFrom('\n', '\r\n'), async (parts, end) => {
      const text = `a,b,c,d,e${end}${parts.join('')}`
      assert.deepEqual(await outcome(() => records(text)), await outcome(() => parsedAlone(text)))
    }),
    { numRuns: 500 },
  )
  const long = `a,b\n1,${'x'.repeat(5000)}\n`
  await assert.rejects(records(long), { code: 'CSV_MAX_RECORD_SIZE', lines: 2 })
})
