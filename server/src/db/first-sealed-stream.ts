/**
 * Opens a stream that Bondhu sealed before it used the format of `age` (`sealed-stream.ts`): a line of JSON (scrypt's
 * parameters and salt), then pieces of 64 KiB. Each is sealed by AES-256-GCM; the nonce is its number and whether it is
 * the last, and the line of JSON is the additional data.
 */
import { createDecipheriv, scrypt } from 'node:crypto'
import * as z from 'zod'
import { SealError } from './seal-error.js'

const format = 'bondhu-backup-1'
const tagBytes = 16
const pieceBytes = 64 * 1024 + tagBytes

// Every file was made with these parameters.
const headerShape = z.object({
  format: z.literal(format),
  scrypt: z.object({ N: z.literal(2 ** 17), r: z.literal(8), p: z.literal(1) }),
  salt: z.base64url().length(43),
})
type Header = z.infer<typeof headerShape>

type Bytes = AsyncIterable<Uint8Array>

export function isFirstFormat(start: string): boolean {
  return start.startsWith(`{"format":"${format}"`)
}

/**
 * @param line the header, with its line end
 * @throws SealError if the passphrase is wrong or the file was changed
 */
export async function* unsealFirstFormat(passphrase: string, line: Buffer, body: Bytes): AsyncGenerator<Uint8Array> {
  const key = await keyOf(passphrase, parseHeader(line))
  const open = (piece: Buffer, number: number, last: boolean) => {
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
  let waiting: Buffer = Buffer.alloc(0)
  let number = 0
  for await (const chunk of body) {
    waiting = Buffer.concat([waiting, chunk])
    // One byte more than a piece: only then is it known whether a piece is the last.
    while (waiting.length > pieceBytes) {
      yield open(waiting.subarray(0, pieceBytes), number++, false)
      waiting = waiting.subarray(pieceBytes)
    }
  }
  yield open(waiting, number, true)
}

function parseHeader(line: Buffer): Header {
  try {
    return headerShape.parse(JSON.parse(line.toString('utf8')))
  } catch (error) {
    throw new SealError('This file is not a backup of Bondhu, or of a newer one.', { cause: error })
  }
}

async function keyOf(passphrase: string, { salt, scrypt: strength }: Header): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { ...strength, maxmem: 256 * strength.N * strength.r }
    scrypt(passphrase.normalize('NFC'), Buffer.from(salt, 'base64url'), 32, options, (error, key) => {
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
