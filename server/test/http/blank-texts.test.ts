/** A text that nobody can see is none: a program has a name, people know where to ask, and a ruling has a reason. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../../src/db/connect.js'
import type { Body } from '../support/api.js'
import { sharedApp, startApp } from '../support/app.js'
import { atEnd } from '../support/database.js'

const blanks = [' ', '\u00a0\u3000', '\u200b', '\u2066\u2069', '\u00ad\ufe0f']
const inBoth = (text: string) => ({ bn: text, en: text })

const terms: readonly (readonly [path: string, written: (text: string) => Body])[] = [
  ['name.bn', (text) => ({ name: { bn: text, en: 'Golpo' } })],
  ['name.en', (text) => ({ name: { bn: 'গল্প', en: text } })],
  ['organization.name', (text) => ({ organization: { name: text, contact: '16247' } })],
  ['organization.contact', (text) => ({ organization: { name: 'Golpo', contact: text } })],
  ['brand.appName.bn', (text) => ({ brand: { appName: { bn: text, en: 'Golpo' } } })],
  ['brand.benefit.en', (text) => ({ brand: { benefit: { bn: 'গল্প', en: text } } })],
  ['brand.shareText.bn', (text) => ({ brand: { shareText: inBoth(text) } })],
  ['qualifyingEvent.label.en', (text) => ({ qualifyingEvent: { name: 'pay', withinDays: 3, label: inBoth(text) } })],
]

for (const [path, written] of terms) {
  test(`a program is neither made nor changed with a blank ${path}`, async () => {
    const app = await sharedApp()
    const program = await app.liveProgram()
    const base = termsOf(`not-${program.slug}`)
    for (const blank of blanks) {
      for (const answer of [
        await app.call('POST', '/v1/programs', { ...base, ...written(blank) }),
        await app.call('PATCH', `/v1/programs/${program.slug}`, written(blank)),
      ]) {
        assert.deepEqual([answer.status, answer.body.code], [422, 'request_invalid'])
        const paths = answer.body.errors.map((one: Body) => one.path)
        assert.ok(paths.includes(path), `${path} is not among ${paths}`)
      }
    }
    assert.equal((await app.program(program)).version, 1)
  })
}

test('all that is wrong with a form is said at once, with the contact that leads nowhere', async () => {
  const app = await sharedApp()
  const wrong = { rewardMinor: -20, organization: { name: ' ', contact: 'call us' }, name: inBoth('\u200b') }
  const { body } = await app.call('POST', '/v1/programs', { ...termsOf('form'), ...wrong })
  const errors: Body = Object.fromEntries(body.errors.map((one: Body) => [one.path, one.message]))
  assert.deepEqual(Object.keys(errors).toSorted(), [
    'name.bn',
    'name.en',
    'organization.contact',
    'organization.name',
    'rewardMinor',
  ])
  assert.match(errors['organization.contact'], /mail address, a phone number or a web address/)
})

test('a ruling, a rejection and a stopped link need a reason that can be read', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0, payouts: { autoApproveMaxMinor: 0 } })
  const base = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'rina')
  const { referral } = await app.signup(program, { userId: 'tuli', code })
  const path = `${base}/participants/rina/payouts`
  const method = { kind: 'bkash', account: '01712345678' }
  const key = { 'idempotency-key': 'one' }
  const { body: payout } = await app.call('POST', path, { amountMinor: 2000, method }, key)
  for (const call of [
    `${base}/referrals/${referral.id}/reverse`,
    `${base}/referrals/${referral.id}/count`,
    `${base}/payouts/${payout.id}/reject`,
    `${base}/participants/rina/link/stop`,
  ]) {
    for (const reason of blanks) {
      const { status, body } = await app.call('POST', call, { reason })
      assert.deepEqual([status, body.errors?.[0]?.path, body.errors?.length], [422, 'reason', 1], call)
    }
  }
  assert.equal((await app.participant(program, 'rina')).balances.clearingMinor, 2000, 'nothing was done')
})

test('a program announced before the texts were looked at still runs, and its terms can be changed', async (t) => {
  const before = await startApp(t)
  const program = await before.draftProgram()
  const sql = connect(before.database.ownerUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  const old = {
    name: inBoth(' '),
    organization: { name: '\u200b', contact: 'call us', termsUrl: null, privacyUrl: null },
  }
  await sql`
    update program_versions v set terms = v.terms || ${JSON.stringify(old)}::text::jsonb
    from programs p where p.id = v.program_id and p.slug = ${program.slug}`
  // A process that has not read the terms yet.
  const app = await startApp(t, { database: before.database })
  await app.fund(program, 1_000_000)
  await app.ok('POST', `/v1/programs/${program.slug}/launch`)
  const { code } = await app.join(program, 'rina')
  assert.equal((await app.signup(program, { userId: 'tuli', code })).outcome, 'referred')
  assert.equal((await app.ok('PATCH', `/v1/programs/${program.slug}`, { rewardMinor: 2500 })).rewardMinor, 2500)
  assert.equal((await app.program(program)).organization.contact, 'call us')
})

/** The least that a program needs. */
function termsOf(slug: string): Body {
  return {
    slug,
    name: inBoth('Golpo'),
    rewardMinor: 2000,
    destinations: { web: 'https://golpo.example/join' },
    startsAt: '2026-01-01T00:00:00+06:00',
    endsAt: '2031-01-01T00:00:00+06:00',
    organization: { name: 'Golpo', contact: 'help@golpo.example' },
  }
}
