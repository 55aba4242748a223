/** Live precision of the rules, and the dry run of other settings. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { suspect, suspects, watchfulProgram } from './suspects.js'

async function ruleOf(app: TestApp, { slug }: TestProgram, name: string): Promise<Body> {
  const { rules } = await app.ok('GET', `/v1/programs/${slug}/fraud-settings/precision`)
  return rules.find(({ rule }: Body) => rule === name)
}

test('a rule that people contradict too often is only recorded from then on, until a person turns it on again', async () => {
  const app = await sharedApp()
  const program = await watchfulProgram(app)
  const base = `/v1/programs/${program.slug}`
  const friends = Array.from({ length: 20 }, (_, index) => `friend-${index}`)
  const id = await suspects(app, program, 'rina', friends)
  const { people } = await app.ok('GET', `${base}/reviews/${id}`)
  for (const { referral } of people.slice(0, 5)) {
    await app.ok('POST', `${base}/reviews/${id}/confirm`, { reason: 'one phone', referral })
  }
  assert.deepEqual(await ruleOf(app, program, 'too_fast'), {
    rule: 'too_fast',
    reviewed: 5,
    confirmed: 5,
    demotedAt: null,
  })
  await app.ok('POST', `${base}/reviews/${id}/clear`, { reason: 'a school class' })
  const { reviewed, confirmed, demotedAt } = await ruleOf(app, program, 'too_fast')
  assert.deepEqual([reviewed, confirmed], [20, 5])
  assert.notEqual(demotedAt, null)
  const { settings, madeBy } = await app.ok('GET', `${base}/fraud-settings`)
  assert.deepEqual([settings.rules.too_fast.mode, madeBy], ['flag', 'service'])
  const { items } = await app.ok('GET', `${base}/audit?action=fraud_settings.change`)
  assert.equal(items[0].actor, 'service')
  const { code } = await app.join(program, 'karim')
  const { referral } = await suspect(app, program, code, 'friend of karim')
  assert.equal(referral.state, 'counted', 'the rule alone decides nothing any more')
  const on = { ...settings, rules: { ...settings.rules, too_fast: { ...settings.rules.too_fast, mode: 'on' } } }
  await app.advance(program, 60)
  await app.ok('PUT', `${base}/fraud-settings`, on)
  assert.deepEqual(await ruleOf(app, program, 'too_fast'), {
    rule: 'too_fast',
    reviewed: 0,
    confirmed: 0,
    demotedAt: null,
  })
  await app.assertLedger(program)
})

test('a dry run says what other thresholds would have withheld, and what people decided about these friends', async () => {
  const app = await sharedApp()
  const program = await watchfulProgram(app)
  const base = `/v1/programs/${program.slug}`
  const id = await suspects(app, program, 'rina', ['karim', 'selim', 'tuli'])
  const { people, score } = await app.ok('GET', `${base}/reviews/${id}`)
  await app.ok('POST', `${base}/reviews/${id}/confirm`, { reason: 'x', referral: people[0].referral })
  await app.ok('POST', `${base}/reviews/${id}/clear`, { reason: 'x', referral: people[1].referral })
  const run = async (settings: Body) => app.ok('POST', `${base}/fraud-settings/try`, settings)
  const mild = await run({ reviewFrom: 99, refuseFrom: 100 })
  assert.deepEqual(mild.tried, { friends: 0, refused: 0, amountMinor: 0, confirmed: 0, overturned: 0 })
  assert.deepEqual(
    [mild.days, mild.friends, mild.inUse.friends, mild.inUse.amountMinor, mild.inUse.confirmed, mild.inUse.overturned],
    [30, 3, 3, 6000, 1, 1],
  )
  const strict = await run({ reviewFrom: 1, refuseFrom: Math.max(1, score) })
  assert.equal(strict.tried.friends, 3)
  const without = await run({ reviewFrom: 30, refuseFrom: 100, rules: { too_fast: { mode: 'flag' } } })
  assert.equal(without.tried.friends, 0, 'a rule that only records withholds nobody')
  assert.equal((await app.ok('GET', `${base}/fraud-settings`)).settings.reviewFrom, 30, 'nothing changed')
  await app.advance(program, 31 * 86_400)
  assert.ok((await run({ reviewFrom: 1 })).friends < 3, 'signs that are older are not looked at')
})
