/** The client's check of a delivery, against the library that signs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyWebhook, WebhookError } from '@bondhu/sdk'
import { Webhook as Signer } from 'standardwebhooks'

const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`
const other = `whsec_${Buffer.from('fedcba9876543210fedcba9876543210').toString('base64')}`
const body = JSON.stringify({ id: 'evt_1', type: 'referral.counted', messages: [{ bn: 'আপনার ৳২০' }] })

function headersOf(by: string, at = new Date(), signed = body): Record<string, string> {
  return {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Signer(by).sign('evt_1', at, signed),
  }
}

test('a valid signature is accepted, by both secrets during a rotation, and with both kinds of headers', async () => {
  // Of one moment: between two calls a second may end.
  const at = new Date()
  const headers = headersOf(secret, at)
  assert.deepEqual(await verifyWebhook({ body, headers, secrets: secret }), JSON.parse(body))
  const both = {
    ...headers,
    'webhook-signature': `${headersOf(other, at)['webhook-signature']} ${headers['webhook-signature']}`,
  }
  for (const secrets of [secret, other, [secret], [other, secret]]) {
    assert.equal((await verifyWebhook({ body, headers: new Headers(both), secrets })).type, 'referral.counted')
  }
})

test('a body of bytes is accepted, and one that the framework parsed is named as the mistake', async () => {
  const headers = headersOf(secret)
  const bytes = new TextEncoder().encode(body)
  assert.deepEqual(await verifyWebhook({ body: bytes, headers, secrets: secret }), JSON.parse(body))
  for (const parsed of [JSON.parse(body), undefined]) {
    await assert.rejects(verifyWebhook({ body: parsed, headers, secrets: secret }), /must be raw.*express\.raw/)
  }
})

test('a changed, old or wrongly signed event is rejected', async () => {
  const headers = headersOf(secret)
  const minute = 60_000
  const wrong = [
    { headers, body: body.replace('counted', 'refused') },
    { headers: { ...headers, 'webhook-id': 'evt_2' } },
    { headers: { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) } },
    { headers: headersOf(other) },
    { headers: headersOf(secret, new Date(Date.now() - 6 * minute)) },
    { headers: headersOf(secret, new Date(Date.now() + 6 * minute)) },
    { headers: { ...headers, 'webhook-signature': 'v1,' } },
    { headers: { ...headers, 'webhook-signature': 'v1,%%%' } },
    { headers: { ...headers, 'webhook-signature': headers['webhook-signature']?.replace('v1,', 'v2,') } },
    { headers: {} },
    { headers: { ...headers, 'webhook-timestamp': 'soon' } },
    { headers, secrets: 'whsec_' },
    { headers, secrets: [] },
  ]
  for (const one of wrong) {
    await assert.rejects(verifyWebhook({ body, secrets: secret, ...one }), WebhookError, JSON.stringify(one))
  }
})
