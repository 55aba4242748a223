/**
 * A statement that copies out (`COPY … TO STDOUT`, `BASE_BACKUP`), as a stream of its messages. The driver passes a
 * query that is handed to it what the server sends.
 */
import { Readable } from 'node:stream'
import type { Connection, Submittable } from 'pg'

/** The part of the driver's connection that is used: the socket is paused while nobody reads. */
interface Copying {
  query(text: string): void
  readonly stream: { pause(): void; resume(): void }
}

export class CopyOut implements Submittable {
  /** An object a message: one `CopyData` each. */
  readonly messages: Readable
  private readonly text: string
  private connection: Copying | undefined

  constructor(text: string) {
    this.text = text
    this.messages = new Readable({ objectMode: true, highWaterMark: 16, read: () => this.connection?.stream.resume() })
  }

  submit(connection: Connection): void {
    this.connection = connection as unknown as Copying
    this.connection.query(this.text)
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    // The parser uses its buffer again.
    if (!this.messages.push(Buffer.from(chunk))) this.connection?.stream.pause()
  }

  handleError(error: Error): void {
    this.messages.destroy(error)
  }

  handleReadyForQuery(): void {
    this.messages.push(null)
  }

  /** `BASE_BACKUP` also answers with rows of where the log stood. */
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
}
