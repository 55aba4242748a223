/** What is written to the log at its most talkative, while everything secret and personal passes through: none of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cashOut } from '../payouts/payouts.js'
import { connect } from '../../src/db/connect.js'
import { keptLog } from '../support/log.js'
import { adminToken, startApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { invited } from '../support/operator.js'
import { startReceiver } from '../webhooks/receiver.js'

const phone = '01719876543'
const email = 'rina.secret@example.com'
const device = 'device-9f2c7d11aa03'
const account = '01811223344'

test('the log contains no phone number, email, device, account, password, key or token', async (t) => {
  const { log, written } = keptLog()
  const app = await startApp(t, { log })
  const program = await app.liveProgram({ minimumPayoutMinor: 2000 })
  const base = `/v1/programs/${program.slug}`
  const identities = { phone, email, device }
  const { code } = await app.ok('PUT', `${base}/participants/rina`, { identities, country: 'BD' })
  const friend = { phone: '+8801711112222', email: 'tuli.secret@example.com', device: 'device-tuli-5d0e' }
  await app.signup(program, { userId: 'tuli', code, identities: friend })
  await app.signup(program, { userId: 'mitu', code })
  await app.call('POST', `${base}/signups`, { userId: 'again', code, identities: { phone: 'x'.repeat(400), email } })
  await app.call('GET', `${base}/participants/${phone}`)
  await app.call('GET', `${base}/participants?cursor=${encodeURIComponent(email)}`)
  await app.call('POST', `${base}/participant-search`, { typed: phone })
  await app.advance(program, 8 * 86_400)
  const paid = await cashOut(
    app,
    program,
    { amountMinor: 2000, method: { kind: 'bkash', account } },
    { userId: 'rina' },
  )
  assert.equal(paid.status, 201)
  await cashOut(
    app,
    program,
    { amountMinor: 2000, method: { kind: 'bkash', account: `${account}99` } },
    { userId: 'rina' },
  )

  const key = await app.ok('POST', `${base}/keys`, { name: 'the app' })
  const receiver = await startReceiver(t)
  const webhook = await app.ok('POST', `${base}/webhooks`, { url: `${receiver.url}?token=hook-token-77c1` })
  const headers = { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' }
  for (const body of ['{"typed":"01719876543"', `{"typed":"${phone}","typed2":"${email}"}`, '[]'])
    await fetch(`${app.url}${base}/participant-search`, { method: 'POST', headers, body })
  await fetch(`${app.url}${base}/stats?key=${key.secret}`, { headers: { authorization: `Basic ${key.secret}` } })
  const { browser } = await invited(app, 'owner')
  const cookies = [...browser.cookies.values()]

  // The worst for a log: the database refuses, and repeats in its words the row that it refused.
  const owner = connect(app.database.ownerUrl, { max: 1 })
  atEnd(t, () => owner.end({ timeout: 5 }))
  await owner`alter table participants add constraint nobody check (user_id = '') not valid`
  await owner`alter table payouts add constraint nothing check (amount_minor = 0) not valid`
  const failed = [
    await app.call('POST', `${base}/signups`, { userId: phone, code, identities }),
    await app.call('PUT', `${base}/participants/${phone}`, { identities }),
    await cashOut(app, program, { amountMinor: 2000, method: { kind: 'bkash', account } }, { userId: 'rina' }),
  ]
  assert.ok(
    failed.every(({ status }) => status >= 500),
    JSON.stringify(failed),
  )
  assert.ok(written().includes('a bug: a request failed'), 'it is a log')
  const secrets = [key.secret, webhook.secret, adminToken, 'hook-token-77c1', ...cookies]
  const people = [
    phone,
    email,
    device,
    account,
    ...Object.values(friend),
    phone.slice(1),
    account.slice(1),
    '1711112222',
  ]
  for (const hidden of [...secrets, ...people]) {
    assert.ok(typeof hidden === 'string' && hidden.length >= 10)
    assert.ok(!written().includes(hidden), `the log has ${hidden}: ${around(written(), hidden)}`)
  }
})

function around(text: string, found: string): string {
  const at = text.indexOf(found)
  return text.slice(Math.max(0, at - 200), at + found.length + 100)
}
