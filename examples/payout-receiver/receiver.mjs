/**
 * A payout provider that Bondhu can be attached to: it recharges mobile phones. Plain Node, nothing to install.
 * What it must do, and why, stands in docs/payout-http.md; settings are read from the environment:
 *
 *   SECRET        as Bondhu showed it when the provider was attached
 *   CALLBACK_URL  `callbackUrl` of the attached provider
 *   MODE          `live`, or `test` for a program that pays in play money (live)
 *   FLOAT_MINOR   all the money that was ever put in to pay with, in poisha
 *   BOOKS         a folder for its books (./books)
 *   HOST, PORT    where it listens (127.0.0.1, 7500); what is in front of it speaks https
 */
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openAirtime, operatorOf } from './airtime.mjs'
import { Book } from './book.mjs'
import { isSigned, signatureOf } from './signatures.mjs'

const {
  SECRET: secret = '',
  CALLBACK_URL: callbackUrl,
  BOOKS: books = './books',
  HOST: host = '127.0.0.1',
} = process.env
const settings = {
  port: Number(process.env.PORT ?? 7500),
  floatMinor: Number(process.env.FLOAT_MINOR ?? 0),
  mode: process.env.MODE ?? 'live',
  airtimeMs: Number(process.env.AIRTIME_MS ?? 0),
  pageLines: Number(process.env.PAGE_LINES ?? 500),
}
if (secret.length < 32) throw new Error('Set SECRET: Bondhu shows it when the provider is attached.')

const bodyBytesMax = 16 * 1024
const offMsMax = 5 * 60_000
/** A longer sale is reported by a call. */
const patienceMs = 2_000
const tellTriesMax = 6

const server = createServer((request, response) => {
  handle(request, response).catch((error) => {
    // Unsigned, so Bondhu ignores it and asks again.
    console.error(error)
    response.writeHead(500).end()
  })
})
// The port first: a second process with the same books fails here. Until they are open every call fails.
await new Promise((resolve, reject) => server.once('error', reject).listen(settings.port, host, resolve))
await mkdir(books, { recursive: true, mode: 0o700 })
const airtime = await openAirtime(join(books, 'airtime.log'), settings.airtimeMs)
const book = await Book.open(join(books, 'payments.log'), settings.floatMinor)
const selling = new Map()
// Orders that a killed process had accepted: the seller knows whether it sold them.
for (const { order } of book.accepted()) void sell(order).then(() => tell(order.reference))
console.log(`ready at http://${host}:${server.address().port}`)

async function handle(request, response) {
  const body = await bodyOf(request)
  const { 'bondhu-request': id, 'bondhu-timestamp': timestamp, 'bondhu-signature': signature } = request.headers
  const isNow = Math.abs(Number(timestamp) * 1000 - Date.now()) <= offMsMax
  const lines = ['bondhu-request', id, timestamp, request.method, request.url, body]
  if (!isNow || !isSigned(signature, secret, lines)) {
    response.writeHead(401).end()
    return
  }
  const { status, said } = await answerTo(request.method, new URL(request.url, 'http://x'), body)
  const text = JSON.stringify(said)
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'bondhu-signature': signatureOf(secret, ['bondhu-answer', id, status, text]),
    })
    .end(text)
}

async function bodyOf(request) {
  const chunks = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > bodyBytesMax) throw new Error('the body is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function answerTo(method, { pathname, searchParams }, body) {
  if (method === 'POST' && pathname === '/payments') return pay(JSON.parse(body))
  if (method === 'GET' && pathname.startsWith('/payments/')) return find(pathname.slice('/payments/'.length))
  if (method === 'GET' && pathname === '/statement') return statement(searchParams)
  if (method === 'GET' && pathname === '/balance')
    return { status: 200, said: { balanceMinor: Math.max(0, book.balanceMinor) } }
  return { status: 404, said: {} }
}

/** The same order again, at once or a year later, is the same payment. */
async function pay(order) {
  const known = book.find(order.reference)
  if (known !== undefined) {
    await known.written
    return isSame(known.order, order) ? payment(order.reference) : { status: 409, said: { reference: order.reference } }
  }
  const objection = objectionTo(order)
  if (objection !== undefined) {
    await book.take(order, { state: 'failed', code: objection })
    return payment(order.reference)
  }
  // On the disk before the sale: after a crash it is known that it may have been sold.
  await book.take(order, { state: 'accepted' })
  const sold = sell(order)
  const late = sleep(patienceMs, 'late')
  if ((await Promise.race([sold, late])) === 'late') void sold.then(() => tell(order.reference))
  return payment(order.reference)
}

/** Why this is certainly not paid, now or later. */
function objectionTo({ mode, kind, account, amountMinor, currency, deadline }) {
  if (!(Date.parse(deadline) > Date.now())) return 'not_sent'
  // Money of a test program is not real.
  if (mode !== settings.mode) return 'provider_refused'
  if (kind !== 'recharge' || operatorOf(account) === undefined) return 'account_unknown'
  // Phones are recharged with whole taka.
  if (currency !== 'BDT' || amountMinor % 100 !== 0 || amountMinor < 1000 || amountMinor > 100_000)
    return 'amount_unsupported'
  return amountMinor > book.balanceMinor ? 'provider_refused' : undefined
}

function isSame(one, other) {
  return ['reference', 'kind', 'account', 'amountMinor', 'currency'].every((field) => one[field] === other[field])
}

/** One at a time per reference. */
function sell(order) {
  const { reference } = order
  const under = selling.get(reference)
  if (under !== undefined) return under
  const sold = airtime
    .topUp(order)
    .then(({ providerReference, at }) => book.settle(reference, { state: 'paid', providerReference, at }))
    .finally(() => selling.delete(reference))
  selling.set(reference, sold)
  return sold
}

function payment(reference) {
  return { status: 200, said: wordOf(reference) }
}

function wordOf(reference) {
  const { state, code, providerReference, order } = book.find(reference)
  if (state === 'paid') return { reference, state, providerReference, amountMinor: order.amountMinor }
  return state === 'failed' ? { reference, state, code } : { reference, state }
}

async function find(reference) {
  const known = book.find(reference)
  if (known === undefined) return { status: 404, said: { reference, state: 'not_found' } }
  await known.written
  return payment(reference)
}

function statement(asked) {
  const begin = Number(asked.get('cursor') ?? 0)
  const { items, next } = book.statement(asked.get('from'), asked.get('to'), begin, settings.pageLines)
  return { status: 200, said: { items, nextCursor: next === null ? null : String(next) } }
}

/** Only saves time: Bondhu also asks about accepted payments. */
async function tell(reference) {
  if (callbackUrl === undefined) return
  const body = JSON.stringify(wordOf(reference))
  for (let tries = 0; tries < tellTriesMax; tries++) {
    if (tries > 0) await sleep(1000 * 2 ** tries)
    const [id, timestamp] = [randomUUID(), String(Math.floor(Date.now() / 1000))]
    const headers = {
      'content-type': 'application/json',
      'bondhu-request': id,
      'bondhu-timestamp': timestamp,
      'bondhu-signature': signatureOf(secret, ['bondhu-callback', id, timestamp, body]),
    }
    const answer = await fetch(callbackUrl, { method: 'POST', headers, body, redirect: 'manual' }).catch(
      () => undefined,
    )
    if (answer?.ok) return
  }
}
