/** The end of a program that one person asks for and another confirms. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { invited } from '../support/operator.js'

const secondPerson = { closing: true }
const daySeconds = 86_400

const stateOf = async (app: TestApp, program: TestProgram) => (await app.program(program)).state as string
const requestsOf = async (app: TestApp, base: string) => (await app.ok('GET', `${base}/close-requests`)).items as Body[]

test('with two people required, one person cannot end a program, by repeating or with their own key', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ secondPerson })
  const base = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'advocate')
  const [rina, karim, finance] = await Promise.all([
    invited(app, 'owner'),
    invited(app, 'owner'),
    invited(app, 'finance'),
  ])

  const asked = await rina.browser.call('POST', `${base}/close`)
  assert.deepEqual([asked.status, asked.body.begun], [202, false])
  const { request } = asked.body
  assert.deepEqual(
    [request.state, request.country, request.askedBy, request.decidedBy],
    ['waiting', null, rina.id, null],
  )
  const again = await Promise.all(Array.from({ length: 10 }, () => karim.browser.call('POST', `${base}/close`)))
  assert.ok(
    again.every(({ status, body }) => status === 202 && body.request.id === request.id),
    'one waits',
  )
  assert.equal((await app.ok('GET', `${base}/close`)).request.id, request.id)
  assert.equal((await app.signup(program, { userId: 'meanwhile', code })).outcome, 'referred', 'nothing has ended')

  const confirm = `${base}/close-requests/${request.id}/confirm`
  assert.equal((await rina.browser.call('POST', confirm)).body.code, 'second_person_needed')
  assert.equal((await app.call('POST', confirm)).body.code, 'second_person_needed', 'a token is no person')
  assert.equal((await finance.browser.call('POST', confirm)).status, 403, 'nor may whoever may not end it')
  await rina.browser.ok('POST', `${base}/close-requests/${request.id}/withdraw`)
  assert.equal((await karim.browser.call('POST', confirm)).body.code, 'close_request_state_conflict')

  const key = await rina.browser.ok('POST', `${base}/keys`, {
    name: 'mine',
    permissions: ['programs:write', 'programs:read'],
  })
  const byKey = await app.call('POST', `${base}/close`, {}, { authorization: `Bearer ${key.secret}` })
  assert.deepEqual([byKey.status, byKey.body.request.askedBy], [202, key.id])
  const second = `${base}/close-requests/${byKey.body.request.id}/confirm`
  assert.equal((await rina.browser.call('POST', second)).body.code, 'second_person_needed', 'her key is herself')
  assert.equal(await stateOf(app, program), 'live')

  const answers = await Promise.all(Array.from({ length: 10 }, () => karim.browser.call('POST', second)))
  assert.ok(
    answers.every(({ status, body }) => status === 200 && body.state === 'confirmed' && body.decidedBy === karim.id),
  )
  assert.equal(await stateOf(app, program), 'closing')
  const close = await app.call('POST', `${base}/close`)
  assert.deepEqual(
    [close.status, close.body.begun, close.body.request],
    [200, true, null],
    'the same again is harmless',
  )
  assert.equal((await app.told(program, 'program.closing', 1)).length, 1, 'ten clicks are one end')
  const { items: entries } = await app.ok('GET', `${base}/audit?action=close.confirm`)
  assert.deepEqual(
    entries.map((one: Body) => [one.actor, one.subject, one.after]),
    [[karim.id, byKey.body.request.id, { state: 'closing' }]],
  )
  assert.deepEqual(
    (await requestsOf(app, base)).map(({ state }) => state),
    ['confirmed', 'withdrawn'],
  )
})

test('a request to end is confirmed or withdrawn, never both, and can then be repeated', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ secondPerson })
  const base = `/v1/programs/${program.slug}`
  const karim = await invited(app, 'owner')
  for (let round = 0; round < 5; round++) {
    const asked = await app.call('POST', `${base}/close`)
    if (asked.status === 200) break
    const path = `${base}/close-requests/${asked.body.request.id}`
    const [withdrawal, confirmation] = await Promise.all([
      app.call('POST', `${path}/withdraw`),
      karim.browser.call('POST', `${path}/confirm`),
    ])
    const ended = (await stateOf(app, program)) === 'closing'
    assert.deepEqual([withdrawal.status, confirmation.status], ended ? [409, 200] : [200, 409], 'one of the two')
  }
})

test('a country has its own request, and open ones are overtaken when the whole program ends', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ secondPerson, countries: ['BD', 'IN', 'NP'] })
  const base = `/v1/programs/${program.slug}`
  const karim = await invited(app, 'owner')
  const ask = async (country?: string) => {
    const { status, body } = await app.call('POST', `${base}/close`, { country: country ?? null })
    assert.equal(status, 202, JSON.stringify(body))
    return body.request.id as string
  }
  const refused = await app.call('POST', `${base}/close`, { country: 'AE' })
  assert.equal(refused.body.code, 'request_invalid', 'what cannot be ended is not asked for either')
  const [india, nepal, whole] = [await ask('IN'), await ask('NP'), await ask()]
  const confirm = (id: string) => karim.browser.call('POST', `${base}/close-requests/${id}/confirm`)
  assert.equal((await confirm(india)).body.state, 'confirmed')
  assert.deepEqual(
    (await app.program(program)).endedCountries.map(({ country }: Body) => country),
    ['IN'],
  )
  assert.equal(await stateOf(app, program), 'live')
  assert.equal((await confirm(whole)).status, 200)
  assert.deepEqual(
    (await requestsOf(app, base)).map(({ id, state, decidedBy }) => [id, state, decidedBy]),
    [
      [whole, 'confirmed', karim.id],
      [nepal, 'overtaken', null],
      [india, 'confirmed', karim.id],
    ],
  )
  const late = await confirm(nepal)
  assert.deepEqual([late.status, late.body.code], [409, 'close_request_state_conflict'])
})

test('the end date needs no confirmation, and overtakes open requests with or without a sweep', async () => {
  const app = await sharedApp()
  const endsAt = new Date(Date.now() + 5 * daySeconds * 1000).toISOString()
  const program = await app.liveProgram({ secondPerson, endsAt })
  const base = `/v1/programs/${program.slug}`
  const karim = await invited(app, 'owner')
  const { request } = await app.ok('POST', `${base}/close`)
  // The clock alone, without the sweep that moving it runs.
  await app.service.context.sql`update books set clock_offset_ms = ${6 * daySeconds * 1000} where state = 'live'`
  const overtaken = async () => {
    assert.equal((await app.ok('GET', `${base}/close`)).request, null)
    const [first] = await requestsOf(app, base)
    assert.deepEqual(
      [first?.id, first?.state, first?.decidedBy, first?.decidedAt],
      [request.id, 'overtaken', null, endsAt],
    )
    for (const verb of ['confirm', 'withdraw']) {
      const { body } = await karim.browser.call('POST', `${base}/close-requests/${request.id}/${verb}`)
      assert.equal(body.code, 'close_request_state_conflict', verb)
    }
  }
  assert.equal(await stateOf(app, program), 'live')
  await overtaken()
  const closed = await app.call('POST', `${base}/close`)
  assert.deepEqual([closed.status, closed.body.closedAt], [200, endsAt], 'the date has ended it')
  await overtaken()
})

test('a second person for the end is turned on at once at any time, and never off', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  const change = (terms: Body) => app.call('PATCH', base, terms)
  // It is no term: with a change for the worse, which is announced, it still takes effect at once.
  const both = { funding: true, closing: true }
  const announced = await change({ holdDays: 30, secondPerson: both })
  assert.deepEqual([announced.body.secondPerson, announced.body.holdDays], [both, 7])
  const early = await change({ secondPerson: { closing: true } })
  assert.deepEqual([early.status, early.body.errors?.[0]?.path], [409, 'secondPerson.funding'])
  assert.deepEqual((await change({ secondPerson: both })).body.secondPerson, both)
  const off = await change({ secondPerson: { funding: true } })
  assert.deepEqual(
    [off.status, off.body.code, off.body.errors?.[0]?.path],
    [409, 'program_change_refused', 'secondPerson.closing'],
  )
})
