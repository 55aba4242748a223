/**
 * Reads the tables of networks, in the format of the packages `@ip-location-db/asn` and `asn-country`: `first,last,value`
 * and more. They have a million rows, of which a quarter is kept: the build reads them once, and a service reads the file
 * that the build made of them.
 */
import { readFile } from 'node:fs/promises'
import { hostingNetworks } from './hosting.js'
import { aboveIpv4, keyOf, RangesMaker, type Ranges } from './ranges.js'

export const tableNames = ['asn-ipv4.csv', 'asn-ipv6.csv', 'asn-country-ipv4.csv', 'asn-country-ipv6.csv'] as const
export type TableName = (typeof tableNames)[number]

export interface Tables {
  /** The two letters of a country as one number. */
  readonly countries: Ranges
  /** The numbers (ASN) of data centres. */
  readonly hosting: Ranges
}

/** @throws Error if a table is not in order */
export async function readTables(pathOf: (name: TableName) => string): Promise<Tables> {
  const rangesOf = async (names: readonly TableName[], read: Reading) => {
    const ranges = new RangesMaker()
    for (const name of names) takeRows(await readFile(pathOf(name)), ranges, read)
    return ranges.made()
  }
  return {
    countries: await rangesOf(['asn-country-ipv4.csv', 'asn-country-ipv6.csv'], readCountry),
    hosting: await rangesOf(['asn-ipv4.csv', 'asn-ipv6.csv'], readHosting),
  }
}

/** The first number of the file. Another kind of machine, which orders the bytes of a number otherwise, does not read it so. */
const format = 1
const headBytes = 24

/** The file of the build: a number for the format, two counts, and the ranges as they are in memory. */
export function bytesOf({ countries, hosting }: Tables): Buffer {
  const head = Float64Array.of(format, countries.values.length, hosting.values.length)
  const parts = [
    head,
    countries.firsts,
    countries.lasts,
    hosting.firsts,
    hosting.lasts,
    countries.values,
    hosting.values,
  ]
  return Buffer.concat(parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)))
}

/** @throws Error if the file is not one of `bytesOf`, made on this kind of machine */
export function tablesFrom(file: Buffer): Tables {
  // Views of one copy: a file that Node reads may begin anywhere in its memory.
  const { buffer } = new Uint8Array(file)
  const [made, countries = 0, hosting = 0] =
    buffer.byteLength < headBytes ? [] : new Float64Array(buffer, 0, headBytes / 8)
  if (made !== format || buffer.byteLength !== headBytes + (countries + hosting) * 20) {
    throw new Error('The file of networks was not built on this kind of machine. Build Bondhu again.')
  }
  const firstValue = headBytes + (countries + hosting) * 16
  const rangesAt = (before: number, count: number): Ranges => ({
    firsts: new Float64Array(buffer, headBytes + before * 16, count),
    lasts: new Float64Array(buffer, headBytes + before * 16 + count * 8, count),
    values: new Int32Array(buffer, firstValue + before * 4, count),
  })
  return { countries: rangesAt(0, countries), hosting: rangesAt(countries, hosting) }
}

const [lineFeed, comma, dot, colon, zero] = [...Buffer.from('\n,.:0')] as [number, number, number, number, number]

/** What a range is kept for, from its value in the table, which begins at `at`. Undefined: the range is left out. */
type Reading = (bytes: Buffer, at: number) => number | undefined

function readCountry(bytes: Buffer, at: number): number {
  return bytes.readUInt16BE(at)
}

function readHosting(bytes: Buffer, at: number): number | undefined {
  let number = 0
  for (let place = at; isDigit(bytes[place]); place++) number = number * 10 + (bytes[place] ?? 0) - zero
  return hostingNetworks.has(number) ? number : undefined
}

function isDigit(byte = 0): boolean {
  return byte >= zero && byte < zero + 10
}

/** Byte by byte: texts of the parts of a row take twice the processor time. */
function takeRows(bytes: Buffer, ranges: RangesMaker, read: Reading): void {
  for (let at = 0; at < bytes.length;) {
    const line = next(bytes, lineFeed, at, bytes.length)
    const first = next(bytes, comma, at, line)
    const last = next(bytes, comma, first + 1, line)
    // A country has two letters.
    const value = last + 2 < line ? read(bytes, last + 1) : undefined
    if (value !== undefined) ranges.add(keyIn(bytes, at, first), keyIn(bytes, first + 1, last), value)
    at = line + 1
  }
}

/** Where the byte is next, or else `end`. */
function next(bytes: Buffer, byte: number, from: number, end: number): number {
  let at = from
  while (at < end && bytes[at] !== byte) at++
  return Math.min(at, end)
}

/** As `keyOf`, of the address between two places. */
function keyIn(bytes: Buffer, from: number, end: number): number {
  let [key, part] = [0, 0]
  for (let at = from; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte === dot) [key, part] = [key * 256 + part, 0]
    else if (isDigit(byte)) part = part * 10 + byte - zero
    else return longKeyIn(bytes, from, end)
  }
  return key * 256 + part
}

/** The first three groups of IPv6. What follows two colons is read as text, unless it is nothing. */
function longKeyIn(bytes: Buffer, from: number, end: number): number {
  let [key, groups, at] = [0, 0, from]
  for (; groups < 3; groups++, at++) {
    let part = 0
    for (; at < end && bytes[at] !== colon; at++) part = part * 16 + digitOf(bytes[at] ?? 0)
    key = key * 65_536 + part
    if (bytes[at + 1] === colon && groups < 2) {
      if (at + 2 < end) return keyOf(bytes.toString('latin1', from, end))
      return key * 65_536 ** (2 - groups) + aboveIpv4
    }
  }
  return key + aboveIpv4
}

function digitOf(letter: number): number {
  return isDigit(letter) ? letter - zero : (letter | 32) - 87
}
