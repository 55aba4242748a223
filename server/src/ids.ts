/**
 * Ids are UUIDv7; on the wire they are TypeIDs (`ref_01h…`), so that a referral's id in the place of a reward's is
 * refused and not misread.
 */
import { randomFillSync } from 'node:crypto'

export type IdPrefix =
  | 'fnd'
  | 'prg'
  | 'par'
  | 'sgn'
  | 'clk'
  | 'ref'
  | 'rwd'
  | 'trf'
  | 'pay'
  | 'evt'
  | 'whk'
  | 'key'
  | 'opr'
  | 'inv'
  | 'ses'
  | 'aud'
  | 'rpt'
  | 'bat'
  | 'res'
  | 'apl'
  | 'mis'
  | 'dif'
  | 'rec'
  | 'stm'
  | 'prv'
  | 'req'
  | 'clr'
  | 'rev'
  | 'vet'
  | 'cal'

/** Random digits for 512 ids at a time: one system call per id was the largest cost of a signup in this process. */
const pool = Buffer.allocUnsafe(10 * 512)
let poolDigits = ''
let poolBytes = ''
let poolOffset = 0
const variants = ['8', '9', 'a', 'b'] as const

/** Crockford's, in lower case; and all pairs of it, for ten bits at a time. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const pairs = Array.from({ length: 1024 }, (_, bits) => `${alphabet[bits >> 5]}${alphabet[bits & 31]}`)

let lastMs = 0
let counter = 0

/**
 * A UUIDv7 (RFC 9562): 48 bits of milliseconds, a 12-bit counter within one (its method 1), 62 random bits. Later ids
 * of this process are greater, so their order is the order of creation.
 */
export function newId(): string {
  tick()
  return uuidOf(lastMs, counter)
}

/** The same as sixteen bytes, in a text whose characters are bytes (latin1): shorter to keep, and sent to PostgreSQL as it is. */
export function newIdBytes(): string {
  tick()
  if (poolOffset === poolDigits.length) fillPool()
  // The pool holds two digits of every byte. Eight bytes of it are used, as ten are for an id in letters.
  const random = poolBytes.slice(poolOffset / 2, poolOffset / 2 + 8)
  poolOffset += 20
  if (lastMs !== timeBytesMs) {
    timeBytesMs = lastMs
    timeBytes = bytesOfDigits(lastMs.toString(16).padStart(12, '0'))
  }
  const sequence = String.fromCharCode(0x70 | (counter >> 8), counter & 0xff)
  return `${timeBytes}${sequence}${String.fromCharCode(0x80 | (random.charCodeAt(0) & 0x3f))}${random.slice(1)}`
}

/** The time and the number of the next id. */
function tick(): void {
  const nowMs = Date.now()
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = 0
  } else if (++counter > 0xfff) {
    // Four thousand in one millisecond, or a clock that was set back: the next millisecond is borrowed.
    lastMs += 1
    counter = 0
  }
}

/** An id with another time than now, without an order among ids of that time. */
export function idAt(atMs: number): string {
  return uuidOf(atMs, undefined)
}

/** No id of this time or later is smaller. */
export function firstIdAt(atMs: number): string {
  const hexMs = atMs.toString(16).padStart(12, '0')
  return `${hexMs.slice(0, 8)}-${hexMs.slice(8)}-7000-8000-000000000000`
}

/** When one of our ids was created, in milliseconds. */
export function uuidTimeMs(uuid: string): number {
  return Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16)
}

function fillPool(): void {
  randomFillSync(pool)
  poolDigits = pool.toString('hex')
  poolBytes = pool.toString('latin1')
  poolOffset = 0
}

let timeText = ''
let timeTextMs = NaN
let timeBytes = ''
let timeBytesMs = NaN

/** Joined from texts: a byte at a time created twenty strings per id. */
function uuidOf(atMs: number, sequence: number | undefined): string {
  if (poolOffset === poolDigits.length) fillPool()
  const random = poolDigits.slice(poolOffset, poolOffset + 20)
  poolOffset += 20
  if (atMs !== timeTextMs) {
    timeTextMs = atMs
    const digits = atMs.toString(16).padStart(12, '0')
    timeText = `${digits.slice(0, 8)}-${digits.slice(8)}-7`
  }
  const middle = sequence === undefined ? random.slice(0, 3) : (0x1000 + sequence).toString(16).slice(1)
  return `${timeText}${middle}-${variants[random.charCodeAt(3) & 3]}${random.slice(4, 7)}-${random.slice(8)}`
}

/** Sixteen bytes as the text PostgreSQL's `uuid` takes. */
export function uuidText(bytes: Buffer): string {
  return uuidOfDigits(bytes.toString('hex'))
}

/** A UUID as its sixteen bytes: see `newIdBytes`. */
export function bytesOfUuid(uuid: string): string {
  return bytesOfDigits(uuid.replaceAll('-', ''))
}

function bytesOfDigits(digits: string): string {
  return Buffer.from(digits, 'hex').toString('latin1')
}

/** `toWire` of an id in bytes. */
export function bytesToWire(prefix: IdPrefix, bytes: string): string {
  let text = `${prefix}_${pairs[bytes.charCodeAt(0)]}`
  // Forty bits at a time: five bytes are eight letters.
  for (let at = 1; at < 16; at += 5) {
    const a = bytes.charCodeAt(at)
    const b = bytes.charCodeAt(at + 1)
    const c = bytes.charCodeAt(at + 2)
    const d = bytes.charCodeAt(at + 3)
    const e = bytes.charCodeAt(at + 4)
    text += `${pairs[(a << 2) | (b >> 6)]}${pairs[((b & 63) << 4) | (c >> 4)]}`
    text += `${pairs[((c & 15) << 6) | (d >> 2)]}${pairs[((d & 3) << 8) | e]}`
  }
  return text
}

/**
 * The UUID as a TypeID: its 128 bits in Crockford's base 32, after the prefix. Our own code, because the TypeID package
 * took 1.5 µs per id, which every click and signup pays twice.
 */
export function toWire(prefix: IdPrefix, uuid: string): string {
  const digits = uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24)
  const first = parseInt(digits.slice(0, 2), 16)
  let text = `${prefix}_${pairs[first]}`
  // Twenty bits at a time: five hexadecimal digits are four of base 32.
  for (let at = 2; at < 32; at += 5) {
    const bits = parseInt(digits.slice(at, at + 5), 16)
    text += `${pairs[bits >> 10]}${pairs[bits & 0x3ff]}`
  }
  return text
}

/** The UUID inside a wire id, or undefined if it is not one of that kind. Only the issued spelling, in lower case. */
export function fromWire(prefix: IdPrefix, wire: string): string | undefined {
  if (!wire.startsWith(`${prefix}_`) || wire.length !== prefix.length + 27) return undefined
  const text = wire.slice(prefix.length + 1)
  if (!/^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text)) return undefined
  let digits = hexOf(text.slice(0, 2), 2)
  for (let at = 2; at < 26; at += 4) digits += hexOf(text.slice(at, at + 4), 5)
  return uuidOfDigits(digits)
}

/** Thirty-two hexadecimal digits with the hyphens of a UUID. */
export function uuidOfDigits(digits: string): string {
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20, 32)}`
}

function hexOf(text: string, length: number): string {
  let bits = 0
  for (const letter of text) bits = bits * 32 + alphabet.indexOf(letter)
  return bits.toString(16).padStart(length, '0')
}
