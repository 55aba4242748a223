/** The Play Install Referrer: a click that the installation cannot come from. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'

test('a click made after the installation had begun was injected, and earns nothing', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const nowSeconds = Math.floor(Date.now() / 1000)
  const signup = async (userId: string, installBeganAt: unknown, more: object = {}) => {
    const installReferrer = `utm_source=bondhu&bondhu=${await app.click(program, code)}`
    return app.signup(program, { userId, installReferrer, installBeganAt, ...more })
  }
  const injected = await signup('injected', nowSeconds - 60)
  assert.deepEqual([injected.outcome, injected.reason], ['organic', 'unknown_click'])
  assert.equal((await signup('typed', nowSeconds - 60, { code })).attributedBy, 'code')
  for (const [userId, began] of Object.entries({
    later: nowSeconds + 60,
    text: String(nowSeconds + 1),
    zero: 0,
    odd: 'x',
  })) {
    assert.equal((await signup(userId, began)).attributedBy, 'click', userId)
  }
  // A click that the app was told on another way is not of this installation.
  const clickId = await app.click(program, code)
  assert.equal((await signup('web', nowSeconds - 60, { clickId })).attributedBy, 'click')
})

test('in a program whose clock was moved, Google’s time is no evidence', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  await app.advance(program, 3600)
  const installReferrer = `bondhu=${await app.click(program, code)}`
  const report = { userId: 'friend', installReferrer, installBeganAt: Math.floor(Date.now() / 1000) }
  assert.equal((await app.signup(program, report)).attributedBy, 'click')
})
