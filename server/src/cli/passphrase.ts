/** Reads a passphrase from a file or standard input. Other processes could read one from the command line. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { passphraseLengthMin } from '../db/sealed-stream.js'
import { readPassphraseBytes } from '../readers/passphrase.js'

const bytesMax = 4_096

/**
 * @param file undefined: standard input, without an echo on a terminal
 * @throws Error if it is too short to protect anything
 */
export async function readPassphrase(file: string | undefined): Promise<string> {
  const passphrase = file !== undefined ? await firstLine(createReadStream(file)) : await fromStandardInput()
  if (passphrase.length >= passphraseLengthMin) return passphrase
  throw new Error(
    `The passphrase needs ${passphraseLengthMin} characters or more. Make one with: openssl rand -base64 24`,
  )
}

async function fromStandardInput(): Promise<string> {
  if (!process.stdin.isTTY) return firstLine(process.stdin)
  process.stderr.write('Passphrase (not shown): ')
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: silence, terminal: true })
  try {
    return await terminal.question('')
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}

async function firstLine(source: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of source) {
    chunks.push(Buffer.from(chunk))
    bytes += chunk.length
    if (bytes > bytesMax) throw new Error('The passphrase is longer than a passphrase is.')
    if (chunk.includes('\n')) break
  }
  const read = readPassphraseBytes(Buffer.concat(chunks))
  if ('refused' in read) throw new Error(read.refused)
  return read.value
}
