/**
 * Thousands of credentials that are nearly right: none is taken for the one it was made of, and none breaks anything.
 * `npm run faults:hostile` tries ten thousand.
 */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { startApp } from '../support/app.js'
import { invited } from '../support/operator.js'
import { openPortal } from '../support/portal.js'
import { furnish } from './furnished.js'
import { readDocument } from './operations.js'
import { assertProblem, eachOf, send, short, type Sent } from './wire.js'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/~'
const anyLetter = () => letters[randomInt(letters.length)] ?? ''

type Change = (text: string, at: number) => string
const changes: readonly Change[] = [
  (text, at) => text.slice(0, at) + anyLetter() + text.slice(at + 1),
  (text) => text.slice(0, -1) + anyLetter(),
  (text, at) => text.slice(0, at) + text.slice(at + 1),
  (text, at) => text.slice(0, at) + anyLetter() + text.slice(at),
  (text, at) => text.slice(0, at),
  (text, at) => text + text.slice(at),
  (text, at) => text.slice(at) + text.slice(0, at),
  (text, at) => text.slice(0, at) + flipCase(text.slice(at)),
  (text) => text + anyLetter(),
  (text) => anyLetter() + text,
  (text) => text.replace('bk_live_', 'bk_test_'),
]

function flipCase(text: string): string {
  const upper = text.toUpperCase()
  return upper === text ? text.toLowerCase() : upper
}

function forged(genuine: string, meaning: (text: string) => string = decoded): string {
  for (;;) {
    const change = changes[randomInt(changes.length)]
    const text = change?.(genuine, randomInt(genuine.length)) ?? ''
    if (meaning(text) !== meaning(genuine)) return text
  }
}

/** `%3d` is `%3D` written otherwise. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A session's secret with its signature's bytes, which base64 can write in more than one way. */
function sessionOf(text: string): string {
  const [token = '', signature = '', ...more] = decoded(text).split('.')
  return [token, Buffer.from(signature, 'base64').toString('hex'), ...more].join('.')
}

/** A text around a whole click id still names that click. A letter right behind the id makes it another one. */
const clickOf = (clickId: string) => (text: string) =>
  new RegExp(`${clickId}(?![A-Za-z0-9_-])`).test(text) ? clickId : text

const share = process.env.BONDHU_EVERYWHERE === '1' ? 1 : 0.3
const upTo = (count: number) => Array.from({ length: count * share }, (_, index) => index)

test('thousands of forged keys, cookies, tokens, click ids and cursors are none of what they were made of', async (t) => {
  const app = await startApp(t)
  const { problemCodes } = await readDocument(app)
  const { program, advocate } = await furnish(app, 'u-1001')
  const base = `/v1/programs/${program.slug}`
  const { referred } = await app.stats(program)
  assert.ok(referred > 0)
  const { secret } = await app.ok('POST', `${base}/keys`, { name: 'the app' })
  const portal = await openPortal(app, program, 'u-1001')
  const { browser } = await invited(app, 'owner')
  const [[cookieName, cookieValue] = ['', '']] = [...browser.cookies]
  const clickId = await app.click(program, advocate.code)
  const { nextCursor } = await app.ok('GET', `${base}/changes?limit=1`)
  const [portalCookieName = '', portalCookieValue = ''] = portal.cookie.split('=')
  const refused = async (request: Sent) => {
    const answer = await send(app, request)
    assertProblem(answer, problemCodes, short(request))
    assert.equal(answer.status, 401, `${short(request)} ${JSON.stringify(request.headers ?? request.token)}`)
  }
  // What is genuine works, or the rest would prove nothing.
  const key: Sent = { method: 'GET', path: base, token: secret }
  const visit = (value: string): Sent => ({
    method: 'GET',
    path: `${portal.base}/api/standing`,
    token: null,
    headers: { cookie: `${portalCookieName}=${value}`, 'sec-fetch-site': 'same-origin' },
  })
  const session = (value: string): Sent => ({
    method: 'GET',
    path: '/console/api/session',
    token: null,
    headers: { cookie: `${cookieName}=${value}`, 'sec-fetch-site': 'same-origin' },
  })
  for (const genuine of [key, visit(portalCookieValue), session(cookieValue)])
    assert.equal((await send(app, genuine)).status, 200, short(genuine))

  await eachOf(upTo(3000), async () => refused({ ...key, token: forged(secret) }))
  await eachOf(upTo(2500), async () => refused(visit(forged(portalCookieValue))))
  await eachOf(upTo(2000), async () => refused(session(forged(cookieValue, sessionOf))))
  // Those of one account cannot be taken for another's.
  for (const path of [base, `${base}/participants/u-1001`, '/v1/programs']) {
    await refused({ method: 'GET', path, token: null, headers: { cookie: portal.cookie } })
    await refused({ method: 'GET', path, token: portalCookieValue })
  }
  await eachOf(upTo(1500), async (index) => {
    const answer = await app.signupCall(program, {
      userId: `forger-${index}`,
      clickId: forged(clickId, clickOf(clickId)),
    })
    assert.notEqual(answer.body.outcome, 'referred')
    assert.ok(answer.status < 500)
  })
  await eachOf(upTo(1000), async () => {
    const path = `${base}/changes?cursor=${encodeURIComponent(forged(nextCursor))}`
    const answer = await send(app, { method: 'GET', path })
    assert.ok(answer.status === 200 || answer.status === 422, `${path}: ${answer.status}`)
  })
  assert.equal((await app.stats(program)).referred, referred, 'those of before')
  await app.assertLedger(program)
})
