/**
 * Which advocate a code belongs to is kept in each process and confirmed by the statement that writes the click. A link
 * that was changed through one service is changed for every click that comes after the answer, through any of them.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { connect, transaction, type Sql } from '../../src/db/connect.js'
import type { TestProgram } from '../support/api.js'
import { startApp, type TestApp } from '../support/app.js'
import { atEnd } from '../support/database.js'

const why = { reason: 'a promise that the offer does not make' }

interface Pair {
  readonly apps: readonly [TestApp, TestApp]
  readonly owner: Sql
  readonly program: TestProgram
}

/** Two services on one database, and a program. */
async function twoServices(t: TestContext): Promise<Pair> {
  const one = await startApp(t)
  const two = await startApp(t, { database: one.database })
  const owner = connect(one.database.ownerUrl, { max: 1 })
  atEnd(t, () => owner.end({ timeout: 5 }))
  return { apps: [one, two], owner, program: await one.liveProgram() }
}

async function epochOf({ owner, program }: Pair): Promise<bigint> {
  const [row] = await owner<{ links_epoch: bigint }[]>`
    select b.links_epoch from books b join programs p on p.id = b.program_id where p.slug = ${program.slug}`
  return row?.links_epoch ?? -1n
}

/** Whether a visit through each of them is counted: all at once, so that they share batches. */
async function counted({ apps, program }: Pair, code: string): Promise<boolean[]> {
  const visits = [...apps, ...apps, ...apps].map(async (app) => {
    const response = await app.follow(program, code)
    return /bondhu_click=clk_/.test(response.headers.get('location') ?? '')
  })
  return [...new Set(await Promise.all(visits))]
}

test('a link that is stopped or left, and one that counts again, is so for the next click through every service', async (t) => {
  const pair = await twoServices(t)
  const { apps, program } = pair
  const [rina, karim, steady] = await Promise.all(
    ['rina', 'karim', 'steady'].map((name) => apps[0].join(program, name)),
  )
  assert.ok(rina && karim && steady)
  const path = (name: string) => `/v1/programs/${program.slug}/participants/${name}`
  // Others are written all the while, in the same batches: each has its click, whatever is changed beside it.
  let changing = true
  let steadyVisits = 0
  const crowd = apps.flatMap((app) =>
    Array.from({ length: 8 }, async () => {
      for (; changing; steadyVisits++) {
        assert.match((await app.follow(program, steady.code)).headers.get('location') ?? '', /bondhu_click=clk_/)
        await turn()
      }
    }),
  )
  for (let round = 0; round < 4; round++) {
    const [changedBy, other] = round % 2 === 0 ? apps : apps.toReversed()
    assert.ok(changedBy && other)
    assert.deepEqual([await counted(pair, rina.code), await counted(pair, karim.code)], [[true], [true]])
    await changedBy.ok('POST', `${path('rina')}/link/stop`, why)
    assert.deepEqual(await counted(pair, rina.code), [false], 'stopped')
    await other.ok('POST', `${path('karim')}/leave`)
    assert.deepEqual(await counted(pair, karim.code), [false], 'left')
    await other.ok('POST', `${path('rina')}/link/restart`, why)
    assert.deepEqual(await counted(pair, rina.code), [true], 'restarted')
    await changedBy.ok('POST', `${path('karim')}/return`)
    assert.deepEqual(await counted(pair, karim.code), [true], 'returned')
  }
  changing = false
  await Promise.all(crowd)
  const [written] = await pair.owner<{ clicks: bigint; tallied: bigint }[]>`
    select (select count(*) from clicks) as clicks, (select sum(count)::bigint from tallies where metric = 'click') as tallied`
  const expected = BigInt(steadyVisits + 4 * 4 * 6)
  assert.deepEqual(
    written,
    { clicks: expected, tallied: expected },
    'one row and one count for each id that was given out',
  )
})

test('each change of a link moves the epoch once, and what changes no link does not', async (t) => {
  const pair = await twoServices(t)
  const [app] = pair.apps
  const base = `/v1/programs/${pair.program.slug}/participants`
  const { code } = await app.join(pair.program, 'rina')
  const moved = async (what: string, by: bigint, work: () => Promise<unknown>) => {
    const before = await epochOf(pair)
    await work()
    assert.equal((await epochOf(pair)) - before, by, what)
  }
  await moved('a join', 0n, () => app.join(pair.program, 'karim'))
  await moved('a signup', 0n, () => app.signup(pair.program, { userId: 'friend', code }))
  await moved('a stop', 1n, () => app.ok('POST', `${base}/rina/link/stop`, why))
  await moved('the same stop', 0n, () => app.ok('POST', `${base}/rina/link/stop`, why))
  await moved('a restart', 1n, () => app.ok('POST', `${base}/rina/link/restart`, why))
  await moved('the same restart', 0n, () => app.ok('POST', `${base}/rina/link/restart`, why))
  await moved('leaving', 1n, () => app.ok('POST', `${base}/rina/leave`))
  await moved('leaving again', 0n, () => app.ok('POST', `${base}/rina/leave`))
  await moved('coming back', 1n, () => app.ok('POST', `${base}/rina/return`))
  await moved('asking to be forgotten', 1n, () => app.ok('POST', `${base}/rina/erasure`))
})

test('a code that another participant bears is theirs once the epoch has moved; until then it is as it was read', async (t) => {
  const pair = await twoServices(t)
  const { apps, program, owner } = pair
  const [rina, karim] = [await apps[0].join(program, 'rina'), await apps[0].join(program, 'karim')]
  const clicksOf = async () => {
    const rows = await owner<{ user_id: string; clicks: bigint }[]>`
      select p.user_id, count(*) as clicks from clicks c join participants p on p.id = c.advocate_id
      group by p.user_id order by p.user_id`
    return rows.map(({ user_id, clicks }) => `${user_id} ${clicks}`)
  }
  await counted(pair, rina.code)
  assert.deepEqual(await clicksOf(), ['rina 6'])
  const swap = (moves: boolean) =>
    transaction(owner, async (tx) => {
      await tx`update participants set code = null, joined_at = null where code = ${rina.code}`
      await tx`update participants set code = ${rina.code} where code = ${karim.code}`
      if (moves) await tx`update books set links_epoch = links_epoch + 1`
    })
  await swap(false)
  await counted(pair, rina.code)
  assert.deepEqual(await clicksOf(), ['rina 12'], 'nothing was looked up')
  await owner`update books set links_epoch = links_epoch + 1`
  await counted(pair, rina.code)
  assert.deepEqual(await clicksOf(), ['karim 6', 'rina 12'])
})
