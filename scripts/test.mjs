/**
 * Runs the tests on one embedded PostgreSQL: `node scripts/test.mjs [words]` runs the files whose path has one of the
 * words. Built first by `npm test`. The cluster does not fsync: a test asks what is decided, and what a crash leaves is asked by
 * tests that start a durable server of their own.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTestCluster } from './test-cluster.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'server', 'dist')
const words = process.argv.slice(2)
const files = testFiles()
if (files.length === 0) {
  console.error(`No test file's path has ${words.join(' or ')}.`)
  process.exit(1)
}

const cluster = await startTestCluster(dist)
// A signal goes to the runner too, by the terminal; it ends, and then so does this.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => runner?.kill(signal))
let runner
try {
  process.exitCode = await runTests()
} finally {
  await cluster.stop()
}

async function runTests() {
  const env = { ...process.env, BONDHU_TEST_DATABASE: cluster.address }
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
