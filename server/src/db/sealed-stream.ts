/**
 * A stream encrypted under a passphrase. Nobody reads it without the passphrase. A changed, removed, moved or truncated
 * piece is detected before any of its content is used.
 *
 * A line of JSON (scrypt's parameters and salt), then pieces of 64 KiB. Each is sealed by AES-256-GCM; the nonce is its
 * number and whether it is the last, and the line of JSON is the additional data. A salt is used once, so a nonce is
 * too.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { z } from 'zod'

const format = 'bondhu-backup-1'
const pieceBytes = 64 * 1024
const tagBytes = 16
const headerBytesMax = 1_024
/** Shorter passphrases chosen by people can be guessed. */
export const passphraseLengthMin = 16

/** 128 MiB and about half a second per guess. */
const strength = { N: 2 ** 17, r: 8, p: 1 }
const headerShape = z.object({
  format: z.literal(format),
  // A file may require more than today's parameters, but not all memory of the machine.
  scrypt: z.object({
    N: z
      .int()
      .min(2)
      .max(2 ** 20),
    r: z.int().min(1).max(8),
    p: z.int().min(1).max(4),
  }),
  salt: z.base64url().length(43),
})
type Header = z.infer<typeof headerShape>

export class SealError extends Error {}

type Bytes = AsyncIterable<Buffer>

export async function* seal(passphrase: string, source: Bytes): AsyncGenerator<Buffer> {
  const header: Header = { format, scrypt: strength, salt: randomBytes(32).toString('base64url') }
  const line = Buffer.from(`${JSON.stringify(header)}\n`)
  const key = await keyOf(passphrase, header)
  yield line
  const sealPiece = (piece: Buffer, number: number, last: boolean) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, last)).setAAD(line)
    return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()])
  }
  yield* inPieces(source, pieceBytes, sealPiece)
}

/** @throws SealError if the passphrase is wrong or the file was changed */
export async function* unseal(passphrase: string, source: Bytes): AsyncGenerator<Buffer> {
  const { line, rest } = await headerOf(source)
  const key = await keyOf(passphrase, parseHeader(line))
  const openPiece = (piece: Buffer, number: number, last: boolean) => {
    try {
      const tagAt = piece.length - tagBytes
      const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, last), { authTagLength: tagBytes })
      decipher.setAAD(line).setAuthTag(piece.subarray(tagAt))
      return Buffer.concat([decipher.update(piece.subarray(0, tagAt)), decipher.final()])
    } catch (error) {
      throw new SealError(
        number === 0
          ? 'The passphrase is not the one of this backup, or the file was changed.'
          : 'The backup was cut short or changed after it was made.',
        { cause: error },
      )
    }
  }
  yield* inPieces(rest, pieceBytes + tagBytes, openPiece)
}

/** Cuts the source into pieces of one size. There is always a last piece. */
async function* inPieces(
  source: Bytes,
  bytes: number,
  work: (piece: Buffer, number: number, last: boolean) => Buffer,
): AsyncGenerator<Buffer> {
  let waiting: Buffer = Buffer.alloc(0)
  let number = 0
  for await (const chunk of source) {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
    // One byte more than a piece: only then is it known whether a piece is the last.
    while (waiting.length > bytes) {
      yield work(waiting.subarray(0, bytes), number++, false)
      waiting = waiting.subarray(bytes)
    }
  }
  yield work(waiting, number, true)
}

async function headerOf(source: Bytes): Promise<{ line: Buffer; rest: Bytes }> {
  const iterator = source[Symbol.asyncIterator]()
  let read: Buffer = Buffer.alloc(0)
  for (;;) {
    const end = read.indexOf('\n') + 1
    if (end > 0) return { line: read.subarray(0, end), rest: followed(read.subarray(end), iterator) }
    const next = read.length > headerBytesMax ? undefined : await iterator.next()
    if (next === undefined || next.done === true) throw new SealError('This file is not a backup of Bondhu.')
    read = Buffer.concat([read, next.value])
  }
}

async function* followed(first: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
}

function parseHeader(line: Buffer): Header {
  try {
    return headerShape.parse(JSON.parse(line.toString('utf8')))
  } catch (error) {
    throw new SealError('This file is not a backup of Bondhu, or of a newer one.', { cause: error })
  }
}

async function keyOf(passphrase: string, { salt, scrypt: { N, r, p } }: Header): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const maxmem = 256 * N * r
    scrypt(passphrase.normalize('NFC'), Buffer.from(salt, 'base64url'), 32, { N, r, p, maxmem }, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}

function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(number), 3)
  nonce[11] = last ? 1 : 0
  return nonce
}
