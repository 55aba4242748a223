/** A log that is kept, at its most talkative. */
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
