/**
 * PostgreSQL goes away, under load and while sweeps run, and comes back. No process of the service ends, nothing but log
 * lines is printed, and afterwards calls are answered and sweeps run.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chown, cp, mkdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { connect } from '../../src/db/connect.js'
import { reachEmbedded, startEmbedded } from '../../src/db/embedded.js'
import type { Api, TestProgram } from '../support/api.js'
import { secret } from '../support/app.js'
import { startedDataFolder } from '../support/data-folder.js'
import { atEnd, scratchFolder } from '../support/database.js'
import { runBondhu, startProcess } from '../support/processes.js'
import { until } from '../support/until.js'

/** Enough that sweeps are under way at each kill. `npm run faults:database-lost` takes 80. */
const programs = Number(process.env.BONDHU_PROGRAMS ?? 25)
const exec = promisify(execFile)

test(`the service survives repeated kills of the embedded server while ${programs} programs are swept`, async (t) => {
  const dataDir = await startedDataFolder(t)
  const service = await startProcess(t, { BONDHU_DATA_DIR: dataDir })
  const { ownerUrl } = await reachEmbedded(dataDir)
  const { slug, code } = await prepare(service)
  for (let kill = 0; kill < 4; kill++) {
    await askForSweeps(ownerUrl)
    await sleep(kill * 60)
    process.kill(await serverPid(dataDir), kill % 2 === 0 ? 'SIGKILL' : 'SIGQUIT')
    const turnedAway = await service.call('POST', `/v1/programs/${slug}/signups`, { userId: `lost-${kill}`, code })
    if (turnedAway.status !== 201) assertAway(turnedAway)
    await untilAnswered(service)
  }
  await assertGoesOn(service, ownerUrl, slug, code)
  assertQuiet(service.output())
  assert.equal(await service.stop(), 0, service.output())
})

test('a service and a worker survive a restart of an external PostgreSQL', async (t) => {
  const dataDir = await startedDataFolder(t)
  let database = await startEmbedded({ dataDir, log: () => {} })
  atEnd(t, () => database.stop())
  const env = { DATABASE_URL: database.serviceUrl, BONDHU_OWNER_DATABASE_URL: database.ownerUrl, BONDHU_SECRET: secret }
  const services = [await startProcess(t, env), await startProcess(t, env)]
  const [service = services[0]] = services
  assert.ok(service)
  const worker = runBondhu(env, ['worker'])
  atEnd(t, async () => void worker.child.kill('SIGKILL'))
  await until('the worker runs', () => worker.output().includes('sweeps are running'))
  const { slug, code } = await prepare(service)
  for (let round = 0; round < 2; round++) {
    await askForSweeps(database.ownerUrl)
    await database.stop()
    for (const one of services) assertAway(await one.call('GET', '/v1/programs'))
    assert.equal((await fetch(`${service.url}/healthz`)).status, 200)
    await sleep(1_000)
    database = await startEmbedded({ dataDir, log: () => {} })
    for (const one of services) await untilAnswered(one)
  }
  await assertGoesOn(service, database.ownerUrl, slug, code)
  for (const one of [...services, worker]) {
    assert.equal(one.child.exitCode, null)
    assertQuiet(one.output())
  }
})

test('with a full disk of the write-ahead log the answer is 503, and work continues once there is space', async (t) => {
  const folder = await scratchFolder(t)
  const dataDir = await startedDataFolder(t)
  const room = await smallDisk(t, join(folder, 'wal'), '80m')
  // Without the right to mount (not root, or in some containers), the server is killed and its start is kept from succeeding.
  // Then this test shows only that a failed start is repeated until it succeeds.
  if (room === undefined)
    t.diagnostic('NOT RUN on a full disk: this user may not mount one. The start is kept from succeeding.')
  if (room !== undefined) await moveLog(join(dataDir, 'postgres', 'pg_wal'), room.path)
  const service = await startProcess(t, { BONDHU_DATA_DIR: dataDir })
  const { program, slug, code } = await prepare(service, 1)
  const { ownerUrl } = await reachEmbedded(dataDir)
  const hindrance = room ?? (await kept(dataDir))
  if (room === undefined) process.kill(await serverPid(dataDir), 'SIGKILL')
  else await fillLog(ownerUrl)
  await until('it is away', async () => (await service.call('GET', '/v1/programs')).status === 503, 60_000)
  await sleep(3_000)
  const turnedAway = await service.call('POST', `/v1/programs/${slug}/signups`, { userId: 'too-early', code })
  assertAway(turnedAway)
  const visit = await service.follow(program, code)
  assert.deepEqual([visit.status, Number(visit.headers.get('retry-after')) > 0], [503, true])
  assert.equal(service.child.exitCode, null)
  await hindrance.giveRoom()
  await untilAnswered(service)
  const decided = await service.call('POST', `/v1/programs/${slug}/signups`, { userId: 'too-early', code })
  assert.equal(decided.body.outcome, 'referred')
  assert.equal((await service.ok('GET', `/v1/programs/${slug}/ledger/verify`)).ok, true)
  assertQuiet(service.output())
  assert.equal(await service.stop(), 0, service.output())
})

async function prepare(service: Api, count = programs): Promise<{ program: TestProgram; slug: string; code: string }> {
  const program = await service.liveProgram()
  const { code } = await service.join(program, 'rina')
  for (let made = 1; made < count; made++) await service.liveProgram()
  return { program, slug: program.slug, code }
}

async function askForSweeps(ownerUrl: string): Promise<void> {
  const sql = connect(ownerUrl, { max: 1 })
  await sql`select graphile_worker.add_job('sweep')`
  while ((await sweepsLeft(ownerUrl)) < 10) await sleep(20)
  await sql.end({ timeout: 1 })
}

async function sweepsLeft(ownerUrl: string): Promise<number> {
  const sql = connect(ownerUrl, { max: 1 })
  try {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from graphile_worker.jobs
      where task_identifier in ('sweep', 'sweep_program') and run_at <= now() and attempts < max_attempts`
    return row?.count ?? 0
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function untilAnswered(service: Api): Promise<void> {
  await until(
    'calls are answered again',
    async () => (await service.call('GET', '/v1/programs')).status === 200,
    90_000,
  )
}

async function assertGoesOn(service: Api, ownerUrl: string, slug: string, code: string): Promise<void> {
  const { status, body } = await service.call('POST', `/v1/programs/${slug}/signups`, { userId: 'after', code })
  assert.deepEqual([status, body.outcome], [201, 'referred'])
  assert.equal((await service.ok('GET', `/v1/programs/${slug}/ledger/verify`)).ok, true)
  const sql = connect(ownerUrl, { max: 1 })
  await sql`select graphile_worker.add_job('sweep', job_key => 'afterwards')`
  await until(
    'the sweeps run again',
    async () => {
      const left = await sql`select id from graphile_worker.jobs where key = 'afterwards'`
      return left.count === 0
    },
    90_000,
  )
  await sql.end({ timeout: 1 })
}

function assertAway({ status, body, headers }: { status: number; body: { code?: unknown }; headers?: Headers }): void {
  assert.deepEqual([status, body.code], [503, 'database_unavailable'])
  if (headers !== undefined) assert.ok(Number(headers.get('retry-after')) > 0)
}

/** Lines of the log, and the few of the start and the stop: no stack, and no word of Node about a rejection. */
function assertQuiet(output: string): void {
  assert.doesNotMatch(output, /^\s+at /m, output)
  assert.doesNotMatch(output, /unhandled|Trace:|triggerUncaught|after calling end/i, output)
  for (const line of output.split('\n').filter((one) => one.startsWith('{'))) {
    const { level, msg } = JSON.parse(line) as { level: number; msg: string }
    assert.ok(level < 60, msg)
    assert.doesNotMatch(msg, /a bug/, line)
  }
}

async function serverPid(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10)
}

interface Hindrance {
  giveRoom(): Promise<void>
}

/** @returns undefined where this user may not mount. */
async function smallDisk(
  t: TestContext,
  path: string,
  size: string,
): Promise<(Hindrance & { path: string }) | undefined> {
  await mkdir(path)
  try {
    await exec('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path])
  } catch {
    return undefined
  }
  atEnd(t, async () => {
    await until('it is let go', () =>
      exec('umount', [path]).then(
        () => true,
        () => false,
      ),
    )
  })
  return { path, giveRoom: async () => void (await exec('mount', ['-o', 'remount,size=2g', path])) }
}

async function moveLog(from: string, to: string): Promise<void> {
  const { uid, gid } = await stat(from)
  await exec('cp', ['-a', `${from}/.`, to])
  await chown(to, uid, gid)
  await rename(from, `${from}-before`)
  await symlink(to, from)
}

/** Until there is no room for another segment. */
async function fillLog(ownerUrl: string): Promise<void> {
  const sql = connect(ownerUrl, { max: 1 })
  await sql`create table filler (words text)`
  try {
    for (let round = 0; round < 200; round++)
      await sql`insert into filler select md5(random()::text) || repeat('x', 500) from generate_series(1, 10000)`
    assert.fail('the log was never full')
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
  }
  await sql.end({ timeout: 1 })
}

/** Keeps a server from starting by a folder that is not a cluster's. */
async function kept(dataDir: string): Promise<Hindrance> {
  const path = join(dataDir, 'postgres', 'global', 'pg_control')
  await cp(path, `${path}.kept`)
  await writeFile(path, '')
  return { giveRoom: () => rename(`${path}.kept`, path) }
}
