/**
 * An embedded PostgreSQL for a run of tests or pictures, with a migrated template database. It does not fsync, and is
 * deleted when it is stopped.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const quiet = () => {}

/**
 * @param dist the build of the server
 * @returns the value of `BONDHU_TEST_DATABASE`, and how to stop it
 */
export async function startTestCluster(dist) {
  const { startEmbedded } = await import(join(dist, 'src/db/embedded.js'))
  const dataDir = await mkdtemp(join(tmpdir(), 'bondhu-test-'))
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    shared_buffers: '128MB',
    scram_iterations: '1',
  }
  const server = await startEmbedded({ dataDir, log: quiet, settings })
  const stop = async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    await migrateTemplate(dist, server)
  } catch (error) {
    await stop()
    throw error
  }
  const { superuserUrl, ownerUrl, serviceUrl } = server
  return { address: JSON.stringify({ superuserUrl, ownerUrl, serviceUrl }), stop }
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
