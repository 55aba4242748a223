/** Money that one person asks to be set aside and another confirms. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { invited } from '../support/operator.js'

test('with two people required, one person cannot fund a program, by repeating or with their own key', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram({ secondPerson: { funding: true } })
  const base = `/v1/programs/${program.slug}`
  const [rina, karim] = [await invited(app, 'owner'), await invited(app, 'finance')]
  const wanted = { amountMinor: 100_000, reference: 'slip 1' }
  const asked = await rina.browser.call('POST', `${base}/fundings`, wanted)
  assert.deepEqual([asked.status, asked.body.state, asked.body.fundedAt], [202, 'waiting', null])
  assert.equal((await app.program(program)).balances.budgetMinor, 0)
  const again = await rina.browser.call('POST', `${base}/fundings`, wanted)
  assert.deepEqual([again.status, again.body.id], [202, asked.body.id])
  const confirm = `${base}/fundings/${asked.body.id}/confirm`
  const alone = await rina.browser.call('POST', confirm)
  assert.deepEqual([alone.status, alone.body.code], [403, 'second_person_needed'])
  assert.equal((await app.call('POST', confirm)).body.code, 'second_person_needed', 'a token is no person')

  // A key that she makes asks, and she would confirm.
  const key = await rina.browser.ok('POST', `${base}/keys`, { name: 'mine', permissions: ['fundings:write'] })
  const byKey = await app.call(
    'POST',
    `${base}/fundings`,
    { ...wanted, reference: 'slip 2' },
    {
      authorization: `Bearer ${key.secret}`,
    },
  )
  assert.equal(byKey.status, 202)
  const own = await rina.browser.call('POST', `${base}/fundings/${byKey.body.id}/confirm`)
  assert.equal(own.body.code, 'second_person_needed')

  // Nor by a key that a key of hers made.
  const maker = await rina.browser.ok('POST', `${base}/keys`, {
    name: 'maker',
    permissions: ['keys:write', 'fundings:write'],
  })
  const made = await app.call(
    'POST',
    `${base}/keys`,
    { name: 'made', permissions: ['fundings:write'] },
    { authorization: `Bearer ${maker.secret}` },
  )
  const authorization = `Bearer ${made.body.secret}`
  const further = await app.call('POST', `${base}/fundings`, { ...wanted, reference: 'slip 3' }, { authorization })
  assert.equal(further.status, 202, JSON.stringify(further.body))
  const hidden = await rina.browser.call('POST', `${base}/fundings/${further.body.id}/confirm`)
  assert.equal(hidden.body.code, 'second_person_needed')
  await rina.browser.ok('POST', `${base}/fundings/${further.body.id}/withdraw`)

  // What was asked for is not taken back by one either.
  const off = await rina.browser.call('PATCH', base, { secondPerson: { funding: false } })
  assert.deepEqual([off.status, off.body.code], [409, 'program_change_refused'])

  const answers = await Promise.all(Array.from({ length: 20 }, () => karim.browser.call('POST', confirm)))
  assert.ok(answers.every(({ status, body }) => status === 200 && body.state === 'funded'))
  assert.equal((await app.program(program)).balances.budgetMinor, 100_000, 'twenty clicks are one funding')
  await app.assertLedger(program)
  const { items } = await app.ok('GET', `${base}/fundings`)
  assert.deepEqual(
    items.map((one: Body) => [one.reference, one.state, one.askedBy, one.decidedBy]),
    [
      ['slip 3', 'withdrawn', made.body.id, rina.id],
      ['slip 2', 'waiting', key.id, null],
      ['slip 1', 'funded', rina.id, karim.id],
    ],
  )
})

test('a withdrawn funding cannot be confirmed, and its reference is free again', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram({ secondPerson: { funding: true } })
  const base = `/v1/programs/${program.slug}`
  const { browser } = await invited(app, 'finance')
  const wanted = { amountMinor: 100_000, reference: 'slip 1' }
  const { id } = await app.ok('POST', `${base}/fundings`, wanted)
  const [withdrawal, confirmation] = await Promise.all([
    app.call('POST', `${base}/fundings/${id}/withdraw`),
    browser.call('POST', `${base}/fundings/${id}/confirm`),
  ])
  const { budgetMinor } = (await app.program(program)).balances
  assert.deepEqual(
    [withdrawal.status, confirmation.status, budgetMinor],
    withdrawal.status === 200 ? [200, 409, 0] : [409, 200, 100_000],
    'one of the two',
  )
  const second = await app.ok('POST', `${base}/fundings`, { ...wanted, reference: 'slip 2' })
  await app.ok('POST', `${base}/fundings/${second.id}/withdraw`)
  const third = await app.ok('POST', `${base}/fundings`, { amountMinor: 5, reference: 'slip 2' })
  assert.notEqual(third.id, second.id)
  await app.assertLedger(program)
})
