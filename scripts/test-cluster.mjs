/**
 * An embedded PostgreSQL for a run of tests or pictures, with a migrated template database. It does not fsync, and is
 * deleted when it is stopped.
 */
import { readdirSync, rmSync, statfsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const quiet = () => {}

const gigabyte = 2 ** 30
/** The folder of Linux that is in memory. A database is 800 files: on a disk, each copy takes three times the processor time. */
const inMemory = '/dev/shm'
const freeMin = 6 * gigabyte
const prefix = 'bondhu-test-'

/**
 * @param dist the build of the server
 * @returns the value of `BONDHU_TEST_DATABASE`, a folder for what the tests write, and how to stop it
 */
export async function startTestCluster(dist) {
  const { startEmbedded } = await import(join(dist, 'src/db/embedded.js'))
  const dataDir = await mkdtemp(join(roomiest(), `${prefix}${process.pid}-`))
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    shared_buffers: '128MB',
    // The log of a server without crashes: it is in memory too.
    max_wal_size: '512MB',
    min_wal_size: '128MB',
    scram_iterations: '1',
  }
  const server = await startEmbedded({ dataDir, log: quiet, settings })
  const stop = async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  const scratch = join(dataDir, 'scratch')
  try {
    await mkdir(scratch)
    await migrateTemplate(dist, server)
  } catch (error) {
    await stop()
    throw error
  }
  const { superuserUrl, ownerUrl, serviceUrl, socketPath } = server
  const address = JSON.stringify({ superuserUrl, ownerUrl, serviceUrl, socketPath, folder: dataDir })
  return { address, scratch, stop }
}

/** The folder in memory, where there is enough of it: a container may have little. */
function roomiest() {
  try {
    removeAbandoned()
    const { bavail, bsize } = statfsSync(inMemory)
    if (Math.min(bavail * bsize, process.availableMemory()) >= freeMin) return inMemory
  } catch {
    // Not on Linux.
  }
  return tmpdir()
}

/** A run that was killed leaves its cluster in memory. */
function removeAbandoned() {
  for (const name of readdirSync(inMemory).filter((one) => one.startsWith(prefix))) {
    if (!isRunning(Number(name.slice(prefix.length).split('-', 1)[0])))
      rmSync(join(inMemory, name), { recursive: true, force: true })
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0)
  } catch ({ code }) {
    // Another user's.
    return code === 'EPERM'
  }
}

/** Every test's database is a copy of this one: fifty milliseconds instead of all migrations. */
async function migrateTemplate(dist, { serviceUrl, ownerUrl }) {
  const { connect } = await import(join(dist, 'src/db/connect.js'))
  const { migrate } = await import(join(dist, 'src/db/migrate.js'))
  const service = connect(serviceUrl, { max: 1 })
  try {
    await migrate({ service, serviceUrl, ownerUrl }, quiet)
  } finally {
    await service.end({ timeout: 5 })
  }
}
