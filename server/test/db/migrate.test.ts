import assert from 'node:assert/strict'
import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect, type Sql } from '../../src/db/connect.js'
import { appendOnlyEnforced, migrate } from '../../src/db/migrate.js'
import { atEnd, emptyDatabase, scratchFolder } from '../support/database.js'

const first = `
  create table transfers (id integer primary key, amount_minor bigint not null);
  create table balances (id integer primary key, amount_minor bigint not null);
  create table key_fingerprints (version smallint primary key, fingerprint bytea not null);`
const second = `
  create table program_versions (id integer not null, terms text not null) partition by list (id);
  create table program_versions_1 partition of program_versions for values in (1);`

test('an empty database is migrated in order, and a second run does nothing', async (t) => {
  const { database, folder } = await setUp(t, { '0001_first.sql': first, '0002_second.sql': second })
  const lines: string[] = []
  assert.deepEqual(await migrate(database, (line) => lines.push(line), folder), {
    applied: ['0001_first', '0002_second'],
  })
  assert.deepEqual(lines, ['migrated: 0001_first', 'migrated: 0002_second'])
  assert.deepEqual(await run(database, folder), [])
  const rows = await database.service`select number, name from migrations order by number`
  assert.deepEqual(
    [...rows],
    [
      { number: 1, name: '0001_first' },
      { number: 2, name: '0002_second' },
    ],
  )
})

test('a database whose encoding is not UTF8 is refused before anything is created in it', async (t) => {
  const folder = await scratchFolder(t)
  await writeFile(join(folder, '0001_first.sql'), first)
  for (const encoding of ['LATIN1', 'SQL_ASCII', 'WIN1252', 'EUC_JP', 'KOI8R']) {
    const urls = await emptyDatabase(t, encoding)
    const service = connect(urls.serviceUrl, { max: 1 })
    atEnd(t, () => service.end({ timeout: 5 }))
    const refused = new RegExp(
      `has the encoding ${encoding}, and Bondhu needs UTF8.*encoding 'UTF8' template template0`,
    )
    await assert.rejects(
      migrate({ service, ...urls }, () => {}, folder),
      { message: refused },
      encoding,
    )
    const [made] =
      await service`select count(*)::int as count from pg_class where relnamespace = 'public'::regnamespace`
    assert.equal(made?.['count'], 0, encoding)
  }
})

test('several processes that migrate at once apply each file once', async (t) => {
  const slow = `${first} select pg_sleep(0.2);`
  const { database, folder } = await setUp(t, { '0001_first.sql': slow, '0002_second.sql': second })
  const reports = await Promise.all([1, 2, 3, 4].map(() => run(database, folder)))
  assert.deepEqual(reports.flat().toSorted(), ['0001_first', '0002_second'])
})

test('a failed migration leaves no changes, and earlier migrations stay', async (t) => {
  const broken = 'create table half (id integer); select 1 / 0;'
  const { database, folder } = await setUp(t, { '0001_first.sql': first, '0002_broken.sql': broken })
  await assert.rejects(run(database, folder), /Migration 0002_broken failed and was rolled back: division by zero/)
  const [row] = await database.service`select to_regclass('half') as half, to_regclass('transfers') is not null as kept`
  assert.deepEqual({ ...row }, { half: null, kept: true })
  await writeFile(join(folder, '0002_broken.sql'), second)
  assert.deepEqual(await run(database, folder), ['0002_broken'])
})

test('a file changed after it was applied is refused; different line ends are no change', async (t) => {
  const { database, folder } = await setUp(t, { '0001_first.sql': first })
  await run(database, folder)
  await writeFile(join(folder, '0001_first.sql'), first.replaceAll('\n', '\r\n'))
  assert.deepEqual(await run(database, folder), [])
  await writeFile(join(folder, '0001_first.sql'), `${first}\n-- harmless`)
  await assert.rejects(run(database, folder), /0001_first was changed after it was applied/)
})

test('a database migrated by a newer Bondhu is refused', async (t) => {
  const { database, folder } = await setUp(t, { '0001_first.sql': first })
  const newer = await scratchFolder(t)
  await cp(folder, newer, { recursive: true })
  await writeFile(join(newer, '0002_second.sql'), second)
  await run(database, newer)
  await assert.rejects(run(database, folder), /migrated by a newer Bondhu \(0002_second\); this one knows 0001_first/)
})

test('a gap in the numbers or a misspelt name is refused', async (t) => {
  const { database, folder } = await setUp(t, { '0001_first.sql': first, '0003_third.sql': second })
  await assert.rejects(run(database, folder), /0003_third stands where number 2 belongs/)
  await writeFile(join(folder, 'fix.sql'), second)
  await assert.rejects(run(database, folder), /called like 0001_spine.sql, not fix.sql/)
})

test('the service adds to the ledger but cannot rewrite it, through a partition or by granting itself rights either', async (t) => {
  const { database, folder } = await setUp(t, { '0001_first.sql': first, '0002_second.sql': second })
  await run(database, folder)
  const { service } = database
  await service`insert into transfers values (1, 100)`
  await service`insert into program_versions values (1, 'terms')`
  await service`insert into balances values (1, 100)`
  await service`update balances set amount_minor = 0`
  await service`delete from balances`
  for (const statement of [
    'update transfers set amount_minor = 0',
    'delete from transfers',
    'truncate transfers',
    'update program_versions_1 set id = 1',
    'delete from program_versions',
    'update migrations set number = 9',
    'drop table transfers',
    'alter table transfers owner to current_user',
    'set role bondhu_owner',
    'create table mine (id integer)',
  ]) {
    await assert.rejects(async () => service.unsafe(statement), { code: '42501' }, statement)
  }
  await service.unsafe('grant all on transfers to bondhu_service')
  assert.equal(await appendOnlyEnforced(service), true, 'a role cannot give itself rights (PostgreSQL only warns)')
})

test('rights granted on the ledger by hand are noticed, and revoked at the next start', async (t) => {
  const { database, folder, owner } = await setUp(t, { '0001_first.sql': first })
  await run(database, folder)
  await owner`grant update (amount_minor) on transfers to bondhu_service`
  assert.equal(await appendOnlyEnforced(database.service), false)
  await run(database, folder)
  assert.equal(await appendOnlyEnforced(database.service), true)
})

test('the service alone starts on a database that its owner has migrated', async (t) => {
  const { database, folder } = await setUp(t, { '0001_first.sql': first })
  await run(database, folder)
  assert.deepEqual(await run({ ...database, ownerUrl: undefined }, folder), [])
})

test('without the owner role, a pending migration stops the start with a message that says what to do', async (t) => {
  const { database, folder } = await setUp(t, { '0001_first.sql': first })
  const alone = { ...database, ownerUrl: undefined }
  await assert.rejects(run(alone, folder), /0001_first.*role bondhu_service may not.*Set BONDHU_OWNER_DATABASE_URL/s)
  await run(database, folder)
  await writeFile(join(folder, '0002_second.sql'), second)
  await assert.rejects(run(alone, folder), /0002_second/)
})

test('one role for everything migrates, and the log says that append-only is not enforced', async (t) => {
  const { database, folder, owner } = await setUp(t, { '0001_first.sql': first })
  const single = { service: owner, serviceUrl: database.ownerUrl ?? '', ownerUrl: undefined }
  assert.deepEqual(await run(single, folder), ['0001_first'])
  assert.equal(await appendOnlyEnforced(owner), false)
})

interface Migratable {
  readonly service: Sql
  readonly serviceUrl: string
  readonly ownerUrl: string | undefined
}

async function setUp(
  t: TestContext,
  files: Record<string, string>,
): Promise<{ database: Migratable; folder: string; owner: Sql }> {
  const urls = await emptyDatabase(t)
  const folder = await scratchFolder(t)
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const service = connect(urls.serviceUrl, { max: 2 })
  const owner = connect(urls.ownerUrl, { max: 1 })
  atEnd(t, () => Promise.all([service.end({ timeout: 1 }), owner.end({ timeout: 1 })]))
  return { database: { ...urls, service }, folder, owner }
}

async function run(database: Migratable, folder: string): Promise<readonly string[]> {
  return (await migrate(database, () => {}, folder)).applied
}
