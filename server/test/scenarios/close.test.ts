/** The end of a program: everybody is paid what they are owed, and the rest goes back to whoever set it aside. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'

const daySeconds = 86_400

const stateOf = async (app: TestApp, program: TestProgram) => (await app.program(program)).state as string
const closeOf = (app: TestApp, program: TestProgram, query = '') =>
  app.ok('GET', `/v1/programs/${program.slug}/close${query}`)

function doneSteps(close: Body): string[] {
  return close.steps.filter(({ doneAt }: Body) => doneAt !== null).map(({ step }: Body) => step)
}

test('a program is ended early: codes stop, links followed before count, and it settles when all has ended', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ attributionWindowDays: 10, holdDays: 7, minimumPayoutMinor: 10_000 }, 20_000)
  const { code } = await app.join(program, 'advocate')
  await app.signup(program, { userId: 'held', code })
  const clickId = await app.click(program, code)
  const foreseen = await closeOf(app, program)
  assert.deepEqual([foreseen.begun, foreseen.awaited.holds.amountMinor, foreseen.budgetMinor], [false, 2000, 18_000])

  const closed = await Promise.all(
    Array.from({ length: 10 }, () => app.ok('POST', `/v1/programs/${program.slug}/close`)),
  )
  assert.equal(new Set(closed.map(({ closedAt }) => closedAt)).size, 1)
  assert.equal(await stateOf(app, program), 'closing')
  const gap = Date.parse(closed[0].steps[0].dueAt) - Date.parse(foreseen.steps[0].dueAt)
  assert.ok(Math.abs(gap) < 60_000, 'what was foreseen is what happens')

  assert.equal((await app.signup(program, { userId: 'by code', code })).reason, 'program_closed')
  const uncredited = await app.click(program, code)
  assert.equal((await app.signup(program, { userId: 'by a new click', clickId: uncredited })).reason, 'program_closed')
  await app.advance(program, 9 * daySeconds)
  assert.equal((await app.signup(program, { userId: 'by the old click', clickId })).outcome, 'referred')
  await app.advance(program, 2 * daySeconds)
  assert.deepEqual(doneSteps(await closeOf(app, program)), ['windows'])
  await app.advance(program, 7 * daySeconds)
  assert.equal(await stateOf(app, program), 'settled')

  const { balances } = await app.program(program)
  assert.deepEqual(balances, { fundedMinor: 20_000, budgetMinor: 0, reservedMinor: 0, returnedMinor: 16_000 })
  assert.equal((await app.participant(program, 'advocate')).balances.availableMinor, 4000, 'theirs, uncollected')
  assert.equal((await app.signup(program, { userId: 'after all', code })).reason, 'program_closed')
  await app.assertLedger(program)
})

test('a program closes automatically at its end date, in the same way', async () => {
  const app = await sharedApp()
  const endsAt = new Date(Date.now() + 5 * daySeconds * 1000).toISOString()
  const program = await app.liveProgram({ attributionWindowDays: 3, lateCodeHours: 0, endsAt }, 10_000)
  const { code } = await app.join(program, 'advocate')
  await app.signup(program, { userId: 'friend', code })
  await app.advance(program, 6 * daySeconds)
  const close = await closeOf(app, program)
  assert.deepEqual([close.begun, close.closedAt], [true, endsAt])
  const told = await app.signup(program, { userId: 'told late', code, occurredAt: new Date(Date.parse(endsAt) - 1000) })
  assert.equal(told.outcome, 'referred', 'it happened while the program was live')
  await app.advance(program, 30 * daySeconds)
  assert.equal(await stateOf(app, program), 'settled')
  assert.equal((await app.program(program)).balances.returnedMinor, 6000)
  await app.assertLedger(program)
})

test('an open appeal holds the close, and keeps its sum until it is answered', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ attributionWindowDays: 1 }, 10_000)
  const { code } = await app.join(program, 'advocate')
  await app.signup(program, { userId: 'known', identities: { phone: '01712345678' } })
  await app.signup(program, { userId: 'friend', code, identities: { phone: '01712345678' } })
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/participants/advocate/referrals`)
  const path = `/v1/programs/${program.slug}/referrals/${items[0].id}`
  await app.ok('POST', `/v1/programs/${program.slug}/close`)
  await app.ok('POST', `${path}/appeal`, { text: 'that number is mine since May' })
  await app.advance(program, 60 * daySeconds)
  const close = await closeOf(app, program)
  assert.deepEqual(doneSteps(close), ['windows', 'reports', 'actions'])
  assert.deepEqual([close.awaited.appeals.count, close.awaited.appeals.amountMinor], [1, 2000])
  await app.ok('POST', `${path}/count`, { reason: 'it is' })
  await app.advance(program, daySeconds)
  assert.equal(await stateOf(app, program), 'closing', 'its hold is awaited like any other')
  await app.advance(program, 7 * daySeconds)
  assert.equal(await stateOf(app, program), 'settled')
  assert.equal((await app.participant(program, 'advocate')).balances.availableMinor, 2000)
  for (const verb of ['reverse', 'count']) {
    const refused = await app.call('POST', `${path}/${verb}`, { reason: 'too late' })
    assert.deepEqual([verb, refused.status], [verb, verb === 'count' ? 200 : 409])
  }
  await app.assertLedger(program)
})

test('a draft, a paused and a pending program end too', async () => {
  const app = await sharedApp()
  const draft = await app.draftProgram()
  await app.fund(draft, 5000)
  await app.ok('POST', `/v1/programs/${draft.slug}/close`)
  await app.advance(draft, 1)
  assert.deepEqual([await stateOf(app, draft), (await app.program(draft)).balances.returnedMinor], ['settled', 5000])

  const event = { name: 'first_payment', withinDays: 60 }
  const paused = await app.liveProgram({ qualifyingEvent: event, attributionWindowDays: 1, lateCodeHours: 0 }, 10_000)
  const { code } = await app.join(paused, 'advocate')
  await app.signup(paused, { userId: 'waits', code })
  await app.signup(paused, { userId: 'lapses', code })
  await app.ok('POST', `/v1/programs/${paused.slug}/pause`)
  await app.ok('POST', `/v1/programs/${paused.slug}/close`)
  assert.equal((await app.signup(paused, { userId: 'during the pause', code })).reason, 'program_closed')
  await app.advance(paused, 30 * daySeconds)
  assert.deepEqual(doneSteps(await closeOf(app, paused)), ['windows', 'reports'])
  await app.ok('POST', `/v1/programs/${paused.slug}/events`, { userId: 'waits', name: 'first_payment' })
  await app.advance(paused, 31 * daySeconds)
  assert.equal(await stateOf(app, paused), 'settled')
  assert.equal((await app.program(paused)).balances.returnedMinor, 8000)
  await app.assertLedger(paused)
})

test('an ended country counts only earlier links, and the other countries continue', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ countries: ['BD', 'IN'], attributionWindowDays: 5, lateCodeHours: 0 }, 50_000)
  const { code } = await app.join(program, 'advocate', { country: 'BD' })
  await app.signup(program, { userId: 'before', code, country: 'BD' })
  const clickId = await app.click(program, code)
  const path = `/v1/programs/${program.slug}/close`
  assert.equal((await closeOf(app, program, '?country=BD')).begun, false)
  await Promise.all(Array.from({ length: 5 }, () => app.ok('POST', path, { country: 'BD' })))
  assert.equal((await app.signup(program, { userId: 'code, BD', code, country: 'BD' })).reason, 'program_closed')
  assert.equal((await app.signup(program, { userId: 'click, BD', clickId, country: 'BD' })).outcome, 'referred')
  assert.equal((await app.signup(program, { userId: 'code, IN', code, country: 'IN' })).outcome, 'referred')
  assert.equal((await app.call('POST', path, { country: 'NP' })).body.code, 'request_invalid')
  await app.advance(program, 20 * daySeconds)
  assert.equal(await stateOf(app, program), 'live')
  const close = await closeOf(app, program, '?country=BD')
  assert.ok(close.settledAt, 'settled for that country')
  const { statement } = await app.ok('GET', `/v1/programs/${program.slug}/statement?country=BD`)
  assert.deepEqual([statement.country, statement.owedMinor, statement.fundedMinor], ['BD', 6000, null])
  assert.deepEqual(
    (await app.program(program)).endedCountries.map(({ country }: Body) => country),
    ['BD'],
  )
  await app.assertLedger(program)
})

test('people who have not collected are listed before and after the end, by page and as a file', async () => {
  const app = await sharedApp()
  const terms = { attributionWindowDays: 1, lateCodeHours: 0, holdDays: 0, countries: ['BD', 'IN'] }
  const program = await app.liveProgram(terms, 50_000)
  const base = `/v1/programs/${program.slug}`
  for (const [index, country] of ['BD', 'BD', 'IN', 'BD'].entries()) {
    const { code } = await app.join(program, `advocate-${index}`, { country })
    if (index < 3) await app.signup(program, { userId: `friend-${index}`, code, country })
  }
  await app.advance(program, 60)
  assert.deepEqual((await closeOf(app, program)).uncollected, { people: 3, amountMinor: 6000 })
  assert.deepEqual((await closeOf(app, program, '?country=BD')).uncollected, { people: 2, amountMinor: 4000 })
  await app.ok('POST', `${base}/close`)
  await app.advance(program, 30 * daySeconds)
  assert.equal(await stateOf(app, program), 'settled')
  assert.deepEqual((await closeOf(app, program)).uncollected, { people: 3, amountMinor: 6000 })

  const found: Body[] = []
  let cursor: string | null = ''
  for (let pages = 0; cursor !== null && pages < 5; pages += 1) {
    const page: Body = await app.ok('GET', `${base}/close/uncollected?limit=2${cursor && `&cursor=${cursor}`}`)
    found.push(...page['items'])
    cursor = page['nextCursor']
  }
  assert.deepEqual(
    found.map(({ userId, availableMinor, currency }) => [userId, availableMinor, currency]),
    [0, 1, 2].map((index) => [`advocate-${index}`, 2000, 'BDT']),
  )
  const { items } = await app.ok('GET', `${base}/close/uncollected?country=IN`)
  assert.deepEqual(items, [found[2]])
  const { body: file } = await app.call('GET', `${base}/close/uncollected.csv?country=IN`)
  assert.match(file, /^\ufeff?participant,userId,availableMinor,currency\r\npar_\w+,advocate-2,2000,BDT\r\n$/)
  assert.equal((await app.call('GET', `${base}/close/uncollected?cursor=x`)).body.code, 'request_invalid')
})

test('the final statement adds up and names what is owed, and a changed digit breaks its signature', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ attributionWindowDays: 1, lateCodeHours: 0 }, 20_000)
  const early = await app.call('GET', `/v1/programs/${program.slug}/statement`)
  assert.deepEqual([early.status, early.body.code], [409, 'program_state_conflict'])
  const { code } = await app.join(program, '=cmd|’calc’')
  for (const userId of ['one', 'two', 'three']) await app.signup(program, { userId, code })
  await app.ok('POST', `/v1/programs/${program.slug}/close`)
  await app.advance(program, 30 * daySeconds)
  const { statement, signature } = await app.ok('GET', `/v1/programs/${program.slug}/statement`)
  assert.equal(statement.fundedMinor, statement.returnedMinor + statement.paidMinor + statement.owedMinor)
  assert.deepEqual([statement.owedMinor, statement.returnedMinor, statement.people], [6000, 14_000, 1])

  const keys = createLocalJWKSet((await (await fetch(`${app.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet)
  const { payload } = await compactVerify(signature, keys)
  assert.deepEqual(JSON.parse(new TextDecoder().decode(payload)), statement)
  const [head = '', , tail = ''] = signature.split('.')
  const forged = Buffer.from(JSON.stringify({ ...statement, owedMinor: 1 })).toString('base64url')
  await assert.rejects(compactVerify(`${head}.${forged}.${tail}`, keys))

  const response = await fetch(`${app.url}/v1/programs/${program.slug}/statement.csv`, {
    headers: { authorization: `Bearer ${app.token}` },
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const at = bytes.lastIndexOf('signature,')
  const [, jws = ''] = bytes.subarray(at).toString().split(',')
  const signed = JSON.parse(new TextDecoder().decode((await compactVerify(jws, keys)).payload))
  assert.equal(signed.sha256, createHash('sha256').update(bytes.subarray(0, at)).digest('hex'))
  const [, line = ''] = bytes.subarray(0, at).toString().split('\r\n')
  assert.match(line, /^par_\w+,'=cmd\|’calc’,0,6000$/)
})
