/** Advocates whose friends are paid to one wallet fill one purse: their friends are looked at together. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gatherAtRelease } from '../../src/domain/fraud/look/at-release.js'
import { partnersOf } from '../../src/domain/fraud/look/purses.js'
import type { Group } from '../../src/domain/fraud/signals/case.js'
import { sharedApp } from '../support/app.js'

test('of two advocates whose friends share a wallet the friends are one circle; a couple joins nobody', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const ids = new Map<string, string>()
  for (const [advocate, friends] of Object.entries({ rina: 4, karim: 4, mina: 1 })) {
    const { code } = await app.join(program, advocate)
    for (let number = 0; number < friends; number++) {
      await app.signup(program, { userId: `${advocate}-${number}`, code })
      // The fourth friend of each has no wallet yet.
      if (number === 3) continue
      const path = `/v1/programs/${program.slug}/participants/${advocate}-${number}/payout-method`
      const { status } = await app.call('PUT', path, { kind: 'bkash', account: '01811111111' })
      assert.ok(status === 200 || status === 409, 'more than three are refused, and remembered')
    }
  }
  const rows = await app.service.context.sql<{ id: string; program_id: number; user_id: string }[]>`
    select p.id, p.program_id, p.user_id from participants p join programs g on g.id = p.program_id
    where g.slug = ${program.slug}`
  for (const { id, user_id: userId } of rows) ids.set(userId, id)
  const groupOf = async (userId: string): Promise<Group> => {
    const [look] = await gatherAtRelease(app.service.context.sql, rows[0]?.program_id ?? 0, new Date(), [
      ids.get(userId) ?? '',
    ])
    assert.ok(look?.one.group)
    return look.one.group
  }
  const namesOf = ({ siblings }: Group) =>
    [...ids].flatMap(([name, id]) => (siblings.some(({ friendId }) => friendId === id) ? [name] : [])).toSorted()
  const group = await groupOf('rina-3')
  assert.deepEqual(namesOf(group), ['karim-0', 'karim-1', 'karim-2', 'karim-3', 'rina-0', 'rina-1', 'rina-2'])
  const { wallet, ...purse } = group.purses.get(ids.get('karim-2') ?? '') ?? {}
  assert.deepEqual(purse, { accounts: 7, advocates: 3 })
  assert.equal(group.purses.get(ids.get('rina-0') ?? '')?.wallet, wallet)
  assert.equal(group.purses.has(ids.get('rina-3') ?? ''), false)
  assert.deepEqual(namesOf(await groupOf('mina-0')), [], 'one friend on the wallet joins nobody')
})

test('one friend of each on a wallet is a couple, and two of each a purse', () => {
  const of = (id: string, advocateId: string) => ({ wallet: 'one', id, advocateId })
  const own = new Set(['a', 'b', 'c'])
  assert.deepEqual(partnersOf(own, [[of('a', 'rina'), of('x', 'karim')]]), [])
  assert.deepEqual(partnersOf(own, [[of('a', 'rina'), of('b', 'rina'), of('x', 'karim')]]), [])
  assert.deepEqual(partnersOf(own, [[of('a', 'rina'), of('b', 'rina'), of('x', 'karim'), of('y', 'karim')]]), ['karim'])
})
