/** "We do it again next year": who was known in season one is a member in season two, and nobody earns twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body, TestProgram } from '../support/api.js'
import { type TestApp, sharedApp } from '../support/app.js'

const fateOf = ({ outcome, reason }: Body) => reason ?? outcome
const phoneOf = (number: number) => `+88018${String(12_000_000 + number).padStart(8, '0')}`

async function seasonsOf(app: TestApp, terms: Body = {}) {
  const one = await app.liveProgram(terms)
  const two = await app.liveProgram({ ...terms, continues: one.slug })
  const codeIn = async (program: TestProgram) => (await app.join(program, 'advocate')).code
  return { one, two, codes: { one: await codeIn(one), two: await codeIn(two) } }
}

test('everybody known in season one is a member in season two, by account, phone, mail and phone set', async () => {
  const app = await sharedApp()
  const { one, two, codes } = await seasonsOf(app)
  assert.equal((await app.program(two)).continues, one.slug)
  assert.equal((await app.program(one)).continues, null)
  const counted = { userId: 'counted', code: codes.one, identities: { phone: phoneOf(1), device: 'device-of-counted' } }
  assert.equal(fateOf(await app.signup(one, counted)), 'referred')
  await app.signup(one, { userId: 'came alone', identities: { email: 'alone@example.com' } })
  await app.join(one, 'joined', { identities: { phone: phoneOf(2) } })
  await app.ok('POST', `/v1/programs/${one.slug}/members`, { members: [{ identities: { phone: phoneOf(3) } }] })

  const tries: Record<string, [Body, string]> = {
    'the same account': [{ userId: 'counted' }, 'already_member'],
    'its phone with another account': [{ userId: 'a', identities: { phone: phoneOf(1) } }, 'already_member'],
    'its device': [{ userId: 'b', identities: { device: 'device-of-counted' } }, 'same_device'],
    'an account without an advocate': [{ userId: 'came alone' }, 'already_member'],
    'its mail': [{ userId: 'c', identities: { email: 'alone@example.com' } }, 'already_member'],
    'an account that joined': [{ userId: 'joined' }, 'already_member'],
    'its phone too': [{ userId: 'd', identities: { phone: phoneOf(2) } }, 'already_member'],
    'an imported phone': [{ userId: 'e', identities: { phone: phoneOf(3) } }, 'already_member'],
    'a new person': [{ userId: 'f', identities: { phone: phoneOf(4) } }, 'referred'],
  }
  for (const [name, [signup, fate]] of Object.entries(tries)) {
    assert.equal(fateOf(await app.signup(two, { code: codes.two, ...signup })), fate, name)
  }
  // Who is told later, and who types a code later.
  await app.signup(two, { userId: 'g', code: codes.two })
  await app.ok('PUT', `/v1/programs/${two.slug}/participants/g/identities`, { phone: phoneOf(1) })
  await app.signup(two, { userId: 'h', identities: { phone: phoneOf(2) } })
  assert.equal(fateOf(await app.signup(two, { userId: 'h', code: codes.two })), 'already_member')
  assert.equal((await app.participant(two, 'advocate')).friends.counted, 1)
  for (const program of [one, two]) await app.assertLedger(program)
})

test('a person reported to both seasons at once, twenty at a time, is paid for in one of them', async () => {
  const app = await sharedApp()
  const { one, two, codes } = await seasonsOf(app, { rewardMinor: 2000 })
  const people = Array.from({ length: 20 }, (_, index) => ({
    userId: `friend-${index}`,
    identities: { phone: phoneOf(100 + index) },
  }))
  // Half of them with another account in the second season, so that only the phone says who it is.
  const fates = await Promise.all(
    people.flatMap(({ userId, identities }, index) => [
      app.signup(one, { userId, identities, code: codes.one }),
      app.signup(two, { userId: index % 2 ? userId : `again ${userId}`, identities, code: codes.two }),
    ]),
  )
  for (const [index, { userId }] of people.entries()) {
    const both = [fates[2 * index], fates[2 * index + 1]].map((answer) => fateOf(answer ?? {}))
    assert.deepEqual(new Set(both), new Set(['already_member', 'referred']), userId)
  }
  const held = await Promise.all([one, two].map((program) => app.participant(program, 'advocate')))
  assert.equal(
    held.reduce((sum, { balances }) => sum + balances.heldMinor, 0),
    20 * 2000,
  )
  for (const program of [one, two]) await app.assertLedger(program)
})

test('a season continues a launched program of its mode, and a chain has an end', async () => {
  const app = await sharedApp()
  const draft = await app.draftProgram()
  const refusedFor = async (continues: unknown, more: Body = {}) => {
    const terms = { ...(await app.program(draft)), ...more }
    const { name, rewardMinor, destinations, startsAt, endsAt, organization } = terms
    const answer = await app.call('POST', '/v1/programs', {
      name,
      rewardMinor,
      destinations,
      startsAt,
      endsAt,
      organization,
      slug: 'another-season',
      mode: more['mode'] ?? 'test',
      continues,
    })
    assert.equal(answer.status, 422, JSON.stringify(answer.body))
    assert.equal(answer.body.code, 'request_invalid')
    return answer.body.errors?.[0]?.path ?? answer.body.fields?.[0]?.path
  }
  const first = await app.liveProgram()
  assert.equal(await refusedFor(draft.slug), 'continues')
  assert.equal(await refusedFor('nothing-of-this-name'), 'continues')
  assert.equal(await refusedFor(first.slug, { mode: 'live' }), 'continues')
  assert.equal(await refusedFor(''), 'continues')
  assert.equal(await refusedFor(7), 'continues')
  let last: TestProgram = first
  for (let season = 2; season <= 6; season++) last = await app.liveProgram({ continues: last.slug })
  assert.equal(await refusedFor(last.slug), 'continues')
  // The last of six still knows who came to the first.
  await app.signup(first, { userId: 'friend' })
  const { code } = await app.join(last, 'advocate')
  assert.equal(fateOf(await app.signup(last, { userId: 'friend', code })), 'already_member')
})
