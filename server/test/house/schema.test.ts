/** The rules of the schema, asked of the migrated database. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../../src/db/connect.js'
import { testDatabase } from '../support/database.js'

/** Tables whose keys do not begin with the program, each with its reason. */
const exempt = new Map([
  ['programs', 'the list of programs itself, copied everywhere'],
  ['api_keys', 'found by the digest of the key, before the program is known'],
  ['key_fingerprints', 'one key ring a deployment'],
  ['migrations', 'one schema a deployment'],
  ['notice_settings', 'what an operator wants to be told of, in all programs'],
  ['operators', 'people of the deployment, in none of its programs alone'],
  ['operator_credentials', 'belongs to an operator'],
  ['operator_sessions', 'found by its token, before anybody is known'],
  ['operator_second_factors', 'belongs to an operator'],
  ['operator_challenges', 'a sign-in under way'],
  ['operator_codes_used', 'belongs to an operator'],
  ['sign_in_attempts', 'counted before anybody is known'],
  ['operator_grants', 'asked what an operator may do in any program'],
  ['invitations', 'found by the digest of the link'],
  ['team_policy', 'one row a deployment'],
])

test("every table's keys begin with the program, except for tables exempt by name", async (t) => {
  const { ownerUrl } = await testDatabase(t)
  const sql = connect(ownerUrl, { max: 1 })
  const keys = await sql<{ table_name: string; kind: string; first_column: string }[]>`
    select c.relname as table_name, con.contype::text as kind, a.attname as first_column
    from pg_constraint con
    join pg_class c on c.oid = con.conrelid
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum = con.conkey[1]
    where n.nspname = 'public' and con.contype in ('p', 'u', 'f') and not c.relispartition`
  const uniqueIndexes = await sql<{ table_name: string; first_column: string }[]>`
    select c.relname as table_name, a.attname as first_column
    from pg_index i
    join pg_class c on c.oid = i.indrelid
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where n.nspname = 'public' and i.indisunique and not c.relispartition`
  const all = [...keys, ...uniqueIndexes].filter(({ table_name: name }) => !exempt.has(name))
  assert.deepEqual(
    all.filter(({ first_column: column }) => column !== 'program_id'),
    [],
  )
  const tables = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`
  const keyed = new Set(keys.filter(({ kind }) => kind === 'p').map(({ table_name: name }) => name))
  assert.deepEqual(
    tables.filter(({ name }) => !keyed.has(name)),
    [],
    'every table has a primary key',
  )
  await sql.end()
})

test('there are no triggers, no cascades, no deferrable constraints, and no default of the current time', async (t) => {
  const { ownerUrl } = await testDatabase(t)
  const sql = connect(ownerUrl, { max: 1 })
  const triggers = await sql`
    select tgname from pg_trigger tr
    join pg_class c on c.oid = tr.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and not tr.tgisinternal`
  assert.equal(triggers.count, 0)
  const constraints = await sql`
    select conname from pg_constraint con join pg_namespace n on n.oid = con.connamespace
    where n.nspname = 'public' and (con.condeferrable or con.confdeltype not in ('a', ' ') or con.confupdtype not in ('a', ' '))`
  assert.equal(constraints.count, 0)
  const clocks = await sql`
    select column_name from information_schema.columns
    where table_schema = 'public' and column_default ~* 'now|current|clock'`
  assert.equal(clocks.count, 0)
  await sql.end()
})

test('no foreign key leads from or to clicks and identities', async (t) => {
  const { ownerUrl } = await testDatabase(t)
  const sql = connect(ownerUrl, { max: 1 })
  const wrong = await sql`
    select conname from pg_constraint
    where contype = 'f' and (conrelid::regclass::text ~ 'clicks|identity|sightings' or confrelid::regclass::text ~ 'clicks|identity|sightings')`
  assert.equal(wrong.count, 0)
  await sql.end()
})

test('the service may neither change nor delete a transfer', async (t) => {
  const { serviceUrl } = await testDatabase(t)
  const sql = connect(serviceUrl, { max: 1 })
  for (const statement of [
    'update transfers set amount_minor = 1',
    'delete from transfers',
    'truncate transfers',
    'drop table transfers',
    'alter table transfers disable trigger all',
  ]) {
    await assert.rejects(sql.unsafe(statement), { code: '42501' }, statement)
  }
  await sql.end()
})
