/** A log at the level `trace` that keeps its lines. */
import { Writable } from 'node:stream'
import { pino, type Logger } from 'pino'

export function keptLog(): { readonly log: Logger; readonly written: () => string } {
  let written = ''
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString()
      done()
    },
  })
  return { log: pino({ level: 'trace' }, stream), written: () => written }
}
