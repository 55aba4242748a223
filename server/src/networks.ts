/**
 * Whose network an address belongs to: whether it is a data centre's, and in which country it is registered. From tables
 * of ranges on the disk; nothing is fetched. They are read once, in the background, a part at a time: a service answers
 * meanwhile, and knows no network until then.
 */
import { createReadStream, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { hostingNetworks } from './hosting-networks.js'

export interface Whereabouts {
  readonly isHosting: boolean
  /** Like `BD`; null if the table does not know the address. */
  readonly country: string | null
}

/** The tables, in the format of the packages `@ip-location-db/asn` and `asn-country`: `first,last,value` and more. */
const tables = ['asn-ipv4.csv', 'asn-ipv6.csv', 'asn-country-ipv4.csv', 'asn-country-ipv6.csv'] as const
type TableName = (typeof tables)[number]

export class Networks {
  private readonly paths: Readonly<Record<TableName, string>>
  private loaded: Promise<void> | undefined
  private hosting: Ranges | undefined
  private countries: Ranges | undefined
  private isStopped = false

  /**
   * @param folder holds newer tables; undefined: those of the packages
   * @throws Error if one of them is missing
   */
  constructor(folder?: string) {
    this.paths = Object.fromEntries(tables.map((name) => [name, pathOf(name, folder)])) as Record<TableName, string>
    const missing = tables.find((name) => !existsSync(this.paths[name]))
    if (missing !== undefined) throw new Error(`The table of networks is missing: ${this.paths[missing]}`)
  }

  /** Reads the tables, the first time. Before it is done, nothing is known of any address. */
  async load(): Promise<void> {
    this.loaded ??= this.read()
    return this.loaded
  }

  /** Gives up reading: the service stops. */
  stop(): void {
    this.isStopped = true
  }

  /** @param address as its reader wrote it: IPv6 has eight groups */
  find(address: string): Whereabouts | undefined {
    if (this.hosting === undefined || this.countries === undefined) return undefined
    const key = keyOf(address)
    const country = this.countries.at(key)
    return { isHosting: this.hosting.at(key) !== undefined, country: country === undefined ? null : countryOf(country) }
  }

  private async read(): Promise<void> {
    const countries = new RangesMaker()
    for (const name of ['asn-country-ipv4.csv', 'asn-country-ipv6.csv'] as const) {
      await this.readRanges(this.paths[name], countries, readCountry)
    }
    const hosting = new RangesMaker()
    for (const name of ['asn-ipv4.csv', 'asn-ipv6.csv'] as const) {
      await this.readRanges(this.paths[name], hosting, readHosting)
    }
    if (this.isStopped) return
    this.countries = countries.made()
    this.hosting = hosting.made()
  }

  /** A part takes about a millisecond; between two of them the service works on. */
  private async readRanges(path: string, ranges: RangesMaker, read: Reading): Promise<void> {
    let rest: Buffer = Buffer.alloc(0)
    const stream: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: chunkBytes })
    for await (const chunk of stream) {
      if (this.isStopped) return
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const end = bytes.lastIndexOf(lineFeed) + 1
      rest = bytes.subarray(end)
      takeRows(bytes, end, ranges, read)
      await setImmediate()
    }
    takeRows(Buffer.concat([rest, Buffer.from('\n')]), rest.length + 1, ranges, read)
  }
}

function pathOf(name: TableName, folder: string | undefined): string {
  if (folder !== undefined) return join(folder, name)
  const ofPackage = name.startsWith('asn-country') ? '@ip-location-db/asn-country' : '@ip-location-db/asn'
  return join(dirname(createRequire(import.meta.url).resolve(`${ofPackage}/package.json`)), name)
}

const aboveIpv4 = 2 ** 33

/**
 * A number for an address, in order of addresses. Of IPv6 it has the first 48 bits, which is the smallest network that is
 * routed; above all of IPv4.
 */
function keyOf(address: string): number {
  if (!address.includes(':')) return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const [head = '', tail] = address.split('::')
  const before = head.split(':')
  const zeros = tail === undefined ? 0 : 8 - before.length - tail.split(':').length
  const groups =
    tail === undefined ? before : [...before, ...Array.from({ length: zeros }, () => '0'), ...tail.split(':')]
  return groups.slice(0, 3).reduce((sum, group) => sum * 65_536 + Number.parseInt(group || '0', 16), 0) + aboveIpv4
}

function countryOf(number: number): string {
  return String.fromCharCode(number >> 8, number & 255)
}

const [lineFeed, comma, dot, colon, zero] = [...Buffer.from('\n,.:0')] as [number, number, number, number, number]
const chunkBytes = 256 * 1024

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

/** Byte by byte: the tables have a million rows, and texts of their parts take twice the processor time. */
function takeRows(bytes: Buffer, end: number, ranges: RangesMaker, read: Reading): void {
  for (let at = 0; at < end;) {
    const line = bytes.indexOf(lineFeed, at)
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

/** Ranges in order, found by halving. A range takes 20 bytes. */
class Ranges {
  private readonly firsts: Float64Array
  private readonly lasts: Float64Array
  private readonly values: Int32Array

  constructor(firsts: readonly number[], lasts: readonly number[], values: readonly number[]) {
    this.firsts = Float64Array.from(firsts)
    this.lasts = Float64Array.from(lasts)
    this.values = Int32Array.from(values)
  }

  /** The value of the range that holds the key. */
  at(key: number): number | undefined {
    let [low, high] = [0, this.firsts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.firsts[middle] ?? 0) <= key) low = middle + 1
      else high = middle
    }
    return low > 0 && (this.lasts[low - 1] ?? 0) >= key ? this.values[low - 1] : undefined
  }
}

class RangesMaker {
  private readonly firsts: number[] = []
  private readonly lasts: number[] = []
  private readonly values: number[] = []

  /**
   * Neighbours with the same value become one range. Of two that overlap, the first keeps what both claim.
   * @throws Error if the table is not in order
   */
  add(from: number, last: number, value: number): void {
    const end = this.lasts.length - 1
    const before = this.lasts[end] ?? -1
    if (Number.isNaN(from + last) || from < (this.firsts[end] ?? -1)) {
      throw new Error(`A table of networks is not in order: the range ${from} to ${last}.`)
    }
    const first = Math.max(from, before + 1)
    if (last < first) return
    if (value === this.values[end] && first === before + 1) this.lasts[end] = last
    else {
      this.firsts.push(first)
      this.lasts.push(last)
      this.values.push(value)
    }
  }

  made(): Ranges {
    return new Ranges(this.firsts, this.lasts, this.values)
  }
}
