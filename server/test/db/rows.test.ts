import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { connect } from '../../src/db/connect.js'
import { rowTypes, rowTypesFile } from '../../src/db/generate-types.js'
import { atEnd, emptyDatabase, testDatabase } from '../support/database.js'

test('the row types are those of the migrated database', async (t) => {
  const sql = connect((await testDatabase(t)).ownerUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 1 }))
  const current = await rowTypes(sql)
  assert.equal(await readFile(rowTypesFile, 'utf8'), current, 'run `npm run bondhu -- migrate --types`')
})

test('enums are unions, money is a bigint, what may be missing may be null, and partitions are left out', async (t) => {
  const sql = connect((await emptyDatabase(t)).ownerUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 1 }))
  await sql.unsafe(`
    create type account_kind as enum ('budget', 'held');
    create domain positive as bigint not null check (value > 0);
    create table odd_things (
      id uuid primary key, kind account_kind, kinds account_kind[] not null, amount positive, at timestamptz not null,
      day date, notes text[], digest bytea not null, facts jsonb, small smallint not null, exact numeric not null
    ) partition by hash (id);
    create table odd_things_0 partition of odd_things for values with (modulus 1, remainder 0);
    alter table odd_things drop column day;`)
  const text = await rowTypes(sql)
  assert.equal(
    text.slice(text.indexOf('export')),
    `export type AccountKind = 'budget' | 'held'

export interface OddThingsRow {
  id: string
  kind: AccountKind | null
  kinds: AccountKind[]
  amount: bigint
  at: Date
  notes: string[] | null
  digest: Buffer
  facts: unknown
  small: number
  exact: string
}
`,
  )
})
