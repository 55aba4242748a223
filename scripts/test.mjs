/**
 * Runs the tests on one embedded PostgreSQL: `node scripts/test.mjs [words]` runs the files whose path has one of the
 * words. Built first by `npm test`. The cluster is made for the run and does not fsync: a test asks what is decided, and
 * what a crash leaves is asked by tests that start a durable server of their own.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'server', 'dist')
const words = process.argv.slice(2)
const files = testFiles()
if (files.length === 0) {
  console.error(`No test file's path has ${words.join(' or ')}.`)
  process.exit(1)
}

const { startEmbedded } = await import(join(dist, 'src/db/embedded.js'))
const { connect } = await import(join(dist, 'src/db/connect.js'))
const { migrate } = await import(join(dist, 'src/db/migrate.js'))

const quiet = () => {}
const dataDir = await mkdtemp(join(tmpdir(), 'bondhu-test-'))
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '128MB' }
const server = await startEmbedded({ dataDir, log: quiet, settings })
// A signal goes to the runner too, by the terminal; it ends, and then so does this.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => runner?.kill(signal))
let runner
try {
  await migrateTemplate()
  process.exitCode = await runTests()
} finally {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
}

/** Every test's database is a copy of this one: fifty milliseconds instead of every migration again. */
async function migrateTemplate() {
  const service = connect(server.serviceUrl, { max: 1 })
  try {
    await migrate({ service, serviceUrl: server.serviceUrl, ownerUrl: server.ownerUrl }, quiet)
  } finally {
    await service.end({ timeout: 5 })
  }
}

async function runTests() {
  const { superuserUrl, ownerUrl, serviceUrl } = server
  const env = { ...process.env, BONDHU_TEST_DATABASE: JSON.stringify({ superuserUrl, ownerUrl, serviceUrl }) }
  // A test that hangs fails by itself, and the others are told of; one that is run alone may take the time it is given.
  const limit = words.length === 0 ? ['--test-timeout=300000'] : []
  const args = ['--enable-source-maps', '--test', '--test-concurrency=2', '--test-reporter=spec', ...limit, ...files]
  runner = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    runner.once('error', reject)
    runner.once('exit', (code) => resolve(code ?? 1))
  })
}

function testFiles() {
  const folder = join(dist, 'test')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => relative(root, join(folder, name)))
    .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
    .toSorted()
}
