import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { asciiArray, uuidArray } from '../../src/db/binary-array.js'
import { connect, transaction } from '../../src/db/connect.js'
import { tagOf, type Prepared } from '../../src/db/sql.js'
import { bytesOfUuid } from '../../src/ids.js'
import { atEnd, emptyDatabase } from '../support/database.js'

const sent: Prepared[] = []
const sql = tagOf(async (prepared) => {
  sent.push(prepared)
  return Object.assign([], { count: 0 })
})

async function textOf(statement: PromiseLike<unknown>): Promise<Prepared> {
  await statement
  return sent.at(-1) as Prepared
}

test('values are parameters, with an explicit type where they have one', async () => {
  const at = new Date(0)
  const { text, values } = await textOf(sql`select ${1n}, ${true}, ${at}, ${Buffer.from('a')}, ${'x'}, ${2}, ${null}`)
  assert.equal(text, 'select $1::bigint, $2::boolean, $3::timestamptz, $4::bytea, $5, $6, $7')
  assert.deepEqual(values, [1n, true, at, Buffer.from('a'), 'x', 2, null])
})

test('a template inside a template becomes a part of it, with its parameters renumbered', async () => {
  const part = sql`and b = ${2} ${sql`or c = ${3n}`}`
  const { text, values, name } = await textOf(sql`select ${1} ${part} limit ${4}`)
  assert.equal(text, 'select $1 and b = $2 or c = $3::bigint limit $4')
  assert.deepEqual([values, name], [[1, 2, 3n, 4], undefined])
})

test('names are quoted, whatever characters they contain', async () => {
  const evil = `a"; drop table b; --`
  const { text, values } = await textOf(sql`select ${sql(['id', evil])} from ${sql(evil)}`)
  assert.equal(text, `select "id", "a""; drop table b; --" from "a""; drop table b; --"`)
  assert.deepEqual(values, [])
})

test('rows and sets are lists of parameters', async () => {
  const rows = await textOf(
    sql`insert into t ${sql.rows([
      { a: 1, b: 'x' },
      { a: 2, b: null },
    ])} returning ${3n}`,
  )
  assert.equal(rows.text, 'insert into t ("a", "b") values ($1, $2), ($3, $4) returning $5::bigint')
  assert.deepEqual(rows.values, [1, 'x', 2, null, 3n])
  const sets = await textOf(sql`update t set ${sql.sets({ a: 1, b: true })} where c = ${2}`)
  assert.equal(sets.text, 'update t set "a" = $1, "b" = $2::boolean where c = $3')
})

test('a template has one statement name per kind of values', async () => {
  const ask = (value: string | bigint | null) => sql`select ${value}`
  const names = []
  for (const value of ['a', 'b', null, 1n, 2n]) names.push((await textOf(ask(value))).name)
  assert.equal(new Set(names).size, 2)
  assert.equal(names[0], names[2])
  assert.equal(names[3], names[4])
})

test('a part without parameters belongs to the text, so the statement keeps its name', async () => {
  const ask = (part: string, value: number) => {
    const condition = part === 'a' ? sql`a is null` : sql`b is null`
    return sql`select ${value} where ${condition} and c = ${2n}`
  }
  const [first, second, other] = [await textOf(ask('a', 1)), await textOf(ask('a', 5)), await textOf(ask('b', 1))]
  assert.equal(first.text, 'select $1 where a is null and c = $2::bigint')
  assert.deepEqual(
    [first.values, second.values],
    [
      [1, 2n],
      [5, 2n],
    ],
  )
  assert.notEqual(first.name, undefined)
  assert.equal(second.name, first.name)
  assert.equal(other.text, 'select $1 where b is null and c = $2::bigint')
  assert.notEqual(other.name, first.name)
})

test('a list in binary is the list in letters', async (t) => {
  const pool = connect((await emptyDatabase(t)).ownerUrl, { max: 1 })
  atEnd(t, () => pool.end({ timeout: 1 }))
  const uuids = Array.from({ length: 300 }, (_, n) => (n % 7 === 3 ? null : randomUUID()))
  const texts = ['whatsapp', null, '', 'NULL', '{a,"b"}', 'x'.repeat(300)]
  for (const [ids, names] of [
    [uuids, texts],
    [[], []],
    [[null], [null]],
  ] as const) {
    const bytes = ids.map((id) => (id === null ? null : bytesOfUuid(id)))
    const rows = await pool`select ${uuidArray(bytes)} as ids, ${asciiArray(names)} as names`
    assert.deepEqual({ ...rows[0] }, { ids, names })
  }
})

test('an undefined value is a bug and is not sent', async () => {
  const before = sent.length
  await assert.rejects(async () => sql`select ${undefined as unknown as null}`, TypeError)
  assert.equal(sent.length, before)
})

test('a statement runs once, when it is awaited', async () => {
  const before = sent.length
  const statement = sql`select 1`
  assert.equal(sent.length, before)
  await Promise.all([statement, statement, statement.finally(() => {})])
  assert.equal(sent.length, before + 1)
})

test('statements sent together run in order, and one failure fails the transaction', async (t) => {
  const pool = connect((await emptyDatabase(t)).ownerUrl, { max: 2 })
  atEnd(t, () => pool.end({ timeout: 1 }))
  await pool`create table numbers (n integer primary key)`
  const order = await transaction(pool, (tx) =>
    Promise.all(Array.from({ length: 300 }, (_, n) => tx`insert into numbers values (${n}) returning n`)),
  )
  assert.deepEqual(
    order.map(([row]) => row?.n),
    Array.from({ length: 300 }, (_, n) => n),
  )
  const swallowed = transaction(pool, async (tx) => {
    await tx`insert into numbers values (1000)`
    await tx`insert into numbers values (1)`.catch(() => 'never mind')
  })
  await assert.rejects(swallowed, { code: '23505' })
  const unheard = transaction(pool, async (tx) => {
    await tx`insert into numbers values (1001)`
    void tx`insert into numbers values (1)`.catch(() => 'never heard of')
  })
  await assert.rejects(unheard)
  assert.equal((await pool`select from numbers`).count, 300)
})

test('a statement after the end of its transaction is refused', async (t) => {
  const pool = connect((await emptyDatabase(t)).ownerUrl, { max: 1 })
  atEnd(t, () => pool.end({ timeout: 1 }))
  const late = await transaction(pool, async (tx) => ({ ask: () => tx`select 1` }))
  await assert.rejects(async () => late.ask(), /has ended/)
  const part = await transaction(pool, (tx) => tx.savepoint(async (inner) => ({ ask: () => inner`select 1` })))
  await assert.rejects(async () => part.ask(), /has ended/)
})
