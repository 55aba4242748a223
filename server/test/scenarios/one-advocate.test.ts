/** The whole idea, as the people in it would tell it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'

test('a hundred new friends earn ৳2,000, and sixty people who had an account earn nothing', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 10_000_000)
  const oldPhones = Array.from({ length: 60 }, (_, i) => `0171100${String(i).padStart(4, '0')}`)
  await app.ok('POST', `/v1/programs/${program.slug}/members`, {
    members: oldPhones.map((phone) => ({ identities: { phone } })),
  })
  const advocate = await app.join(program, 'u-1001')
  const newPhones = Array.from({ length: 100 }, (_, i) => `0181200${String(i).padStart(4, '0')}`)
  const answers = await Promise.all(
    [...newPhones, ...oldPhones].map(async (phone) => {
      const clickId = await app.click(program, advocate.code)
      return app.signup(program, { userId: `friend-${phone}`, clickId, identities: { phone } })
    }),
  )
  const referred = answers.filter((answer) => answer.outcome === 'referred')
  const refused = answers.filter((answer) => answer.outcome === 'refused')
  assert.equal(referred.length, 100)
  assert.equal(refused.length, 60)
  assert.ok(refused.every((answer) => answer.reason === 'already_member' && answer.message.bn && answer.message.en))
  const { balances, friends } = await app.participant(program, 'u-1001')
  assert.deepEqual(balances, { currency: 'BDT', heldMinor: 200_000, availableMinor: 0, clearingMinor: 0, paidMinor: 0 })
  assert.equal(friends.counted, 100)
  await app.assertLedger(program)

  await app.advance(program, 7 * 86_400)
  const later = await app.participant(program, 'u-1001')
  assert.equal(later.balances.heldMinor, 0)
  assert.equal(later.balances.availableMinor, 200_000)
  const stats = await app.stats(program)
  assert.equal(stats.clicks, 160)
  assert.equal(stats.signups, 160)
  assert.equal(stats.rewardsAvailableMinor, 200_000)
  assert.equal(stats.budgetMinor, 9_800_000)
  await app.assertLedger(program)
})
