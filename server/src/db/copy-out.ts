/**
 * A statement that copies out (`COPY … TO STDOUT`, `BASE_BACKUP`), as a stream of its messages. The driver passes
 * server messages to a submitted query object.
 */
import { Readable } from 'node:stream'
import type { Connection, Submittable } from 'pg'

/** The used part of the driver's connection. The socket is paused while nobody reads. */
interface Copying {
  query(text: string): void
  readonly stream: { pause(): void; resume(): void }
}

export class CopyOut implements Submittable {
  /** One object per `CopyData` message. */
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
    // The parser reuses its buffer.
    if (!this.messages.push(Buffer.from(chunk))) this.connection?.stream.pause()
  }

  handleError(error: Error): void {
    this.messages.destroy(error)
  }

  handleReadyForQuery(): void {
    this.messages.push(null)
  }

  /** `BASE_BACKUP` also returns rows with the position of the log. */
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
}
