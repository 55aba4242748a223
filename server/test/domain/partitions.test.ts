import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../../src/db/connect.js'
import { dropOldPartitions, makePartitions } from '../../src/domain/clicks/partitions.js'
import { idAt, newId } from '../../src/ids.js'
import { sharedApp } from '../support/app.js'
import { testDatabase } from '../support/database.js'

test('partitions for three months are created once, even by two processes that start together', async (t) => {
  const { ownerUrl } = await testDatabase(t)
  const [one, two] = [connect(ownerUrl, { max: 1 }), connect(ownerUrl, { max: 1 })]
  const now = new Date('2027-11-20T12:00:00Z')
  const made = await Promise.all([makePartitions(one, now), makePartitions(two, now)])
  assert.deepEqual(made.flat().toSorted(), ['clicks_2027_11', 'clicks_2027_12', 'clicks_2028_01'])
  await Promise.all([one.end(), two.end()])
})

test('a click is stored in its month or the default partition, and found in both', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const [advocate] = await app.participants(program, 1)
  const before = await app.click(program, advocate?.code ?? '')
  const owner = connect(app.database.ownerUrl, { max: 1 })
  // The month has clicks in the default partition already: it is left there.
  const made = await makePartitions(owner, new Date())
  assert.equal(made.length, 2)
  const after = await app.click(program, advocate?.code ?? '')
  for (const [index, clickId] of [before, after].entries()) {
    const answer = await app.signup(program, { userId: `friend-${index}`, clickId })
    assert.equal(answer.attributedBy, 'click')
  }
  await owner.end()
})

test('months that no decision needs are dropped', async (t) => {
  const { ownerUrl } = await testDatabase(t)
  const owner = connect(ownerUrl, { max: 1 })
  await makePartitions(owner, new Date('2026-01-10T00:00:00Z'))
  const click = (at: string) => owner`
    insert into clicks (program_id, id, advocate_id, version, state, clicked_at, platform)
    values (1, ${idAt(Date.parse(at))}, ${newId()}, 1, 'live', ${new Date(at)}, 'other')`
  await click('2025-06-05T00:00:00Z')
  await click('2026-01-15T00:00:00Z')
  await click('2026-03-15T00:00:00Z')
  const dropped = await dropOldPartitions(owner, new Date('2026-08-01T00:00:00Z'))
  assert.deepEqual(dropped, ['clicks_2026_01'])
  const [left] = await owner<{ count: number }[]>`select count(*)::int as count from clicks`
  assert.equal(left?.count, 1)
  await owner.end()
})
