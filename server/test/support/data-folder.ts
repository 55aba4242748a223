/**
 * A data folder as the first start leaves it, for tests that are not about that start: a new cluster and its migrations
 * take two seconds of processor time, a copy a fifth of one.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { connect } from '../../src/db/connect.js'
import { startEmbedded } from '../../src/db/embedded.js'
import { migrate } from '../../src/db/migrate.js'
import { onceForTheRun, runFolder, scratchFolder, type Ending } from './database.js'

const quiet = () => {}

/** @returns a folder for `BONDHU_DATA_DIR`. No secret is in it yet: the first service makes it. */
export async function startedDataFolder(t: Ending): Promise<string> {
  const template = join(runFolder(), 'started-data')
  await onceForTheRun('started-data', async () => {
    if (existsSync(template)) return
    const unfinished = `${template}-unfinished`
    await rm(unfinished, { recursive: true, force: true })
    const database = await startEmbedded({ dataDir: unfinished, log: quiet })
    const service = connect(database.serviceUrl, { max: 1 })
    try {
      await migrate({ service, ...database }, quiet)
    } finally {
      await service.end()
      await database.stop()
    }
    // Each copy chooses its own port.
    await rm(join(unfinished, 'postgres.port'))
    await rename(unfinished, template)
  })
  const folder = join(await scratchFolder(t), 'data')
  // The files keep their owner, PostgreSQL's user.
  await promisify(execFile)('cp', ['-a', template, folder])
  return folder
}
