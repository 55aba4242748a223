import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, stat, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connect, databaseUnavailable } from '../../src/db/connect.js'
import { startEmbedded, type EmbeddedDatabase } from '../../src/db/embedded.js'
import { stopOrphan } from '../../src/db/postgres-orphan.js'
import { isAlive } from '../../src/db/processes.js'
import { startedDataFolder } from '../support/data-folder.js'
import { atEnd, scratchFolder } from '../support/database.js'
import { until } from '../support/until.js'

// These servers are durable ones of their own: what a crash leaves is what is asked here.

test('a first start creates a database, and its data survives a restart', async (t) => {
  const dataDir = await scratchFolder(t)
  const first = await start(t, dataDir)
  await write(first.ownerUrl, 'kept')
  await first.stop()
  const second = await start(t, dataDir)
  assert.deepEqual(await read(second.ownerUrl), ['kept'])
  assert.equal(
    new URL(second.serviceUrl).port,
    new URL(first.serviceUrl).port,
    'other processes keep their DATABASE_URL',
  )
})

test('the embedded server is durable, sorts text alike everywhere, and keeps other users out', async (t) => {
  const dataDir = await scratchFolder(t)
  const server = await start(t, dataDir)
  const sql = connect(server.superuserUrl, { max: 1 })
  const [settings] = await sql`
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
      current_setting('full_page_writes') as full_page_writes, current_setting('data_checksums') as data_checksums,
      current_setting('listen_addresses') as listen_addresses, current_setting('server_encoding') as encoding,
      (select datlocprovider::text || ' ' || datlocale from pg_database where datname = 'bondhu') as locale,
      (select bool_and(auth_method = 'scram-sha-256') from pg_hba_file_rules) as passwords_only,
      (select rolsuper or rolcreatedb or rolcreaterole from pg_roles where rolname = 'bondhu_service') as service_rules`
  await sql.end()
  const expected = {
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    data_checksums: 'on',
    listen_addresses: '127.0.0.1',
    encoding: 'UTF8',
    locale: 'b C.UTF-8',
    passwords_only: true,
    service_rules: false,
  }
  assert.deepEqual({ ...settings }, expected)
  const wrong = connect(server.serviceUrl.replace(/:[^:@]+@/, ':wrong@'), { max: 1 })
  await assert.rejects(async () => wrong`select 1`, { code: '28P01' })
  await wrong.end()
})

test('only the owner can read the passwords, and the server does not get our environment', async (t) => {
  const dataDir = await scratchFolder(t)
  process.env.BONDHU_SECRET_OF_THIS_TEST = 'do not pass on'
  t.after(() => delete process.env.BONDHU_SECRET_OF_THIS_TEST)
  await start(t, dataDir)
  assert.equal((await stat(join(dataDir, 'postgres-passwords.json'))).mode & 0o777, 0o600)
  assert.equal((await stat(join(dataDir, 'postgres'))).mode & 0o777, 0o700)
  if (process.platform !== 'linux') return
  const environment = await readFile(`/proc/${await serverPid(dataDir)}/environ`, 'utf8')
  assert.doesNotMatch(environment, /do not pass on/)
})

test('a second process on the same data learns who holds it, since when and where', async (t) => {
  const dataDir = await startedDataFolder(t)
  const server = await start(t, dataDir)
  await server.announce('http://127.0.0.1:7400')
  await assert.rejects(startEmbedded({ dataDir, log: () => {} }), (error: Error) => {
    assert.match(error.message, new RegExp(`process ${process.pid}, since 20..-..-..T.*, at http://127.0.0.1:7400`))
    return true
  })
  assert.equal(await answers(server), true, 'the first one is not disturbed')
})

test('of several processes that start at once on new data, one gets it', async (t) => {
  const dataDir = await scratchFolder(t)
  const holders = await Promise.all([1, 2, 3, 4].map(() => startHolder(t, dataDir)))
  const winners = holders.filter((holder) => holder.ownerUrl !== undefined)
  assert.equal(winners.length, 1)
  for (const loser of holders) if (loser.ownerUrl === undefined) assert.match(loser.said, /holds the data in/)
})

test('after the service was killed, the next start stops its orphaned server and finds all data', async (t) => {
  const dataDir = await startedDataFolder(t)
  const holder = await startHolder(t, dataDir)
  assert.ok(holder.ownerUrl)
  await write(holder.ownerUrl, 'before the kill')
  const orphan = await serverPid(dataDir)
  holder.child.kill('SIGKILL')
  await once(holder.child, 'exit')
  assert.equal(isAlive(orphan), true, 'a killed process cannot stop its server')
  const lines: string[] = []
  const server = await start(t, dataDir, (line) => lines.push(line))
  assert.deepEqual(await read(server.ownerUrl), ['before the kill'])
  assert.equal(isAlive(orphan), false)
  assert.match(lines.join(), new RegExp(`process ${orphan}`))
})

test('after a power cut, when service and server died together, the next start recovers', async (t) => {
  const dataDir = await startedDataFolder(t)
  const holder = await startHolder(t, dataDir)
  assert.ok(holder.ownerUrl)
  await write(holder.ownerUrl, 'committed')
  const pid = await serverPid(dataDir)
  holder.child.kill('SIGKILL')
  process.kill(pid, 'SIGKILL')
  await once(holder.child, 'exit')
  const server = await start(t, dataDir)
  assert.deepEqual(await read(server.ownerUrl), ['committed'])
})

test('a server that is killed while it is stopped, and stays as a zombie, does not prevent a start', async (t) => {
  const cluster = await scratchFolder(t)
  // By its name and its arguments it is the server of this cluster. It kills itself, and its parent does not clean up.
  const server = join(cluster, 'postgres')
  await symlink(process.execPath, server)
  const dies = `
    process.on("SIGINT", () => process.kill(process.pid, "SIGKILL"))
    setInterval(() => {}, 1e6)
    console.log(process.pid)`
  const parent = spawn('sh', ['-c', `"$0" -e '${dies}' -- "$1" & kill -STOP $$`, server, cluster])
  t.after(() => parent.kill('SIGKILL'))
  const [printed] = (await once(parent.stdout, 'data')) as [Buffer]
  const pid = Number(printed)
  await writeFile(join(cluster, 'postmaster.pid'), `${pid}\n`)
  await stopOrphan(cluster, () => {})
  assert.equal(process.kill(pid, 0), true, 'it is a zombie')
  assert.equal((await readdir(cluster)).includes('postmaster.pid'), false)
})

test('a stale lock file with the process number of another program does not prevent a start', async (t) => {
  const dataDir = await startedDataFolder(t)
  const first = await start(t, dataDir)
  await write(first.ownerUrl, 'kept')
  await first.stop()
  // This very process is alive, and no PostgreSQL.
  await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n${dataDir}/postgres\n1\n1\n\n\n\n`)
  const second = await start(t, dataDir)
  assert.deepEqual(await read(second.ownerUrl), ['kept'])
  await second.stop()
  await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), '')
  const third = await start(t, dataDir)
  assert.deepEqual(await read(third.ownerUrl), ['kept'])
})

test('a first start that is killed while it creates the cluster does not prevent the next one', async (t) => {
  const dataDir = await scratchFolder(t)
  const child = spawnHolder(t, dataDir)
  while (!(await readdir(dataDir)).some((name) => name.startsWith('postgres-making-'))) await sleep(2)
  await sleep(100)
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.equal((await readdir(dataDir)).includes('postgres'), false, 'there is no half of a cluster')
  const server = await start(t, dataDir)
  assert.equal(await answers(server), true)
  assert.deepEqual(
    (await readdir(dataDir)).filter((name) => name.includes('making')),
    [],
  )
})

test('a server that dies is restarted at its address; until then statements fail as unavailable', async (t) => {
  const dataDir = await startedDataFolder(t)
  const lines: string[] = []
  const server = await start(t, dataDir, (line) => lines.push(line))
  const sql = connect(server.serviceUrl, { max: 1, socketPath: server.socketPath })
  await sql`select 1`
  await write(server.ownerUrl, 'kept')
  for (const signal of ['SIGQUIT', 'SIGKILL', 'SIGTERM'] as const) {
    lines.length = 0
    process.kill(await serverPid(dataDir), signal)
    await until('its end is told', () => lines.some((line) => /PostgreSQL ended .*postgres\.log/.test(line)))
    await assert.rejects(async () => sql`select 1`, databaseUnavailable)
    await until('it runs again', () => lines.includes('PostgreSQL runs again.'))
    assert.deepEqual(await read(server.ownerUrl), ['kept'], signal)
  }
  await sql.end({ timeout: 1 })
})

test('a stop during a restart, or in the pause before it, is final', async (t) => {
  for (const whenMs of [0, 300, 400]) {
    const dataDir = await startedDataFolder(t)
    const server = await start(t, dataDir)
    process.kill(await serverPid(dataDir), 'SIGKILL')
    await sleep(whenMs)
    await server.stop()
    await sleep(600)
    await assert.rejects(answers(server), databaseUnavailable)
    const again = await start(t, dataDir)
    await again.stop()
  }
})

test('a stop waits for the end of the server, and may be called twice', async (t) => {
  const dataDir = await startedDataFolder(t)
  const server = await start(t, dataDir)
  const pid = await serverPid(dataDir)
  await Promise.all([server.stop(), server.stop()])
  assert.equal(isAlive(pid), false)
})

test('a closed parent folder is no obstacle', async (t) => {
  const closed = await scratchFolder(t)
  await chmod(closed, 0o700)
  const server = await start(t, join(closed, 'deep', 'data'))
  assert.equal(await answers(server), true)
  assert.equal((await stat(closed)).mode & 0o777, 0o700, 'and its permissions are not ours to change')
})

test('a data folder whose path is too long for a socket is served only by TCP', async (t) => {
  const folder = await scratchFolder(t)
  const server = await start(t, join(folder, 'long'.repeat(25)))
  assert.equal(server.socketPath, undefined)
  assert.equal(await answers(server), true)
})

test('a cluster without its passwords is not replaced, and the start says what to restore', async (t) => {
  const dataDir = await startedDataFolder(t)
  const server = await start(t, dataDir)
  await server.stop()
  await unlink(join(dataDir, 'postgres-passwords.json'))
  await assert.rejects(startEmbedded({ dataDir, log: () => {} }), /postgres-passwords\.json is not\. Restore that file/)
})

test("another folder in the cluster's place is left alone", async (t) => {
  const dataDir = await scratchFolder(t)
  await mkdir(join(dataDir, 'postgres'))
  await writeFile(join(dataDir, 'postgres', 'letters.txt'), 'mine')
  await assert.rejects(startEmbedded({ dataDir, log: () => {} }), /is not a PostgreSQL cluster and not empty/)
  assert.equal(await readFile(join(dataDir, 'postgres', 'letters.txt'), 'utf8'), 'mine')
})

async function start(
  t: TestContext,
  dataDir: string,
  log: (line: string) => void = () => {},
): Promise<EmbeddedDatabase> {
  const server = await startEmbedded({ dataDir, log })
  atEnd(t, () => server.stop())
  return server
}

async function answers(server: EmbeddedDatabase): Promise<boolean> {
  const sql = connect(server.serviceUrl, { max: 1, socketPath: server.socketPath })
  const rows = await sql`select 1`
  await sql.end()
  return rows.count === 1
}

async function write(ownerUrl: string, word: string): Promise<void> {
  const sql = connect(ownerUrl, { max: 1 })
  await sql`create table if not exists words (word text not null)`
  await sql`insert into words values (${word})`
  await sql.end()
}

async function read(ownerUrl: string): Promise<string[]> {
  const sql = connect(ownerUrl, { max: 1 })
  const rows = await sql<{ word: string }[]>`select word from words`
  await sql.end()
  return rows.map((row) => row.word)
}

async function serverPid(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10)
}

function spawnHolder(t: TestContext, dataDir: string): ChildProcess {
  const script = fileURLToPath(new URL('embedded-holder.js', import.meta.url))
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] })
  atEnd(t, async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  return child
}

interface Holder {
  readonly child: ChildProcess
  /** Absent: it ended instead, and said why. */
  readonly ownerUrl: string | undefined
  readonly said: string
}

async function startHolder(t: TestContext, dataDir: string): Promise<Holder> {
  const child = spawnHolder(t, dataDir)
  let said = ''
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()))
  const url = new Promise<string>((settle) => {
    child.stdout?.once('data', (text: Buffer) => settle(/"ownerUrl":"([^"]+)"/.exec(text.toString())?.[1] ?? ''))
  })
  const ownerUrl = await Promise.race([url, once(child, 'close').then(() => undefined)])
  return { child, ownerUrl, said }
}
