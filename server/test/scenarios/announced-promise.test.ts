/** "You announced a raise": what was announced is promised, and does not disappear without notice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'

const hour = 3600

test('an announced improvement cannot be removed at once; an announced cut can', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ rewardMinor: 2000, holdDays: 7 })
  const change = (body: object) => app.ok('PATCH', `/v1/programs/${program.slug}`, body)
  await change({ rewardMinor: 1000, holdDays: 2 })
  await app.advance(program, 71 * hour)
  await change({ holdDays: 7 })
  await app.advance(program, 2 * hour)
  const inForce = await app.program(program)
  assert.deepEqual([inForce.rewardMinor, inForce.holdDays], [1000, 2], 'as it was announced')
  await app.advance(program, 70 * hour)
  assert.equal((await app.program(program)).holdDays, 7, 'after its own notice')
  await change({ rewardMinor: 500, holdDays: 1 })
  await app.advance(program, hour)
  await change({ rewardMinor: 1000 })
  await app.advance(program, 72 * hour)
  const withdrawn = await app.program(program)
  assert.deepEqual([withdrawn.rewardMinor, withdrawn.holdDays], [1000, 1], 'the cut alone was withdrawn')
})

const improvements: readonly (readonly [field: string, before: unknown, promised: unknown])[] = [
  ['friendRewardMinor', 500, 700],
  ['attributionWindowDays', 30, 45],
  ['lateCodeHours', 24, 72],
  ['caps', { perAdvocatePerDay: 1, perAdvocateTotal: null }, { perAdvocatePerDay: null, perAdvocateTotal: null }],
  ['countries', ['BD'], ['BD', 'IN']],
  ['minimumAge', 18, null],
  ['requires', ['phone'], []],
]

test('an improvement of any field needs its own notice to be taken back', async () => {
  const app = await sharedApp()
  const life = async ([field, before, promised]: (typeof improvements)[number]) => {
    const program = await app.liveProgram({ rewardMinor: 2000, [field]: before })
    const change = (body: object) => app.ok('PATCH', `/v1/programs/${program.slug}`, body)
    await change({ rewardMinor: 1000, [field]: promised })
    await app.advance(program, 71 * hour)
    await change({ [field]: before })
    await app.advance(program, 2 * hour)
    const inForce = await app.program(program)
    assert.deepEqual([inForce.rewardMinor, inForce[field]], [1000, promised], `${field} as it was announced`)
    await app.advance(program, 70 * hour)
    assert.deepEqual((await app.program(program))[field], before, `${field} after its own notice`)
  }
  await Promise.all(improvements.map(life))
})

test('a second person is required at once, also with worse terms, and never turned off', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ rewardMinor: 2000 })
  const secondPerson = { funding: false, closing: true }
  const changed = await app.ok('PATCH', `/v1/programs/${program.slug}`, { rewardMinor: 1000, secondPerson })
  assert.deepEqual([changed.rewardMinor, changed.secondPerson], [2000, secondPerson])
  await app.advance(program, 73 * hour)
  const later = await app.program(program)
  assert.deepEqual([later.rewardMinor, later.secondPerson], [1000, secondPerson])
})

test('what was withdrawn is no longer announced, and what else was announced with it still is', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ rewardMinor: 2000, holdDays: 7 })
  const change = (body: object) => app.ok('PATCH', `/v1/programs/${program.slug}`, body)
  const announced = async () =>
    (await app.program(program)).announced.map(({ terms }: Body) => [terms.rewardMinor, terms.holdDays])
  await change({ rewardMinor: 1000 })
  assert.deepEqual(await announced(), [[1000, 7]])
  await change({ rewardMinor: 2000 })
  assert.deepEqual(await announced(), [])
  await change({ rewardMinor: 1000, holdDays: 2 })
  await change({ rewardMinor: 2000 })
  assert.deepEqual(await announced(), [[2000, 2]])
  await app.advance(program, 73 * hour)
  assert.deepEqual(await announced(), [])
  const { rewardMinor, holdDays } = await app.program(program)
  assert.deepEqual([rewardMinor, holdDays], [2000, 2])
})
