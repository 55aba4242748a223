/** The friends of one advocate: listed by state, as a file, and beside everybody else. */
import { parse } from 'csv-parse/sync'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { snapshot, type Tx } from '../../src/db/connect.js'
import { listProgramReferrals } from '../../src/domain/referrals/list.js'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'

const lines = (csv: string): Body[] => parse(csv, { bom: true, columns: true })

test('the friends of one advocate are listed by state, and the file has the same rows', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 10_000_000)
  const base = `/v1/programs/${program.slug}`
  const rina = await app.join(program, 'rina')
  const karim = await app.join(program, 'karim')
  const ids: string[] = []
  for (const [userId, code] of [
    ['r-1', rina.code],
    ['k-1', karim.code],
    ['r-2', rina.code],
    ['r-3', rina.code],
    // Refused: an account of the program already.
    ['karim', rina.code],
  ] as const) {
    const { referral } = await app.signup(program, { userId, code })
    ids.push(referral?.id)
  }
  await app.ok('POST', `${base}/referrals/${ids[0]}/reverse`, { reason: 'one household' })
  const friendsOf = async (query: string) => {
    const { items } = await app.ok('GET', `${base}/referrals?${query}`)
    const file = await app.call('GET', `${base}/referrals.csv?${query}`)
    assert.deepEqual(
      lines(file.body).map(({ friendUserId }) => friendUserId),
      items.map(({ friendUserId }: Body) => friendUserId),
      query,
    )
    return items.map(({ friendUserId, by }: Body) => [friendUserId, by])
  }
  const byCode = (userId: string) => [userId, 'code']
  assert.deepEqual(await friendsOf('advocate=rina&state=counted'), ['r-3', 'r-2'].map(byCode))
  assert.deepEqual(await friendsOf('advocate=rina&state=reversed'), ['r-1'].map(byCode))
  assert.deepEqual(await friendsOf('advocate=karim'), ['k-1'].map(byCode))
  assert.deepEqual(await friendsOf('advocate=nobody&state=counted'), [])
  const mixed = (await friendsOf('advocate=rina')).map(([userId]: string[]) => userId)
  assert.deepEqual(
    mixed.filter((userId: string) => userId.startsWith('r-')),
    ['r-3', 'r-2', 'r-1'],
  )
})

test('a page of an advocate’s friends, of a rare state or of a rare reason reads about as many rows as it has', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 10_000_000)
  const { sql } = app.service.context
  const found = await app.service.programs.get(program.slug)
  const { code } = await app.join(program, 'rina')
  const { referral } = await app.signup(program, { userId: 'oldest', code })
  await app.ok('POST', `/v1/programs/${program.slug}/referrals/${referral.id}/reverse`, { reason: 'one household' })
  // Newer friends of the same advocate, who all count.
  await sql`
    insert into referrals (program_id, id, advocate_id, state, version, occurred_at, decided_at)
    select program_id, ('ffffffff-ffff-7fff-8fff-' || lpad(to_hex(n), 12, '0'))::uuid, advocate_id, 'counted', version,
      occurred_at, decided_at
    from referrals, generate_series(1, 4000) as n
    where program_id = ${found.id}`
  await sql`analyze referrals`
  for (const filter of [
    { advocateUserId: 'rina', state: 'reversed' },
    { advocateUserId: 'rina', state: 'pending' },
    { advocateUserId: 'rina' },
    { state: 'reversed' },
    { state: 'refused' },
    { reason: 'under_age' },
  ] as const) {
    const read = await snapshot(sql, async (tx) => {
      // The counters also have what the connection read before and has not yet reported.
      const before = await rowsRead(tx)
      await listProgramReferrals(tx, found, filter, { limit: 10, after: undefined })
      return (await rowsRead(tx)) - before
    })
    assert.ok(read <= 30, `${JSON.stringify(filter)} reads ${read} rows`)
  }
})

async function rowsRead(tx: Tx): Promise<number> {
  const [row] = await tx<{ rows: number }[]>`
    select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows
    from pg_stat_xact_user_tables where relname = 'referrals'`
  assert.ok(row)
  return row.rows
}

test('an advocate is placed among all, and their clicks and refusals stand beside those of everybody else', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 10_000_000)
  const base = `/v1/programs/${program.slug}`
  const people = await app.participants(program, 4)
  for (const [index, friends] of [2, 3, 2, 0].entries()) {
    for (let friend = 0; friend < friends; friend++) {
      await app.signup(program, { userId: `f-${index}-${friend}`, code: people[index]?.code ?? '' })
    }
  }
  // Refused: the account is a member.
  await app.signup(program, { userId: people[3]?.userId, code: people[0]?.code ?? '' })
  await app.click(program, people[1]?.code ?? '')
  const besides: Body[] = []
  for (const { userId } of people) {
    besides.push((await app.ok('GET', `${base}/participants/${userId}/facts`)).besideOthers)
  }
  assert.deepEqual(
    besides.map(({ place, advocates }) => [place, advocates]),
    [
      [2, 4],
      [1, 4],
      [2, 4],
      [null, 4],
    ],
  )
  const { refused, referred } = await app.stats(program)
  const { friends } = (await app.ok('GET', `${base}/participants/${people[0]?.userId}/facts`)).person
  assert.deepEqual(
    [besides[0].others.refused, besides[0].others.signups],
    [refused - friends.refused, referred + refused - friends.looked],
  )
  assert.equal(besides[0].others.signups, 5)
})

test('of an advocate with more friends than are looked at, all others are not said to have what may be the advocate’s own', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 10_000_000)
  const { sql } = app.service.context
  const { id } = await app.service.programs.get(program.slug)
  const { code } = await app.join(program, 'rina')
  await app.signup(program, { userId: 'counted', code })
  const facts = () => app.ok('GET', `/v1/programs/${program.slug}/participants/rina/facts`)
  const before = await facts()
  assert.deepEqual([before.person.friends.isCut, before.besideOthers.others.signups], [false, 0])
  await sql`
    insert into referrals (program_id, id, advocate_id, state, reason, version, occurred_at, decided_at)
    select program_id, ('ffffffff-ffff-7fff-8fff-' || lpad(to_hex(n), 12, '0'))::uuid, advocate_id, 'refused', 'under_age',
      version, occurred_at, decided_at
    from referrals, generate_series(1, 5000) as n
    where program_id = ${id}`
  const { person, besideOthers } = await facts()
  assert.deepEqual([person.friends.isCut, person.friends.looked], [true, 5000])
  const { clicks, countedByLink, signups, refused } = besideOthers.others
  assert.deepEqual([clicks, countedByLink, signups, refused], [0, 0, null, null])
})
