/** Who has most friends: the lists that a sweep folds are what the rows of the participants say, folded or not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldRanks } from '../../src/domain/programs/ranks.js'
import { newId } from '../../src/ids.js'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'

async function listed(app: TestApp, program: TestProgram, query = ''): Promise<[string, number][]> {
  const seen: [string, number][] = []
  for (let cursor = ''; ;) {
    const page: Body = await app.ok(
      'GET',
      `/v1/programs/${program.slug}/participants?sort=friends&limit=3${query}${cursor}`,
    )
    seen.push(...page.items.map(({ userId, friends }: Body) => [userId, friends.counted]))
    if (page.nextCursor === null) return seen
    cursor = `&cursor=${page.nextCursor}`
  }
}

async function assertExact(app: TestApp, program: TestProgram, id: number, when: string): Promise<void> {
  const { sql } = app.service.context
  const people = await sql<{ user_id: string; friends_counted: number; code: string | null }[]>`
    select user_id, friends_counted, code from participants where program_id = ${id}
    order by friends_counted desc, id desc`
  const inOrder = people.map((one) => [one.user_id, one.friends_counted])
  assert.deepEqual(await listed(app, program), inOrder, when)
  assert.deepEqual(
    await listed(app, program, '&joined=yes'),
    people.filter(({ code }) => code !== null).map((one) => [one.user_id, one.friends_counted]),
    when,
  )
  const best = await sql<{ user_id: string; counted: number; cost_minor: bigint }[]>`
    select p.user_id, sum(d.counted)::int as counted, sum(d.cost_minor)::bigint as cost_minor
    from advocate_days d join participants p on p.program_id = d.program_id and p.id = d.advocate_id
    where d.program_id = ${id}
    group by p.id, p.user_id having sum(d.counted) > 0
    order by counted desc, p.id limit 8`
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/leaders`)
  assert.deepEqual(
    items.map((one: Body) => [one.userId, one.counted, one.costMinor]),
    best.map((one) => [one.user_id, one.counted, Number(one.cost_minor)]),
    when,
  )
}

test('the lists by friends are exact before a fold, after it, and when friends come and go after it', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0, qualifyingEvent: null }, 10_000_000)
  const { id } = await app.service.programs.get(program.slug)
  const { sql } = app.service.context
  const people = await app.participants(program, 12)
  const referrals: string[] = []
  const bring = async (index: number, count: number) => {
    for (let friend = 0; friend < count; friend++) {
      const userId = `f-${referrals.length}`
      const { referral } = await app.signup(program, { userId, code: people[index]?.code ?? '' })
      referrals.push(referral.id)
    }
  }
  for (let index = 0; index < 10; index++) await bring(index, index % 4)
  await assertExact(app, program, id, 'never folded')
  await Promise.all([1, 2, 3].map(() => foldRanks(sql, id)))
  await assertExact(app, program, id, 'folded')
  await bring(2, 3)
  await bring(11, 1)
  for (const referral of [referrals[0], referrals.at(-1)])
    await app.ok('POST', `/v1/programs/${program.slug}/referrals/${referral}/reverse`, { reason: 'a ring' })
  await assertExact(app, program, id, 'changed after the fold')
  await foldRanks(sql, id)
  await assertExact(app, program, id, 'folded again')

  // A dump of another server, whose transactions have higher numbers.
  await sql`update rank_folds set turn = 1000000000000 where program_id = ${id}`
  await bring(5, 4)
  await assertExact(app, program, id, 'loaded from a dump')
  await foldRanks(sql, id)
  await bring(9, 1)
  await assertExact(app, program, id, 'folded after a dump')

  // More advocates than are looked at first once had more friends than anybody in the period.
  const others = Array.from({ length: 1001 }, () => newId())
  await sql`
    insert into advocate_ranks (program_id, advocate_id, friends, friends_most)
    select ${id}, one, 0, 1000000 from unnest(${`{${others.join()}}`}::uuid[]) as one`
  await assertExact(app, program, id, 'stars of another time')
})
