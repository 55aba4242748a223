/**
 * Lists as CSV (RFC 4180, UTF-8), one database page at a time, so memory is bounded. A text that a spreadsheet would
 * run as a formula is escaped, because people choose their own ids.
 */
import { stringify } from 'csv-stringify/sync'

export type Cell = string | number | bigint | boolean | Date | null | undefined

/** The first characters of a formula, including full-width forms, also after invisible characters. */
const formula = /^[\s\u0085\u2800\p{Cf}\p{Default_Ignorable_Code_Point}]*[=+\-@\t\r＝＋－＠]/u

export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((row) => row.map(textOf)),
    { record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  )
}

/** Numbers, amounts and instants are ours and unchanged; texts come from people. */
function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return cell.toISOString()
  if (typeof cell !== 'string') return String(cell)
  return formula.test(cell) ? `'${cell}` : cell
}

/** A column: a field of the item by its name, or computed from the item. */
export type Column<Item> = NamesOfCells<Item> | readonly [name: string, cellOf: (item: Item) => Cell]

type NamesOfCells<Item> = { [Name in keyof Item]-?: Item[Name] extends Cell ? Name : never }[keyof Item] & string

/** A file, line by line: its header, then page after page. */
export async function* csvFile<Item>(
  columns: readonly Column<Item>[],
  pages: AsyncIterable<readonly Item[]>,
): AsyncGenerator<string> {
  const names = columns.map((column) => (typeof column === 'string' ? column : column[0]))
  const cellOf = (item: Item, column: Column<Item>) =>
    typeof column === 'string' ? (item[column] as Cell) : column[1](item)
  // The byte-order mark by which Excel recognises UTF-8: without it Bengali is unreadable there.
  yield `\ufeff${csvLines([names])}`
  for await (const items of pages) yield csvLines(items.map((item) => columns.map((column) => cellOf(item, column))))
}
