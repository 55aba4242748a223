/**
 * A file in a request: stored on disk until it is complete, so a slow caller blocks nothing, then read like any other
 * file, and deleted.
 */
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../errors.js'

/**
 * Reads `source` to its end and passes the file to `work`.
 * @throws AppError `body_too_large`
 */
export async function withUpload<T>(
  source: AsyncIterable<Buffer>,
  bytesMax: number,
  work: (file: AsyncIterable<Buffer>) => Promise<T>,
): Promise<T> {
  // Mode 700, because the file names people's payouts.
  const folder = await mkdtemp(join(tmpdir(), 'bondhu-upload-'))
  try {
    const file = await open(join(folder, 'file'), 'wx+', 0o600)
    try {
      let bytes = 0
      for await (const chunk of source) {
        bytes += chunk.length
        if (bytes > bytesMax) throw new AppError('body_too_large', 'The file is too large for this call. Split it.')
        await file.writeFile(chunk)
      }
      return await work(file.createReadStream({ start: 0, autoClose: false }))
    } finally {
      await file.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
