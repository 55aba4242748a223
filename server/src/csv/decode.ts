/**
 * The bytes of a file as text, in whichever way spreadsheets write text: UTF-8 with or without its mark, and UTF-16 with
 * its mark. Anything else is refused and not guessed at: a wrong guess would change what a row says.
 */
import { TextDecoder } from 'node:util'
import { noText } from './refusal.js'

const newline = 0x0a

/** A chunk at a time. @throws AppError `result_file_encoding`, with the line where it is known */
export async function* decoded(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  let line = 1
  let start: Buffer = Buffer.alloc(0)
  for await (const chunk of source) {
    let bytes = chunk
    if (decoder === undefined) {
      start = Buffer.concat([start, chunk])
      // The longest mark has three bytes.
      if (start.length < 3) continue
      decoder = decoderFor(start)
      bytes = start
    }
    yield decodeChunk(decoder, bytes, line)
    line += countNewlines(bytes)
  }
  const last = decoder === undefined ? start : Buffer.alloc(0)
  yield decodeChunk(decoder ?? decoderFor(start), last, line, true)
}

function decoderFor(start: Buffer): TextDecoder {
  const fatal = { fatal: true }
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder('utf-16le', fatal)
  if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder('utf-16be', fatal)
  if (start.subarray(0, 3).includes(0)) throw noText(1)
  return new TextDecoder('utf-8', fatal)
}

function decodeChunk(decoder: TextDecoder, bytes: Buffer, line: number, last = false): string {
  try {
    return decoder.decode(bytes, { stream: !last })
  } catch {
    throw noText(decoder.encoding === 'utf-8' ? line + newlinesBeforeFault(bytes) : line)
  }
}

/** A letter that was begun in the chunk before is at worst told one line too late. */
function newlinesBeforeFault(bytes: Buffer): number {
  const probe = new TextDecoder('utf-8', { fatal: true })
  let lines = 0
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(newline, from) + 1 || bytes.length
    try {
      probe.decode(bytes.subarray(from, end))
    } catch {
      if (from > 0) return lines
    }
    from = end
    lines++
  }
  return 0
}

function countNewlines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count++
  return count
}
