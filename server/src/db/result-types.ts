/** How PostgreSQL's values are parsed. The driver's own parsing is used for types that are not listed. */
import pg from 'pg'

type Parser = (text: string) => unknown

/** The object ids of `pg_type`, which never change. */
const oid = {
  int8: 20,
  date: 1082,
  int8Array: 1016,
  numericArray: 1231,
  dateArray: 1182,
  textArray: 1009,
  nameArray: 1003,
} as const

const texts = pg.types.getTypeParser(oid.textArray as number, 'text') as (text: string) => (string | null)[]

/** Types created by a migration have larger ids: enums, and lists of them. */
const firstOwnOid = 16_384

const own: Readonly<Record<number, Parser>> = {
  [oid.int8]: BigInt,
  // A day is the day in UTC, wherever this process runs.
  [oid.date]: (text) => new Date(text),
  [oid.int8Array]: listOf(BigInt),
  [oid.numericArray]: listOf(String),
  [oid.dateArray]: listOf((text) => new Date(text)),
  [oid.nameArray]: listOf(String),
}

export function parserOf(type: number, format?: 'text' | 'binary'): Parser {
  if (format === 'binary') return pg.types.getTypeParser(type, 'binary')
  if (type >= firstOwnOid) return ownType
  return own[type] ?? (pg.types.getTypeParser(type, 'text') as Parser)
}

/** No value of an enum begins with a brace. */
function ownType(text: string): unknown {
  return text.startsWith('{') ? listOf(String)(text) : text
}

function listOf(member: Parser): Parser {
  return (text) => texts(text).map((value) => (value === null ? null : member(value)))
}
