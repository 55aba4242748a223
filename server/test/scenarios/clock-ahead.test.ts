/** "Our server's clock is a little ahead of yours." An account opened a moment ago is not one of the future. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString()
const minuteMs = 60_000

for (const aheadMs of [2_000, 4 * minuteMs + 30_000]) {
  test(`an account opened now by a clock ${aheadMs} ms ahead joins, shares and earns`, async () => {
    const app = await sharedApp()
    const program = await app.liveProgram()
    const { code } = await app.join(program, 'rina', { createdAt: inMs(aheadMs) })
    const friend = await app.signup(program, {
      userId: 'tuli',
      code,
      occurredAt: inMs(aheadMs),
      identities: { phone: '01911223377' },
    })
    assert.equal(friend.outcome, 'referred')
    const told = [
      { userId: 'karim', createdAt: inMs(aheadMs) },
      { userId: 'tuli', createdAt: inMs(aheadMs) },
      { userId: 'other', identities: { phone: '01911223377' }, createdAt: inMs(aheadMs + 20_000) },
    ]
    const path = `/v1/programs/${program.slug}`
    assert.deepEqual(await app.ok('POST', `${path}/members`, { members: told }), { received: 3, added: 2 })
    assert.equal((await app.participant(program, 'rina')).balances.heldMinor, 2000, 'none of them is older than tuli')
    const late = await app.signup(program, { userId: 'karim', code })
    assert.equal(late.reason, 'already_member')
    await app.join(program, 'after')
    const second = await app.signup(program, { userId: 'new', code, identities: { phone: '01911223388' } })
    assert.equal(second.outcome, 'referred')
    await app.ok('PUT', `${path}/participants/rina/identities`, { phone: '01911223388' })
    const { items } = await app.ok('GET', `${path}/participants/rina/referrals`)
    assert.deepEqual([items[0].friendUserId, items[0].state], ['new', 'reversed'], 'rina is older than new')
    await app.assertLedger(program)
  })
}

test('a date further ahead is refused with the clock that counts, also where the program has another', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.advance(program, 7 * 86_400)
  const path = `/v1/programs/${program.slug}`
  const { now } = await app.program(program)
  for (const createdAt of [inMs(5 * minuteMs + 20_000), now]) {
    for (const { status, body } of [
      await app.call('PUT', `${path}/participants/rina`, { createdAt }),
      await app.call('POST', `${path}/members`, { members: [{ userId: 'karim', createdAt }] }),
    ]) {
      assert.equal(status, 422)
      assert.match(body.errors[0].path, /createdAt$/)
      assert.match(body.errors[0].message, /at most 5 minutes ahead of real time/)
    }
  }
  assert.equal((await app.call('GET', `${path}/participants/rina`)).status, 404)
})
