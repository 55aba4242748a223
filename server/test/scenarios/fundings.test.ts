import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'

test('one reference funds once, in any spelling, even from twenty calls at once', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram()
  const spellings = [
    'slip 77',
    'slip 77 ',
    ' slip  77',
    'slip\u00a077',
    'Slip 77',
    'SLIP 77\u200b',
    'slip ৭৭',
    '\ufeffslip 77',
  ]
  const fund = (reference: string, amountMinor = 5000) =>
    app.call('POST', `/v1/programs/${program.slug}/fundings`, { amountMinor, reference })
  const answers = await Promise.all([...spellings, ...spellings, ...spellings].map((reference) => fund(reference)))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => b - a),
    [201, ...Array.from({ length: answers.length - 1 }, () => 200)],
  )
  assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
  assert.equal((await app.program(program)).balances.budgetMinor, 5000)
  assert.deepEqual([(await fund('slip\t77', 1)).status, (await fund('SLIP  77', 6000)).status], [422, 409])
  for (const blank of [' ', '\u00a0\u2003', '\u200b']) assert.equal((await fund(blank)).status, 422)
  for (const other of ['slip-77', 'slip77', 'slip 78']) assert.equal((await fund(other)).status, 201)
  assert.equal((await app.program(program)).balances.budgetMinor, 20_000)
  await app.assertLedger(program)
})
