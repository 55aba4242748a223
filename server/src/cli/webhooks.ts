/**
 * `bondhu webhooks listen`: for a developer whose machine the service cannot call. It reads the feed of a program with a
 * key, prints each event from now on, signs it as the service would, and forwards it to an address of this machine. It
 * keeps nothing, and changes nothing in the service.
 */
import { Bondhu, BondhuError, verifyWebhook, type Change } from '@bondhu/sdk'
import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook as Signer } from 'standardwebhooks'

export interface ListenOptions {
  readonly url?: unknown
  readonly program?: unknown
  readonly 'key-file'?: unknown
  readonly forward?: unknown
}

const pollMs = 1_000
const pageMax = 100
const forwardMsMax = 8_000
const local = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Until it is stopped. @throws Error with a sentence */
export async function runWebhooks(what: string, options: ListenOptions): Promise<void> {
  if (what !== 'listen') throw new Error('There is only: bondhu webhooks listen')
  const { url = 'http://127.0.0.1:7400', program, 'key-file': keyFile } = options
  if (typeof url !== 'string' || typeof program !== 'string' || typeof keyFile !== 'string') {
    throw new Error('Say which program, and where the key is: --program <slug> --key-file <file>.')
  }
  const forward = addressOf(options.forward)
  const key = (await readFile(keyFile, 'utf8')).trim()
  const secret = secretOf(key)
  const bondhu = new Bondhu({ url, key, program })
  let cursor = await endOfFeed(bondhu)
  console.log(`Listening to ${program} at ${url}. The secret for verifyWebhook, the same each time: ${secret}`)
  for (;;) {
    const page = await nextPage(bondhu, cursor)
    for (const event of page.items) console.log(await told(event, secret, forward))
    cursor = page.nextCursor ?? undefined
    if (page.items.length < pageMax) await sleep(pollMs)
  }
}

function addressOf(forward: unknown): string | undefined {
  if (forward === undefined) return undefined
  if (typeof forward === 'string' && URL.canParse(forward) && local.test(new URL(forward).hostname)) return forward
  throw new Error('--forward takes an address of this machine, like http://localhost:3000/bondhu')
}

/** The same for a key, so that the app is told it once. It opens nothing in the service. */
function secretOf(key: string): string {
  return `whsec_${createHmac('sha256', key).update('bondhu webhooks listen').digest('base64')}`
}

async function endOfFeed(bondhu: Bondhu): Promise<string | undefined> {
  let cursor: string | undefined
  for (;;) {
    const { items, nextCursor } = await bondhu.changes({ limit: pageMax, cursor })
    cursor = nextCursor ?? undefined
    if (items.length < pageMax) return cursor
  }
}

/** A service that is away for a while does not end it. */
async function nextPage(bondhu: Bondhu, cursor: string | undefined) {
  for (;;) {
    try {
      return await bondhu.changes({ limit: pageMax, cursor })
    } catch (error) {
      if (!(error instanceof BondhuError) || !error.temporary) throw error
      console.error(error.detail)
      await sleep(pollMs)
    }
  }
}

async function told(event: Change, secret: string, forward: string | undefined): Promise<string> {
  const line = `${event.timestamp} ${event.type} ${JSON.stringify(event.data)}`
  if (forward === undefined) return line
  const body = JSON.stringify(event)
  const at = new Date()
  const headers = {
    'content-type': 'application/json',
    'webhook-id': event.id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Signer(secret).sign(event.id, at, body),
  }
  await verifyWebhook({ body, headers, secrets: secret })
  return `${line} → ${await send(forward, headers, body)}`
}

async function send(forward: string, headers: Record<string, string>, body: string): Promise<string> {
  try {
    const signal = AbortSignal.timeout(forwardMsMax)
    const { status } = await fetch(forward, { method: 'POST', headers, body, redirect: 'manual', signal })
    return status < 300 ? `${status}` : `${status}: the service would try it again`
  } catch {
    return `no answer from ${forward}: the service would try it again`
  }
}
