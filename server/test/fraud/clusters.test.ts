/** Accounts that share a device, an install, a phone, an email or a wallet are one cluster, from the same moment on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkClusters, checkClustersDaily } from '../../src/domain/fraud/clusters/check.js'
import { clustersOf, lookedAtMax, membersOf } from '../../src/domain/fraud/clusters/read.js'
import { readRoots } from '../../src/domain/fraud/clusters/roots.js'
import { unite } from '../../src/domain/fraud/clusters/unite.js'
import type { Sharing } from '../../src/domain/identities/use.js'
import { transaction } from '../../src/db/connect.js'
import { learn, identityDigests } from '../../src/domain/signups/learn.js'
import { standingOf } from '../../src/domain/standing/find.js'
import { must } from '../../src/errors.js'
import { sharedApp, startApp, type TestApp } from '../support/app.js'
import type { TestProgram } from '../support/api.js'
import { until } from '../support/until.js'
import { readBoth } from './evidence.js'

async function idsOf(app: TestApp, programId: number, userIds: readonly string[]): Promise<string[]> {
  const rows = await app.service.context.sql<{ id: string; user_id: string }[]>`
    select id, user_id from participants where program_id = ${programId} and user_id = any (${[...userIds]}::text[])`
  const byName = new Map(rows.map((row) => [row.user_id, row.id]))
  return userIds.map((userId) => must(byName.get(userId), userId))
}

async function clustersOfUsers(app: TestApp, program: TestProgram, userIds: readonly string[]) {
  const { id } = await app.service.programs.get(program.slug)
  const ids = await idsOf(app, id, userIds)
  const clusters = await clustersOf(app.service.context.sql, id, ids)
  return ids.map((one) => clusters.get(one))
}

async function assertAsFound(app: TestApp, program: TestProgram): Promise<void> {
  const { id } = await app.service.programs.get(program.slug)
  const { stored, found } = await readBoth(app.service.context.sql, id)
  assert.deepEqual(stored, found)
}

const setWallet = (app: TestApp, { slug }: TestProgram, userId: string, account: string) =>
  app.ok('PUT', `/v1/programs/${slug}/participants/${userId}/payout-method`, { kind: 'bkash', account })

test('somebody who shares nothing is in no cluster and costs no row', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina', { identities: { phone: '01711111111', device: 'd-rina' } })
  await app.signup(program, { userId: 'karim', code, identities: { phone: '01722222222', device: 'd-karim' } })
  await setWallet(app, program, 'rina', '01711111111')
  assert.deepEqual(await clustersOfUsers(app, program, ['rina', 'karim']), [undefined, undefined])
  const { id } = await app.service.programs.get(program.slug)
  const rows = await app.service.context.sql`select from cluster_members where program_id = ${id}`
  assert.equal(rows.length, 0)
})

test('a shared phone, device and wallet join four accounts; only one of them is an advocate', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina', { identities: { phone: '01711111111' } })
  await app.signup(program, { userId: 'second', code, identities: { phone: '01711111111', device: 'd-1' } })
  await app.signup(program, { userId: 'third', code, identities: { phone: '01733333333', device: 'd-1' } })
  await app.signup(program, { userId: 'fourth', code, identities: { phone: '01744444444' } })
  await app.signup(program, { userId: 'stranger', code, identities: { phone: '01755555555' } })
  await setWallet(app, program, 'fourth', '01766666666')
  await setWallet(app, program, 'third', '01766666666')
  const users = ['rina', 'second', 'third', 'fourth']
  const clusters = await clustersOfUsers(app, program, [...users, 'stranger'])
  const { id } = await app.service.programs.get(program.slug)
  const label = (await idsOf(app, id, users)).toSorted()[0]
  const cluster = { label, accounts: 4, advocates: 1 }
  assert.deepEqual(clusters, [cluster, cluster, cluster, cluster, undefined])
  await assertAsFound(app, program)
})

test('twenty accounts that use one free device at once, in two services, are one cluster', async (t) => {
  const one = await startApp(t)
  const two = await startApp(t, { database: one.database })
  for (let round = 0; round < 3; round++) {
    const program = await one.liveProgram({ oneRewardPerDevice: false })
    const users = Array.from({ length: 20 }, (_, index) => `user-${index}`)
    await Promise.all(
      users.map((userId, index) => {
        const app = index % 2 === 0 ? one : two
        const identities = { device: 'shop', ...(index % 3 === 0 && { install: `i-${index % 6}` }) }
        return index % 4 === 0 ? app.join(program, userId, { identities }) : app.signup(program, { userId, identities })
      }),
    )
    const [first, ...others] = await clustersOfUsers(one, program, users)
    assert.equal(first?.accounts, 20)
    for (const other of others) assert.deepEqual(other, first)
    await assertAsFound(one, program)
  }
})

test('pairs that meet in every order at once, in two services, become one cluster without a deadlock', async (t) => {
  const one = await startApp(t)
  const two = await startApp(t, { database: one.database })
  const program = await one.liveProgram()
  const { id } = await one.service.programs.get(program.slug)
  const deadlocks = async () => {
    const [row] = await one.service.context.sql<{ deadlocks: bigint }[]>`
      select deadlocks from pg_stat_database where datname = current_database()`
    return row?.deadlocks
  }
  const before = await deadlocks()
  for (let round = 0; round < 10; round++) {
    const ids = Array.from({ length: 21 }, (_, index) => accountId(round * 100 + index))
    // A chain, in which each link may be made before or after its neighbours: roots move while others wait for them.
    const pairs = ids.slice(1).map((other, index): Sharing => [must(ids[index], 'an account'), other])
    const shuffled = pairs.toSorted(() => Math.random() - 0.5)
    await Promise.all(
      shuffled.map((pair, index) =>
        transaction((index % 2 === 0 ? one : two).service.context.sql, (tx) => unite(tx, id, [pair])),
      ),
    )
    const roots = await readRoots(one.service.context.sql, id, ids)
    const [root] = roots.values()
    assert.deepEqual([root?.size, root?.label], [21, ids[0]])
    assert.equal(new Set([...roots.values()].map((of) => of.id)).size, 1)
    assert.equal(roots.size, 21)
  }
  await one.service.context.sql`select pg_stat_force_next_flush()`
  assert.equal(await deadlocks(), before)
})

test('a union that is rolled back leaves nothing, and one that waited for it still joins', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { id } = await app.service.programs.get(program.slug)
  const { sql } = app.service.context
  const [a, b, c] = [accountId(1), accountId(2), accountId(3)]
  const failed = transaction(sql, async (tx) => {
    await unite(tx, id, [[a, b]])
    await new Promise((resolve) => setTimeout(resolve, 100))
    throw new Error('killed')
  })
  const [lost] = await Promise.allSettled([failed, transaction(sql, (tx) => unite(tx, id, [[b, c]]))])
  assert.equal(lost.status, 'rejected')
  const roots = await readRoots(sql, id, [a, b, c])
  assert.deepEqual([roots.get(a), roots.get(b)?.size, roots.get(c)?.label], [undefined, 2, b])
})

test('a list of members that is sent again adds no account to a cluster', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.join(program, 'rina', { identities: { phone: '01711111111' } })
  const members = [
    { identities: { phone: '01711111111', device: 'd-1' } },
    { identities: { device: 'd-1' } },
    { userId: 'karim', identities: { device: 'd-1' } },
  ]
  for (let time = 0; time < 3; time++) await app.ok('POST', `/v1/programs/${program.slug}/members`, { members })
  const [cluster] = await clustersOfUsers(app, program, ['rina'])
  assert.equal(cluster?.accounts, 3, 'rina, the member who owns the device, and karim')
  await assertAsFound(app, program)
})

test('a device used under other terms before still joins its users', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.signup(program, { userId: 'first', identities: { device: 'd-1' } })
  await app.ok('PATCH', `/v1/programs/${program.slug}`, { oneRewardPerDevice: false })
  await app.signup(program, { userId: 'second', identities: { device: 'd-1' } })
  await app.signup(program, { userId: 'third', identities: { device: 'd-2' } })
  await app.ok('PATCH', `/v1/programs/${program.slug}`, { oneRewardPerDevice: true })
  await app.advance(program, 73 * 3600)
  await app.signup(program, { userId: 'fourth', identities: { device: 'd-2' } })
  const [first, second, third, fourth] = await clustersOfUsers(app, program, ['first', 'second', 'third', 'fourth'])
  assert.equal(first?.accounts, 2)
  assert.deepEqual(second, first)
  assert.equal(third?.accounts, 2)
  assert.deepEqual(fourth, third)
  await assertAsFound(app, program)
})

test('one more account of 20,000 in a cluster writes two rows, and the cluster is read in part', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { id } = await app.service.programs.get(program.slug)
  const { sql } = app.service.context
  const shop = accountId(0)
  for (let from = 1; from <= 20_000; from += 2000) {
    const pairs = Array.from({ length: 2000 }, (_, index): Sharing => [shop, accountId(from + index)])
    await transaction(sql, (tx) => unite(tx, id, pairs))
  }
  const written = await transaction(sql, async (tx) => {
    await unite(tx, id, [[accountId(30_000), accountId(12_345)]])
    const [row] = await tx<{ count: number }[]>`
      select count(*)::int as count from cluster_members
      where program_id = ${id} and xmin::text::bigint >= pg_current_xact_id()::xid::text::bigint`
    return row?.count
  })
  assert.equal(written, 2, 'the account, and the root that counts it')
  const cluster = (await clustersOf(sql, id, [accountId(30_000)])).get(accountId(30_000))
  assert.deepEqual(cluster, { label: shop, accounts: 20_002, advocates: 0 })
  assert.equal((await membersOf(sql, id, shop, lookedAtMax)).length, lookedAtMax)
})

test('accounts that are about to be united are read as if they were', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { id } = await app.service.programs.get(program.slug)
  const { sql } = app.service.context
  const [rina, karim] = await app.participants(program, 2)
  for (const [name, advocate] of [
    ['friend-1', rina],
    ['friend-2', karim],
  ] as const) {
    await app.signup(program, { userId: name, code: advocate?.code })
  }
  const [a, b] = await idsOf(app, id, ['advocate-1', 'advocate-2'])
  const [one, two, alone] = [must(a, 'rina'), must(b, 'karim'), accountId(5)]
  await transaction(sql, (tx) => unite(tx, id, [[two, accountId(6)]]))
  const meeting: Sharing[] = [
    [one, accountId(7)],
    [accountId(7), two],
  ]
  const clusters = await clustersOf(sql, id, [one, two, alone], meeting)
  const cluster = { label: accountId(6), accounts: 4, advocates: 2 }
  assert.deepEqual(Object.fromEntries(clusters), { [one]: cluster, [two]: cluster })
})

test('the daily check repairs what differs from the identities, and finds nothing afterwards', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ oneRewardPerDevice: false })
  const { id } = await app.service.programs.get(program.slug)
  const { sql } = app.service.context
  const at = new Date()
  const users = Array.from({ length: 12 }, (_, index) => `user-${index}`)
  // Three clusters of four.
  for (const [index, userId] of users.entries()) {
    await app.signup(program, { userId, identities: { device: `d-${index % 3}` } })
  }
  assert.deepEqual(await checkClusters(sql, id, at), { accounts: 12, missing: 0, extra: 0 })
  const [a, b] = await idsOf(app, id, ['user-0', 'user-1'])
  await transaction(sql, (tx) => unite(tx, id, [[must(a, 'user-0'), must(b, 'user-1')]]))
  await sql`update cluster_members set size = 7 where program_id = ${id} and owner_id = any (${await idsOf(app, id, ['user-2'])}::uuid[])`
  const repaired = await checkClusters(sql, id, at)
  assert.deepEqual([repaired.missing, repaired.extra > 0], [0, true])
  await assertAsFound(app, program)
  await sql`delete from cluster_members where program_id = ${id}`
  assert.deepEqual(await checkClusters(sql, id, at), { accounts: 12, missing: 9, extra: 0 })
  await assertAsFound(app, program)
  assert.deepEqual(await checkClusters(sql, id, at), { accounts: 12, missing: 0, extra: 0 })
  assert.equal(await checkClustersDaily(app.service.context, id), undefined, 'it was made today')
})

/** Accounts before all others, in order. */
function accountId(index: number): string {
  return `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`
}

test('terms that free devices wait for a device that is being claimed, and a claim that comes after them begins again', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram({ oneRewardPerDevice: true })
  const { context, programs } = app.service
  const known = await programs.get(program.slug)
  const path = `/v1/programs/${program.slug}`
  for (const userId of ['rina', 'karim']) await app.join(program, userId)
  const [rina = '', karim = ''] = await idsOf(app, known.id, ['rina', 'karim'])
  const digests = identityDigests(context, known, { install: 'i-1' }, null)

  const before = await standingOf(context, known.id)
  let later: Promise<unknown> = Promise.resolve()
  await transaction(context.sql, async (tx) => {
    await learn(tx, known.id, before, rina, digests, async () => {})
    later = app
      .ok('PATCH', path, { oneRewardPerDevice: false })
      .then(() => app.ok('PUT', `${path}/participants/karim/identities`, { install: 'i-1' }))
    await Promise.race([later, aStatementWaits(app)])
  })
  await later
  await assertAsFound(app, program)
  const [one, other] = await clustersOfUsers(app, program, ['rina', 'karim'])
  assert.ok(one !== undefined && one.label === other?.label, 'they share the install')

  await assert.rejects(
    transaction(context.sql, async (tx) => learn(tx, known.id, before, karim, digests, async () => {})),
    { code: '40001' },
  )
})

async function aStatementWaits(app: TestApp): Promise<void> {
  await until('a statement waits', async () => {
    const rows = await app.service.context.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    return rows.length > 0
  })
}
