/**
 * A file of lines that is only added to. What `append` resolved for is on the disk. One process may have it open: two
 * would not know of each other's lines.
 */
import { open } from 'node:fs/promises'

export class Log {
  #file
  #last = Promise.resolve()

  constructor(file) {
    this.#file = file
  }

  /** Opens it and hands on what stands there. The half line of a process that was killed was promised to nobody: it is cut. */
  static async open(path, take) {
    const file = await open(path, 'a+', 0o600)
    const text = await file.readFile('utf8')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    if (whole.length < text.length) await file.truncate(Buffer.byteLength(whole))
    for (const line of whole.split('\n').filter(Boolean)) take(JSON.parse(line))
    return new Log(file)
  }

  /** One after the other, so that lines stand in the order in which they were handed over. */
  append(entry) {
    const written = this.#write(this.#last, entry)
    // After a write that failed nobody knows what stands there: whoever comes next fails too, until somebody has looked.
    this.#last = written
    written.catch(() => {})
    return written
  }

  async #write(last, entry) {
    await last
    await this.#file.appendFile(`${JSON.stringify(entry)}\n`)
    await this.#file.datasync()
  }
}
