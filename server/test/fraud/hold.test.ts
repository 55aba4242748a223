/** Holds that are shorter than the promise for people who give no reason to wait. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdDaysOf } from '../../src/domain/fraud/hold.js'
import { defaultSettings } from '../../src/domain/fraud/settings-cache.js'
import { sharedApp } from '../support/app.js'
import type { Body } from '../support/api.js'

test('nobody waits longer than promised, and a suspicious friend waits as long as promised', () => {
  const hold = { ...defaultSettings.hold, ordinaryDays: 5, provenDays: 1 }
  const days = (score: number, isProven: boolean, promisedDays = 7) =>
    holdDaysOf(hold, { promisedDays, score, isProven })
  assert.deepEqual([days(0, false), days(0, true), days(30, true), days(29, false)], [5, 1, 7, 5])
  assert.deepEqual([days(0, false, 3), days(0, true, 0), days(99, false, 3)], [3, 0, 3])
  assert.equal(
    holdDaysOf(defaultSettings.hold, { promisedDays: 7, score: 0, isProven: true }),
    7,
    'the default is the promise',
  )
})

test('the friends of a proven advocate are held for a day, those of a new one for the promised week', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const path = `/v1/programs/${program.slug}/fraud-settings`
  await app.ok('PUT', path, { hold: { provenDays: 1, provenFriends: 3 } })
  const { code } = await app.join(program, 'rina')
  const { code: newCode } = await app.join(program, 'new')
  const friend = (userId: string, by: string) => app.signup(program, { userId, code: by })
  for (let index = 0; index < 3; index++) await friend(`early-${index}`, code)
  const heldDays = async (answer: Body) => {
    const { now } = await app.ok('POST', `/v1/programs/${program.slug}/clock/advance`, { seconds: 1 })
    return Math.round((Date.parse(answer.reward.availableAt) - Date.parse(now)) / 86_400_000)
  }
  assert.equal(await heldDays(await friend('same-day', code)), 7, 'friends of today prove nothing')
  await app.advance(program, 8 * 86_400)
  assert.equal(await heldDays(await friend('later', code)), 1)
  assert.equal(await heldDays(await friend('of-new', newCode)), 7)
  const clickId = await app.click(program, code)
  const suspicious = await app.signup(program, { userId: 'fast', clickId })
  assert.equal(suspicious.referral.state, 'counted')
  assert.equal(await heldDays(suspicious), 7)
  await app.advance(program, 2 * 86_400)
  assert.equal((await app.participant(program, 'rina')).balances.heldMinor, 2000)
  await app.assertLedger(program)
})
