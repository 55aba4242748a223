/**
 * After an erasure nothing that a person gave is in the database: every column of every table is searched, so that a new
 * one that keeps something fails here.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, type Sql } from '../../src/db/connect.js'
import { bkash, cashOut } from '../payouts/payouts.js'
import type { TestProgram } from '../support/api.js'
import { startApp, type TestApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { openPortal } from '../support/portal.js'

const daySeconds = 86_400

/** What one person gives. The words occur nowhere else, also as a part of another. */
function markersOf(person: string) {
  const digits = person === 'one' ? '7311' : '7422'
  return {
    userId: `erase-${person}-account`,
    phone: `0176${digits}901`,
    email: `erase-${person}@mail.example`,
    device: `erase-${person}-device`,
    install: `erase-${person}-install`,
    wallet: `0185${digits}902`,
    address: `198.51.100.${digits.slice(-2)}`,
    agent: `erase-${person}-browser/1.0`,
    birthYear: person === 'one' ? 1917 : 1918,
    displayName: `Erase-${person}-Name`,
    chosenCode: `erase${person}word`,
    words: `erase-${person}-words`,
    idempotencyKey: `erase-${person}-cash-out`,
    returnUrl: `https://app.example/erase-${person}-page`,
  }
}

/** What may stay is here, with its reason; SECURITY.md says the same. */
const kept: Readonly<Record<string, string>> = {
  'audit_entries.after': 'an operator’s words: the record is a chain, and none of it can be taken out',
  'rulings.reason': 'an operator’s words: rulings are append-only, as evidence of what was done with money',
}

test('after an erasure no column of the database contains the person’s data', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram(
    { holdDays: 0, attributionWindowDays: 1, portal: { origins: ['https://app.example'] } },
    10_000_000,
  )
  const [one, two] = [markersOf('one'), markersOf('two')]
  await liveAsAdvocate(app, program, one)
  const three = await joinOnly(app, program)
  await liveAsRefusedFriend(app, program, two)
  const sql = connect(app.database.ownerUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  const digests = await digestsOf(sql, [one.userId, two.userId, three.userId])
  assert.equal(digests.length, 6, 'addresses and browsers were kept until now')

  const before = await found(sql, [one, two], digests)
  for (const place of [
    'participants.user_id',
    'participants.birth_year',
    'participants.display_name',
    'chosen_codes.written',
    'signups.facts',
    'traces.address',
    'join_marks.address',
  ])
    assert.ok(before.has(place), `${place} is searched: ${[...before].join(', ')}`)
  for (const { userId } of [one, two, three])
    await app.ok('POST', `/v1/programs/${program.slug}/participants/${userId}/erasure`)
  // Past every date that an erasure waits for, and past what the feed and the deliveries are kept.
  for (const days of [12, 33, 60]) await app.advance(program, days * daySeconds)
  assert.equal((await app.call('GET', `/v1/programs/${program.slug}/participants/${one.userId}`)).status, 404)

  const after = await found(sql, [one, two], digests)
  assert.deepEqual(
    [...after].filter((place) => kept[place] === undefined),
    [],
  )
  await app.assertLedger(program)

  // The same cash-out asked for again pays nobody twice: not while the account is gone, and not after it came back.
  const again = () => cashOut(app, program, { amountMinor: 2000 }, { userId: one.userId, key: one.idempotencyKey })
  assert.equal((await again()).status, 404)
  await app.ok('POST', `/v1/programs/${program.slug}/participants/${one.userId}/return`)
  const repeated = await again()
  assert.equal(repeated.status, 200, 'it is the cash-out of before')
  const payouts = await sql<{ state: string }[]>`select state from payouts`
  assert.deepEqual([...payouts], [{ state: 'paid' }])
  await app.assertLedger(program)
})

test('the search finds what a new column would keep, in text, JSON and bytes', async (t) => {
  const app = await startApp(t)
  await app.liveProgram()
  const sql = connect(app.database.ownerUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  const one = markersOf('one')
  await sql`create table kept (a text, b jsonb, c bytea, d integer, e text[])`
  await sql`
    insert into kept values (${`+88${one.phone}`}, ${`{"born": ${one.birthYear}}`}::text::jsonb,
      ${Buffer.from(`x${one.words}`)}, ${one.birthYear}, array[${one.userId.toUpperCase()}])`
  const places = await found(sql, [one], [])
  assert.deepEqual([...places].filter((place) => place.startsWith('kept.')).toSorted(), [
    'kept.a',
    'kept.b',
    'kept.c',
    'kept.d',
    'kept.e',
  ])
})

type Markers = ReturnType<typeof markersOf>

/** Signs up without a code, brings a friend, cashes out, looks into the portal and asks after a friend. */
async function liveAsAdvocate(app: TestApp, program: TestProgram, person: Markers): Promise<void> {
  const { userId, phone, email, device, install, birthYear, address, agent } = person
  const context = { ip: address, userAgent: agent }
  const identities = { phone, email, device, install }
  await app.signup(program, { userId, identities, birthYear, country: 'BD', context })
  const { code } = await app.join(program, userId, { birthYear, locale: 'bn', displayName: person.displayName })
  await app.ok('PUT', `/v1/programs/${program.slug}/participants/${userId}/code`, { code: person.chosenCode })
  await app.signup(program, { userId: 'a friend of hers', code })
  const portal = await openPortal(app, program, userId, { returnUrl: person.returnUrl })
  await portal.ok('POST', '/missing-friend', { came: 'link', opened: 'lately', friend: '01799999999' })
  const method = bkash(person.wallet)
  const paid = await cashOut(app, program, { amountMinor: 2000, method }, { userId, key: person.idempotencyKey })
  assert.equal(paid.status, 201, JSON.stringify(paid.body))
  await app.advance(program, 120)
  // A refused call, for the list of them.
  await app.call('PUT', `/v1/programs/${program.slug}/participants/${userId}`, { code: person.words })
}

async function joinOnly(app: TestApp, program: TestProgram): Promise<{ userId: string }> {
  const userId = 'erase-three-account'
  await app.join(program, userId, { context: { ip: '198.51.100.33', userAgent: 'erase-three-browser/1.0' } })
  return { userId }
}

/** Is refused, appeals in their own words, and is answered. */
async function liveAsRefusedFriend(app: TestApp, program: TestProgram, person: Markers): Promise<void> {
  const { userId, phone, email, device, install, birthYear, address, agent } = person
  const { code } = await app.join(program, 'another advocate')
  await app.signup(program, { userId: 'somebody before', identities: { device } })
  const context = { ip: address, userAgent: agent }
  const identities = { phone, email, device, install }
  const refused = await app.signup(program, { userId, code, identities, birthYear, context })
  assert.equal(refused.reason, 'same_device')
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/participants/another advocate/referrals`)
  const path = `/v1/programs/${program.slug}`
  const { id } = await app.ok('POST', `${path}/referrals/${items[0].id}/appeal`, { text: person.words })
  await app.ok('POST', `${path}/appeals/${id}/dismiss`, { reason: `no, ${person.words} is not enough` })
}

async function digestsOf(sql: Sql, userIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ address: string | null; agent: string | null }[]>`
    select coalesce(t.address::text, s.facts #>> '{seen,address}') as address,
      coalesce(t.agent::text, s.facts #>> '{seen,agent}') as agent
    from signups s
    left join traces t on t.program_id = s.program_id and t.friend_id = s.participant_id
    join participants p on p.program_id = s.program_id and p.id = s.participant_id
    where p.user_id = any (${userIds})
    union all
    select j.address::text, j.agent::text
    from join_marks j join participants p on p.program_id = j.program_id and p.id = j.participant_id
    where p.user_id = any (${userIds})`
  return rows.flatMap(({ address, agent }) => [address, agent]).filter((digest) => digest !== null)
}

/** `table.column` of all columns of any type that hold one of the values. */
async function found(sql: Sql, people: readonly Markers[], digests: readonly string[]): Promise<Set<string>> {
  const words = people.flatMap(({ phone, wallet, ...rest }) => [
    ...Object.values(rest).filter((value) => typeof value === 'string'),
    // Without the zero before it, as a phone is written with its country.
    phone.slice(1),
    wallet.slice(1),
  ])
  const values = [...words, ...digests].map((value) => value.toLowerCase())
  const inBytes = values.map((value) => Buffer.from(value).toString('hex'))
  // A year is four digits that stand alone: not within an id, a time or a digest.
  const years = people.map(({ birthYear }) => birthYear).join('|')
  const columns = await sql<{ schema: string; table: string; column: string }[]>`
    select n.nspname as schema, c.relname as table, a.attname as column
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('public', 'graphile_worker')
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'm') order by 1, 2, a.attnum`
  assert.ok(columns.length > 300, 'the whole database')
  const places = new Set<string>()
  for (const { schema, table, column } of columns) {
    const [row] = await sql<{ held: boolean }[]>`
      select exists (
        select from ${sql(schema)}.${sql(table)} as t, lateral (select lower(t.${sql(column)}::text) as text) as v
        where exists (select from unnest(${values}::text[]) as w where position(w in v.text) > 0)
          or v.text ~ '^\\\\x' and exists (select from unnest(${inBytes}::text[]) as w where position(w in v.text) > 0)
          or v.text ~ ${`(^|[^0-9a-f.-])(${years})($|[^0-9a-f-])`}
      ) as held`
    if (row?.held === true) places.add(`${table}.${column}`)
  }
  return places
}
