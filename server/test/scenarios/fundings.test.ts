import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, type Sql } from '../../src/db/connect.js'
import { sharedApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { invited } from '../support/operator.js'

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

test('a funding whose answer was lost is the same money after the settlement too; another is refused', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram()
  const path = `/v1/programs/${program.slug}`
  const fund = (amountMinor: number, reference: string) =>
    app.call('POST', `${path}/fundings`, { amountMinor, reference })
  const first = await fund(5000, 'slip 77')
  await app.ok('POST', `${path}/close`)
  await app.advance(program, 60)
  assert.equal((await app.program(program)).state, 'settled')
  const again = await fund(5000, 'Slip 77')
  assert.deepEqual([again.status, again.body], [200, first.body])
  assert.deepEqual([(await fund(6000, 'slip 77')).status, (await fund(5000, 'slip 78')).status], [409, 409])
  await app.assertLedger(program)
})

test('the sum of all fundings stays exact as a number of JSON', async (t) => {
  const app = await sharedApp()
  const program = await app.draftProgram()
  const sql = connect(app.database.ownerUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  const most = Number.MAX_SAFE_INTEGER
  await leaveRoom(sql, program.slug, 10)
  const fund = (amountMinor: number) =>
    app.call('POST', `/v1/programs/${program.slug}/fundings`, { amountMinor, reference: `slip ${amountMinor}` })
  const refused = await fund(11)
  assert.deepEqual([refused.status, refused.body.errors[0].path], [422, 'amountMinor'])
  assert.equal((await fund(10)).status, 201)
  assert.equal((await app.program(program)).balances.fundedMinor, most)
  assert.equal((await fund(1)).status, 422)
})

test('of two fundings that wait and are too much together, the second is a conflict that can be withdrawn', async (t) => {
  const app = await sharedApp()
  const program = await app.draftProgram({ secondPerson: { funding: true } })
  const sql = connect(app.database.ownerUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  await leaveRoom(sql, program.slug, 10)
  const path = `/v1/programs/${program.slug}/fundings`
  const [rina, karim] = [await invited(app, 'owner'), await invited(app, 'finance')]
  const ask = (amountMinor: number) =>
    rina.browser.call('POST', path, { amountMinor, reference: `slip ${amountMinor}` })
  assert.equal((await ask(11)).status, 422)
  const [one, other] = [await ask(6), await ask(7)]
  assert.deepEqual([one.status, other.status], [202, 202])
  assert.equal((await karim.browser.call('POST', `${path}/${one.body.id}/confirm`)).status, 200)
  const second = await karim.browser.call('POST', `${path}/${other.body.id}/confirm`)
  assert.deepEqual([second.status, second.body.code], [409, 'funding_state_conflict'])
  assert.equal((await karim.browser.call('POST', `${path}/${other.body.id}/withdraw`)).status, 200)
})

/** As after nine thousand fundings of the largest amount. */
async function leaveRoom(sql: Sql, slug: string, roomMinor: number): Promise<void> {
  const funded = Number.MAX_SAFE_INTEGER - roomMinor
  await sql`
    update books b set funding_minor = -${funded}::bigint, budget_minor = ${funded}::bigint
    from programs p where p.slug = ${slug} and b.program_id = p.id`
}
