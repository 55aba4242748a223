/**
 * An append-only file of lines. A line is on the disk when its `append` has resolved. Only one process may open it: two
 * would not see each other's lines.
 */
import { open } from 'node:fs/promises'

export class Log {
  #file
  #last = Promise.resolve()

  constructor(file) {
    this.#file = file
  }

  /** Opens the file and passes its lines on. A half line of a killed process was never confirmed, and is cut. */
  static async open(path, take) {
    const file = await open(path, 'a+', 0o600)
    const text = await file.readFile('utf8')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    if (whole.length < text.length) await file.truncate(Buffer.byteLength(whole))
    for (const line of whole.split('\n').filter(Boolean)) take(JSON.parse(line))
    return new Log(file)
  }

  /** One after the other, so that lines keep their order. */
  append(entry) {
    const written = this.#write(this.#last, entry)
    // After a failed write the content is unknown: all later writes fail too, until a person has looked.
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
