/**
 * Runs the tests on one embedded PostgreSQL: `npm test -- [words]` runs the files whose path has one of the words. The
 * cluster does not fsync: a test of what a crash leaves starts its own durable server. A few files of a folder share a
 * process, with its service and its browser, in a random order, so that no test depends on another:
 * `BONDHU_TEST_SEED=… npm test` repeats the order of a seed. The longest processes start first: one that starts last would
 * run alone.
 */
import { randomInt } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { run } from 'node:test'
import { spec as Spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'
import { bundleTests } from './bundle-tests.mjs'
import { compileAnswers } from './compile-answers.mjs'
import { sourcePlaces } from './source-places.mjs'
import { startTestCluster } from './test-cluster.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const server = join(root, 'server')
const words = process.argv.slice(2)
// A group that hangs fails alone, and the others are still reported. A file that is run by name may take its time.
const groupMsMax = words.length === 0 ? 600_000 : Infinity
const slowestCount = 10
/** The files that share a process, at most. */
const groupMax = 12
/** More than 15 seconds of processor time each, on two cores: each has its own process, and they start first. */
const longest = [
  'web/lived-in-walk',
  'scenarios/close-killed',
  'faults/database-lost',
  'cli/backup',
  'http/hostile',
  'db/embedded',
  'scenarios/accidents',
  'payouts/reversal-races',
  'model/histories',
  'http/audit',
  'http/crossing',
]
/** What a test calls to start a browser or a process. */
const starters =
  /\b(startBrowser|operatorAt|startProcess|twoProcesses|runBondhu|startEmbedded|startDemoService|child_process)\b/
/** These change or measure their process. */
const alone = ['http/later-language', 'payouts/files']

const files = testFiles()
if (files.length === 0) {
  console.error(`No test file's path has ${words.join(' or ')}.`)
  process.exit(1)
}
const seed = seedOf(process.env.BONDHU_TEST_SEED)

const groups = groupsOf(files)
const bundled = await bundleTests(server, longestFirst(groups))
try {
  const cluster = await startTestCluster(join(server, 'dist'))
  try {
    process.env.BONDHU_TEST_DATABASE = cluster.address
    // The clusters and browser profiles of tests: on a disk they take twice the time of the kernel.
    process.env.TMPDIR = cluster.scratch
    process.env.BONDHU_TEST_ANSWERS = await compileAnswers(join(server, 'dist'))
    await runTests(bundled.files)
  } finally {
    await cluster.stop()
  }
} finally {
  await bundled.remove()
}

/** Ends early at a signal: what runs is killed, and the cluster is stopped. */
async function runTests(ordered) {
  const aborter = new AbortController()
  // One for each process.
  setMaxListeners(0, aborter.signal)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => aborter.abort())
  const tests = run({
    files: ordered,
    // One more than there are processors: a test waits for a fourth of its time. Two more took longer.
    concurrency: availableParallelism() + 1,
    timeout: groupMsMax,
    signal: aborter.signal,
  })
  const finished = []
  const note = ({ name, nesting, file, line, column, details }) => {
    if (nesting === 0) finished.push({ name, place: `${file}:${line}:${column}`, ms: details.duration_ms })
  }
  tests.on('test:pass', note)
  tests.on('test:fail', (test) => {
    note(test)
    process.exitCode = 1
  })
  const readable = sourcePlaces(root)
  for await (const text of tests.compose(new Spec())) process.stdout.write(readable(String(text)))
  tellSlowest(finished, readable)
  console.log(`To run the files in this order again: BONDHU_TEST_SEED=${seed}`)
}

function tellSlowest(finished, readable) {
  console.log(`\nThe slowest of ${finished.length} tests, in seconds:`)
  for (const { name, place, ms } of finished.toSorted((a, b) => b.ms - a.ms).slice(0, slowestCount)) {
    console.log(`${(ms / 1000).toFixed(1).padStart(7)}  ${readable(place)}: ${name}`)
  }
}

/** The longest, then those that start a browser or a process, then the rest; the largest first: what starts last ends alone. */
function longestFirst(all) {
  const rank = ({ name, files: inside }) => {
    if (longest.includes(name)) return longest.indexOf(name)
    return inside.some(startsAnother) ? longest.length : longest.length + 1
  }
  return all.toSorted((one, other) => rank(one) - rank(other) || bytesOf(other.files) - bytesOf(one.files))
}

function bytesOf(paths) {
  return paths.reduce((sum, path) => sum + statSync(path).size, 0)
}

function startsAnother(path) {
  return starters.test(readFileSync(path, 'utf8'))
}

/** @returns groups of files of one folder. Those that have their own process are named like their file. */
function groupsOf(paths) {
  const own = new Set([...longest, ...alone])
  for (const name of own)
    if (!existsSync(join(server, 'test', `${name}.test.ts`)))
      throw new Error(`There is no test ${name}: correct its list.`)
  const nameOf = (path) => relative(join(server, 'test'), path).replace(/\.test\.ts$/, '')
  const found = paths.filter((path) => own.has(nameOf(path))).map((path) => ({ name: nameOf(path), files: [path] }))
  const folders = new Map()
  for (const path of paths.filter((one) => !own.has(nameOf(one))))
    folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), path])
  for (const [folder, inside] of folders)
    for (let at = 0; at < inside.length; at += groupMax)
      found.push({
        name: `${basename(folder)}-${at / groupMax + 1}`,
        files: inOrderOf(seed, inside.slice(at, at + groupMax)),
      })
  return found
}

function testFiles() {
  const folder = join(server, 'test')
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
    .filter((path) => words.length === 0 || words.some((word) => relative(root, path).includes(word)))
    .toSorted()
}

function seedOf(text) {
  if (text === undefined) return randomInt(2 ** 32)
  if (!/^\d{1,10}$/.test(text) || Number(text) >= 2 ** 32) throw new Error('BONDHU_TEST_SEED is a number below 2^32.')
  return Number(text)
}

/** Fisher–Yates, drawn from mulberry32: the same seed gives the same order. */
function inOrderOf(start, paths) {
  let state = start
  const draw = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const ordered = [...paths]
  for (let last = ordered.length - 1; last > 0; last--) {
    const chosen = Math.floor(draw() * (last + 1))
    ;[ordered[last], ordered[chosen]] = [ordered[chosen], ordered[last]]
  }
  return ordered
}
