/** The embedded server's own log: a file that outlives this process and cannot fill the disk. */
import { constants, copyFile, open, stat, truncate } from 'node:fs/promises'

const bytesMax = 8 * 1024 * 1024
const lookEveryMs = 60_000
/** How much of it an error quotes. */
const quoteBytesMax = 4_096

export interface ServerLog {
  readonly path: string
  /** The server's standard output and error. */
  readonly fd: number
  /** The output since this start. */
  sinceStart(): Promise<string>
  close(): Promise<void>
}

export async function openServerLog(path: string): Promise<ServerLog> {
  // A pipe would lose output after this process has ended. Append mode, so that the server continues at the new end
  // after the file was cut.
  const file = await open(path, constants.O_CREAT | constants.O_APPEND | constants.O_RDWR, 0o600)
  await keepSmall(path)
  const { size: start } = await file.stat()
  const timer = setInterval(() => void keepSmall(path).catch(() => {}), lookEveryMs).unref()
  return {
    path,
    fd: file.fd,
    async sinceStart() {
      const { size } = await file.stat()
      const from = Math.max(start, size - quoteBytesMax)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(quoteBytesMax), 0, quoteBytesMax, from)
      return buffer.toString('utf8', 0, bytesRead)
    },
    async close() {
      clearInterval(timer)
      await file.close()
    },
  }
}

async function keepSmall(path: string): Promise<void> {
  if ((await stat(path)).size <= bytesMax) return
  await copyFile(path, `${path}.1`)
  await truncate(path)
}
