/** What `npm run sdk:runtimes` plays on each runtime: only what all of them have. */
import { Bondhu, BondhuError, verifyWebhook, WebhookError } from '@bondhu/sdk'

/** @param env `BONDHU_URL`, `BONDHU_KEY`, and a `RUNTIME` whose people are its own */
export async function story(env) {
  const bondhu = new Bondhu({ url: env.BONDHU_URL, key: env.BONDHU_KEY, program: 'my-app' })
  const rina = `rina of ${env.RUNTIME}`
  const { code } = await bondhu.join(rina)
  for (const friend of ['karim', 'salma']) {
    const decision = await bondhu.signup({ userId: `${friend} of ${env.RUNTIME}`, code })
    must(decision.outcome === 'referred', JSON.stringify(decision))
  }
  const friends = []
  for await (const { state } of bondhu.referrals(rina, { limit: 1 })) friends.push(state)
  must(friends.join() === 'counted,counted', `two pages: ${friends.join()}`)
  await mustThrow(BondhuError, () => bondhu.signup({ userId: 'x', identities: { phone: '12' } }))
  await verifies()
  console.log('the story ends well')
}

async function verifies() {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const body = JSON.stringify({ id: 'evt_1', type: 'referral.counted' })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const signed = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`evt_1.${timestamp}.${body}`))
  const headers = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${base64(new Uint8Array(signed))}`,
  }
  const secrets = `whsec_${base64(bytes)}`
  const event = await verifyWebhook({ body, headers, secrets })
  must(event.type === 'referral.counted', event.type)
  await mustThrow(WebhookError, () => verifyWebhook({ body: body.replace('counted', 'refused'), headers, secrets }))
}

function base64(bytes) {
  return btoa(String.fromCharCode(...bytes))
}

function must(condition, what) {
  if (!condition) throw new Error(what)
}

async function mustThrow(kind, call) {
  try {
    await call()
  } catch (error) {
    if (error instanceof kind) return
    throw error
  }
  throw new Error(`no ${kind.name}`)
}
