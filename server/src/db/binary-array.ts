/**
 * A list as PostgreSQL's binary array: sixteen bytes an id instead of thirty-six letters that both sides would have to
 * read. A value is a text whose characters are bytes (latin1), as `newIdBytes` makes it.
 */

const typeOids = { 'uuid[]': 2950, 'text[]': 25 } as const
const isNull = '\xff\xff\xff\xff'

/** A parameter that is sent in binary, with its type. */
export class BinaryArray {
  readonly type: keyof typeof typeOids
  readonly bytes: Buffer

  constructor(type: keyof typeof typeOids, bytes: Buffer) {
    this.type = type
    this.bytes = bytes
  }
}

/** @param ids of sixteen bytes each */
export function uuidArray(ids: readonly (string | null)[]): BinaryArray {
  return arrayOf('uuid[]', ids)
}

/** @param texts of ASCII letters alone: PostgreSQL reads the bytes as UTF-8. */
export function asciiArray(texts: readonly (string | null)[]): BinaryArray {
  return arrayOf('text[]', texts)
}

/** One dimension from index 1: whether there are nulls, the members' type, their number; then each with its length. */
function arrayOf(type: keyof typeof typeOids, values: readonly (string | null)[]): BinaryArray {
  let members = ''
  let length = ''
  let lengthOf = -1
  let hasNull = false
  for (const value of values) {
    if (value === null) {
      hasNull = true
      members += isNull
      continue
    }
    if (value.length !== lengthOf) length = int4((lengthOf = value.length))
    members += length + value
  }
  const dimensions = values.length === 0 ? int4(0) : int4(1)
  const head = dimensions + int4(hasNull ? 1 : 0) + int4(typeOids[type])
  const text = values.length === 0 ? head : head + int4(values.length) + int4(1) + members
  return new BinaryArray(type, Buffer.from(text, 'latin1'))
}

function int4(value: number): string {
  return String.fromCharCode((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)
}
