/**
 * A stream encrypted under a passphrase, in the format of `age` (age-encryption.org/v1), whose own tool opens it too. A
 * changed, removed, moved or truncated piece is detected before any of its content is used. Memory holds a few pieces of
 * 64 KiB, and 128 MiB for the passphrase.
 */
import { Decrypter, Encrypter } from 'age-encryption'
import { isFirstFormat, unsealFirstFormat } from './first-sealed-stream.js'
import { SealError } from './seal-error.js'

/** Shorter passphrases chosen by people can be guessed. */
export const passphraseLengthMin = 16

/** As a power of two: 128 MiB and about a second for each guess. */
const scryptWorkFactorUsual = 17

/** A header for a passphrase has 170 bytes. The library would read one of any length into memory. */
const headBytes = 1_024
const ageStart = 'age-encryption.org/v1\n'
const ageHeaderEnd = '\n--- '

type Bytes = AsyncIterable<Uint8Array>

/**
 * Makes the key of one stream, in about a second in which the process does nothing else.
 * @param scryptWorkFactor is written into the stream; a lower one is for tests
 * @returns seals the stream
 */
export async function sealUnder(
  passphrase: string,
  scryptWorkFactor = scryptWorkFactorUsual,
): Promise<(source: Bytes) => AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase.normalize('NFC'))
  encrypter.setScryptWorkFactor(scryptWorkFactor)
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const sealed = await encrypter.encrypt(readable)
  return (source) => {
    // The reader of `sealed` receives an error of the source.
    void ReadableStream.from(source)
      .pipeTo(writable)
      .catch(() => {})
    return sealed
  }
}

/** @throws SealError if the passphrase is wrong or the file was changed; an error of the source as it is */
export async function* unseal(passphrase: string, source: Bytes): AsyncGenerator<Uint8Array> {
  const { start, rest } = await beginningOf(source)
  const head = start.toString('latin1', 0, headBytes)
  const lineEnd = head.indexOf('\n') + 1
  if (isFirstFormat(head) && lineEnd > 0)
    yield* unsealFirstFormat(passphrase, start.subarray(0, lineEnd), followed(start.subarray(lineEnd), rest))
  else if (head.startsWith(ageStart) && head.includes(ageHeaderEnd)) yield* decrypt(passphrase, followed(start, rest))
  else throw new SealError('This file is not a backup of Bondhu.')
}

async function* decrypt(passphrase: string, source: Bytes): AsyncGenerator<Uint8Array> {
  let sourceError: unknown
  const watched = async function* () {
    try {
      yield* source
    } catch (error) {
      sourceError = error
      throw error
    }
  }
  const because = (sentence: string) => (cause: unknown) => {
    throw sourceError ?? new SealError(sentence, { cause })
  }
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase.normalize('NFC'))
  const plain = await decrypter
    .decrypt(ReadableStream.from(watched()))
    .catch(because('The passphrase is not the one of this backup, or the file was changed.'))
  const reader = plain.getReader()
  try {
    for (;;) {
      const { done, value } = await reader
        .read()
        .catch(because('The backup was cut short or changed after it was made.'))
      if (done) return
      yield value
    }
  } finally {
    // An error of the stream was thrown by read().
    await reader.cancel().catch(() => {})
  }
}

/** As many bytes as a header may have, if there are so many. */
async function beginningOf(source: Bytes): Promise<{ start: Buffer; rest: AsyncIterator<Uint8Array> }> {
  const rest = source[Symbol.asyncIterator]()
  let start: Buffer = Buffer.alloc(0)
  while (start.length < headBytes) {
    const next = await rest.next()
    if (next.done === true) break
    start = Buffer.concat([start, next.value])
  }
  return { start, rest }
}

async function* followed(start: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}
