/** "The offer ended in one country": who names no country may be of that one, and is decided as its people are. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'

test('where a country was ended, a friend of no known country counts only by a link followed before', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ countries: null })
  const { code } = await app.join(program, 'advocate')
  const reasonOf = async (body: object) => (await app.signup(program, body)).reason
  await app.signup(program, { userId: 'opened before' })
  const clickId = await app.click(program, code)
  assert.equal(await reasonOf({ userId: 'before', code }), undefined)
  await app.ok('POST', `/v1/programs/${program.slug}/close`, { country: 'BD' })
  await app.signup(program, { userId: 'opened after' })

  assert.equal(await reasonOf({ userId: 'by code', code }), 'program_closed')
  assert.equal(await reasonOf({ userId: 'null country', code, country: null }), 'program_closed')
  assert.equal(
    await reasonOf({ userId: 'empty phone', code, identities: { phone: '+919876543210' } }),
    'program_closed',
  )
  assert.equal(await reasonOf({ userId: 'new link', clickId: await app.click(program, code) }), 'program_closed')
  assert.equal(await reasonOf({ userId: 'opened after', code }), 'program_closed', 'a late code')
  assert.equal(await reasonOf({ userId: 'old link', clickId }), undefined, 'a link followed before keeps its promise')
  assert.equal(await reasonOf({ userId: 'opened before', code }), undefined, 'and so does an account opened before')
  assert.equal(await reasonOf({ userId: 'elsewhere', code, country: 'IN' }), undefined)
  await app.assertLedger(program)
})

test('a program for some countries asks for the country as before: the reason says so', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ countries: ['BD', 'IN'] })
  const { code } = await app.join(program, 'advocate')
  await app.ok('POST', `/v1/programs/${program.slug}/close`, { country: 'BD' })
  assert.equal((await app.signup(program, { userId: 'unnamed', code })).reason, 'country_not_eligible')
  assert.equal((await app.signup(program, { userId: 'there', code, country: 'BD' })).reason, 'program_closed')
})

test('while no country was ended, nobody has to name theirs', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ countries: null })
  const { code } = await app.join(program, 'advocate')
  assert.equal((await app.signup(program, { userId: 'unnamed', code })).outcome, 'referred')
})

test('the last country is not ended alone: the program is closed as a whole', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ countries: ['BD', 'IN'] })
  const path = `/v1/programs/${program.slug}`
  const end = (country: string) => app.call('POST', `${path}/close`, { country })
  // Both at once: one of them is the last.
  const answers = await Promise.all([end('BD'), end('IN')])
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409],
  )
  const refused = answers.find(({ status }) => status === 409)
  assert.equal(refused?.body.code, 'program_state_conflict')
  const [left] = answers[0]?.status === 200 ? ['IN'] : ['BD']
  const ended = left === 'IN' ? 'BD' : 'IN'
  assert.equal((await end(ended)).status, 200, 'repeating')
  // Nor by the terms.
  const narrowed = await app.call('PATCH', path, { countries: [ended] })
  assert.deepEqual([narrowed.status, narrowed.body.errors[0].path], [422, 'countries'])
  await app.ok('PATCH', path, { countries: ['BD', 'IN', 'NP'] })
  await app.ok('PATCH', path, { countries: ['BD', 'IN'] })
  assert.equal((await app.call('POST', `${path}/close`, { country: 'NP' })).status, 200)
  assert.equal((await end(left)).status, 409)
  await app.ok('POST', `${path}/close`)
  assert.equal((await app.program(program)).state, 'closing')
})
