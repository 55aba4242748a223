/** "Can my link have my name?": a code in words has one owner for ever, and the number keeps working. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { openPortal } from '../support/portal.js'

const pathOf = ({ slug }: TestProgram, userId: string) => `/v1/programs/${slug}/participants/${userId}/code`
const choose = (app: TestApp, program: TestProgram, userId: string, code: string) =>
  app.call('PUT', pathOf(program, userId), { code })

test('a chosen code counts like the number: by link, typed, in a batch, and as a landing page', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const rina = await app.join(program, 'rina')
  const first = await choose(app, program, 'rina', 'Rina')
  assert.equal(first.status, 200, JSON.stringify(first.body))
  assert.equal(first.body.chosenCode, 'rina')
  assert.equal(first.body.code, rina.code)
  assert.equal(first.body.chosenLink, `${app.url}/r/${program.slug}/rina`)
  const second = await choose(app, program, 'rina', 'রীনা')
  assert.equal(second.body.chosenCode, 'রীনা')
  // Again, and one from before.
  assert.equal((await choose(app, program, 'rina', 'রীনা')).body.chosenCode, 'রীনা')
  assert.equal((await choose(app, program, 'rina', 'R1NA')).body.chosenCode, 'r1na')

  const { body } = await app.call('GET', `/v1/programs/${program.slug}/codes/${encodeURIComponent('রিনা')}`)
  assert.deepEqual(body, { code: rina.code, valid: true })
  for (const [index, code] of [rina.code, 'rina', ' R-I-N-A ', 'রিনা', first.body.chosenLink].entries()) {
    const answer = await app.signup(program, { userId: `typed-${index}`, code })
    assert.deepEqual([answer.outcome, answer.attributedBy], ['referred', 'code'], code)
  }
  const signups = ['rina', 'রিনা', 'nobody'].map((code, index) => ({ userId: `batch-${index}`, code }))
  const { results } = await app.ok('POST', `/v1/programs/${program.slug}/signups/batch`, { signups })
  assert.deepEqual(
    results.map(({ body: { outcome, reason } }: { body: { outcome: string; reason?: string } }) => reason ?? outcome),
    ['referred', 'referred', 'unknown_code'],
  )
  for (const code of ['rina', 'RINA', 'রিনা']) {
    const visit = await app.follow(program, code)
    assert.match(visit.headers.get('location') ?? '', /bondhu_click=clk_/, code)
    const landing = await fetch(`${app.url}/j/${program.slug}/${encodeURIComponent(code)}`)
    assert.equal(landing.status, 200, code)
    assert.ok((await landing.text()).includes(`/r/${program.slug}/${rina.code}`) || landing.redirected, code)
  }
  const { items } = await app.ok('POST', `/v1/programs/${program.slug}/participant-search`, { typed: 'রিনা' })
  assert.deepEqual(
    items.map(({ userId }: { userId: string }) => userId),
    ['rina'],
  )
  const lost = await app.follow(program, 'nobody')
  assert.doesNotMatch(lost.headers.get('location') ?? '', /bondhu_click/)
  await app.assertLedger(program)
})

test('twenty people who choose one word at once, and look-alikes of it: one of them gets it', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const people = Array.from({ length: 20 }, (_, index) => `person-${index}`)
  await Promise.all(people.map((userId) => app.join(program, userId)))
  const words = ['tuhin', 'TUH1N', 'tuhln', 'Tu-Hin']
  const answers = await Promise.all(
    people.map((userId, index) => choose(app, program, userId, words[index % words.length] ?? '')),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  for (const { status, body } of answers) if (status !== 200) assert.deepEqual([status, body.code], [409, 'code_taken'])
  const [winner] = people.filter((_, index) => answers[index]?.status === 200)
  const { attributedBy, referral } = await app.signup(program, { userId: 'friend', code: 'tuhin' })
  assert.deepEqual([attributedBy, referral.advocateUserId], ['code', winner])
})

test('a person chooses five, however many are sent at once, and what cannot be a code is refused', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ name: { bn: 'আমাদের মেলা', en: 'Our Fair' } })
  const rina = await app.join(program, 'rina')
  // No two of them look alike.
  const words = Array.from('abcdefghjkmnopqrtuvw', (letter) => `word${letter}x`)
  const answers = await Promise.all(words.map((word) => choose(app, program, 'rina', word)))
  const won = words.filter((_, index) => answers[index]?.status === 200)
  assert.equal(won.length, 5)
  for (const { status, body } of answers)
    if (status !== 200) assert.deepEqual([status, body.code], [409, 'code_limit_reached'])
  for (const code of [rina.code, ...won]) {
    assert.equal((await app.call('GET', `/v1/programs/${program.slug}/codes/${code}`)).body.valid, true, code)
  }
  await app.join(program, 'karim')
  for (const [code, failure, status] of [
    ['ab', 'request_invalid', 422],
    ['1234567890', 'request_invalid', 422],
    ['rinaরিনা', 'request_invalid', 422],
    ['bkash', 'code_reserved', 422],
    ['বিকাশ', 'code_reserved', 422],
    ['ourfair', 'code_reserved', 422],
    [program.slug, 'code_reserved', 422],
    ['x'.repeat(201), 'request_invalid', 422],
  ] as const) {
    const answer = await choose(app, program, 'karim', code)
    // The slug of a test's program may be longer than a code.
    const wanted = code === program.slug && code.length > 20 ? 'request_invalid' : failure
    assert.deepEqual([answer.status, answer.body.code], [status, wanted], code)
  }
  assert.deepEqual((await choose(app, program, 'nobody', 'anna')).body.code, 'participant_not_found')
  await app.signup(program, { userId: 'not joined' })
  assert.deepEqual((await choose(app, program, 'not joined', 'anna')).body.code, 'participant_not_found')
})

test('the portal shows the word, and its link has the number where the word is Bengali', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const portal = await openPortal(app, program, 'rina')
  const standing = () => portal.ok('GET', '/standing')
  await choose(app, program, 'rina', 'rina')
  let shown = await standing()
  assert.deepEqual([shown.code, shown.link], ['rina', `${app.url}/r/${program.slug}/rina`])
  await choose(app, program, 'rina', 'রিনা')
  shown = await standing()
  assert.deepEqual([shown.code, shown.link], ['রিনা', `${app.url}/r/${program.slug}/${code}`])
})
