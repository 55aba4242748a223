/** The inbox: all kinds of waiting work in one list, who has taken an item, and until when it is put off. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bkash, cashOut } from '../payouts/payouts.js'
import { putInReview } from '../fraud/in-review.js'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { invited } from '../support/operator.js'
import { openPortal } from '../support/portal.js'
import { report } from '../support/reports.js'
import { forgetMarks } from '../../src/domain/inbox/forget.js'

const daySeconds = 86_400

/** Of each kind that the API alone can make one waits. */
async function waitingWork() {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0, payouts: { autoApproveMaxMinor: 0 } }, 20_000)
  const base = `/v1/programs/${program.slug}`
  const rina = await app.join(program, 'rina')
  for (const userId of ['f-1', 'f-2', 'f-3', 'f-4', 'f-5'])
    await app.signup(program, {
      userId,
      code: rina.code,
      ...(userId === 'f-1' && { identities: { phone: '01712345678' } }),
    })
  const { referral } = await app.signup(program, {
    userId: 'again',
    code: rina.code,
    identities: { phone: '01712345678' },
  })
  await app.advance(program, 60)
  const asked = await cashOut(app, program, { amountMinor: 2000, method: bkash() }, { userId: 'rina' })
  assert.equal(asked.status, 201)
  await app.advance(program, 60)
  const appeal = await app.ok('POST', `${base}/referrals/${referral.id}/appeal`, { text: 'I am new' })
  await app.advance(program, 60)
  await report(app, program, rina, 'other', 3)
  await app.advance(program, 60)
  const portal = await openPortal(app, program, 'rina')
  await portal.ok('POST', '/missing-friend', { came: 'link', opened: 'lately', friend: '01799999999' })
  return { app, program, base, rina, appeal }
}

const kindsOf = ({ items }: Body) => items.map(({ kind }: Body) => kind)

test('all kinds of work wait in one list, oldest first, and each role sees what it decides', async () => {
  const { app, program, base, appeal } = await waitingWork()
  const inbox = await app.ok('GET', `${base}/inbox`)
  assert.deepEqual(kindsOf(inbox), ['approval', 'appeal', 'reported_link', 'missing_friend'])
  assert.equal(inbox.open, 4)
  assert.deepEqual(
    inbox.items.map(({ userId, amountMinor }: Body) => [userId, amountMinor]),
    [
      ['rina', 2000],
      ['again', 2000],
      ['rina', null],
      ['rina', null],
    ],
  )
  assert.equal(inbox.items[1].id, appeal.id)
  const pages: string[] = []
  for (let cursor = ''; pages.length < 10;) {
    const page = await app.ok('GET', `${base}/inbox?limit=1${cursor && `&cursor=${cursor}`}`)
    pages.push(...kindsOf(page))
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  assert.deepEqual(pages, kindsOf(inbox), 'the same a page at a time')
  assert.deepEqual(kindsOf(await app.ok('GET', `${base}/inbox?kind=appeal`)), ['appeal'])

  const seen: Record<string, string[]> = {}
  for (const role of ['finance', 'support', 'viewer'] as const) {
    const { browser } = await invited(app, role, program.slug)
    seen[role] = kindsOf(await browser.ok('GET', `${base}/inbox`))
    const other = await browser.call('POST', `${base}/inbox/appeal/${appeal.id}/take`)
    assert.equal(other.status, role === 'support' ? 200 : 404, role)
  }
  assert.deepEqual(seen, {
    finance: ['approval'],
    support: ['appeal', 'reported_link', 'missing_friend'],
    viewer: [],
  })
  const odd = await app.call(
    'GET',
    `${base}/inbox?cursor=${Buffer.from('["2026-01-01T00:00:00Z","appeal","x"]').toString('base64url')}`,
  )
  assert.deepEqual([odd.status, odd.body.code], [422, 'request_invalid'])
})

test('a decided item leaves the list, and what is low, failing or in review comes in', async () => {
  const { app, program, base, rina, appeal } = await waitingWork()
  const { sql } = app.service.context
  await app.ok('POST', `${base}/appeals/${appeal.id}/dismiss`, { reason: 'The same phone' })
  const { items: payouts } = await app.ok('GET', `${base}/payouts?state=requested`)
  await app.ok('POST', `${base}/payouts/${payouts[0].id}/reject`, { reason: 'Not yet' })
  const { id: webhook } = await app.ok('POST', `${base}/webhooks`, { url: 'https://hooks.example/' })
  await sql`
    update webhooks set failing_since = now()
    where program_id = (select id from programs where slug = ${program.slug})`
  for (const userId of ['f-6', 'f-7', 'f-8', 'f-9']) await app.signup(program, { userId, code: rina.code })
  await putInReview(sql, program, ['f-7', 'f-8'], { awaited: false })
  const inbox = await app.ok('GET', `${base}/inbox`)
  const found = new Map<string, Body>(inbox.items.map((item: Body) => [item.kind, item]))
  assert.deepEqual([...found.keys()].toSorted(), [
    'failing_webhook',
    'low_budget',
    'missing_friend',
    'reported_link',
    'review',
  ])
  assert.equal(found.get('failing_webhook')?.id, webhook)
  assert.deepEqual(found.get('review')?.label, '2')
  assert.deepEqual([found.get('low_budget')?.amountMinor, found.get('low_budget')?.label], [2000, '10'])
  const { item, person } = await app.ok('GET', `${base}/inbox/review/${found.get('review')?.id}`)
  assert.equal(item.userId, 'rina')
  assert.deepEqual(person.friends, {
    counted: 7,
    pending: 0,
    review: 2,
    refused: 1,
    lapsed: 0,
    reversed: 0,
    looked: 10,
    isCut: false,
  })
  assert.deepEqual(person.refusedFor, [{ reason: 'already_member', count: 1 }])
  const gone = await app.call('GET', `${base}/inbox/appeal/${appeal.id}`)
  assert.deepEqual([gone.status, gone.body.code], [404, 'inbox_item_not_found'])
})

test('of twenty who take an item at once one has it; the others are told', async () => {
  const { app, program, base, appeal } = await waitingWork()
  const people = [await invited(app, 'support', program.slug), await invited(app, 'owner', program.slug)]
  const path = `${base}/inbox/appeal/${appeal.id}`
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const person = people[index % 2] ?? assert.fail()
      return { person, ...(await person.browser.call('POST', `${path}/take`, { from: null })) }
    }),
  )
  const { item } = await app.ok('GET', path)
  for (const { person, status, body } of answers) {
    if (person.id === item.owner) assert.equal(status, 200)
    else assert.deepEqual([status, body.code], [409, 'inbox_item_conflict'])
  }
  const loser = people.find(({ id }) => id !== item.owner) ?? assert.fail()
  const over = await loser.browser.call('POST', `${path}/take`, { from: item.owner })
  assert.deepEqual([over.status, over.body.owner], [200, loser.id], 'taken over by one who saw who had it')
  assert.deepEqual(kindsOf(await loser.browser.ok('GET', `${base}/inbox?owner=me`)), ['appeal'])
  assert.ok(!kindsOf(await app.ok('GET', `${base}/inbox?owner=none`)).includes('appeal'))
})

test('an item that is put off comes back at its time, and a new report of a link is another item', async () => {
  const { app, program, base, rina } = await waitingWork()
  const { items } = await app.ok('GET', `${base}/inbox?kind=reported_link`)
  const path = `${base}/inbox/reported_link/${items[0].id}`
  const until = new Date(Date.now() + daySeconds * 1000).toISOString()
  const answers = await Promise.all(
    ['Asked Rina', 'Asked the team'].map((reason) => app.call('POST', `${path}/snooze`, { until, reason })),
  )
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409],
  )
  assert.deepEqual(
    (await app.ok('GET', `${base}/inbox`)).counts.find(({ kind }: Body) => kind === 'reported_link')?.count,
    0,
  )
  const { items: later } = await app.ok('GET', `${base}/inbox?state=snoozed`)
  assert.deepEqual([later.length, later[0].snoozedUntil, later[0].link], [1, until, items[0].link])
  for (const body of [
    { until },
    { until: '2020-01-01T00:00:00Z', reason: 'past' },
    { until: '2199-01-01T00:00:00Z', reason: 'far' },
  ]) {
    const refused = await app.call('POST', `${path}/snooze`, body)
    assert.deepEqual([refused.status, refused.body.code], [422, 'request_invalid'])
  }
  const { context } = app.service
  const { id } = await app.service.programs.get(program.slug)
  assert.equal(await forgetMarks(context.sql, id), 0, 'what waits keeps its mark')
  await app.ok('POST', `${base}/participants/rina/link-reports/dismiss`, { reason: 'Harmless' })
  assert.equal((await app.ok('GET', `${base}/inbox?state=snoozed`)).items.length, 0)
  await report(app, program, rina, 'unwanted')
  assert.deepEqual(kindsOf(await app.ok('GET', `${base}/inbox?kind=reported_link`)), ['reported_link'], 'not put off')
  assert.equal(await forgetMarks(context.sql, id), 1)
  const back = await app.ok('POST', `${path}/snooze`, { until, reason: 'Once more' })
  assert.equal((await app.ok('POST', `${path}/snooze`, { until: null, from: back.snoozedUntil })).snoozedUntil, null)
})

test('the account of a cash-out is shown with the others who gave it', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0, payouts: { autoApproveMaxMinor: 0 } })
  const base = `/v1/programs/${program.slug}`
  for (const userId of ['karim', 'selim']) {
    const { code } = await app.join(program, userId)
    await app.signup(program, { userId: `${userId}-f`, code })
    await app.ok('PUT', `${base}/participants/${userId}/payout-method`, bkash())
  }
  const { items } = await app.ok('GET', `${base}/inbox`)
  assert.deepEqual(items, [])
  await cashOut(app, program, { amountMinor: 2000, method: bkash() }, { userId: 'karim' })
  const { items: waiting } = await app.ok('GET', `${base}/inbox`)
  const { person } = await app.ok('GET', `${base}/inbox/approval/${waiting[0].id}`)
  assert.deepEqual(person.walletSharedWith, [{ userId: 'selim', displayName: null, paidMinor: 0 }])
  assert.deepEqual([person.payouts.length, person.payouts[0].state], [1, 'requested'])
})

test('one search finds a person by id, code or phone, and a payout by our id or the transaction of the provider', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0 })
  const base = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'mitu', { identities: { phone: '01812345670' } })
  await app.signup(program, { userId: 'mitu-f', code })
  const { body } = await cashOut(app, program, { amountMinor: 2000, method: bkash() }, { userId: 'mitu' })
  await app.service.context.sql`
    update payouts set provider_reference = 'DA25217X2M'
    where program_id = (select id from programs where slug = ${program.slug})`
  const find = async (typed: string, by = app.ok.bind(app)) => {
    const { people, payouts } = await by('POST', `${base}/search`, { typed })
    return [people.map((one: Body) => one.userId), payouts.map((one: Body) => one.id)]
  }
  for (const typed of ['mitu', code ?? '', '০১৮১২৩৪৫৬৭০']) assert.deepEqual(await find(typed), [['mitu'], []], typed)
  for (const typed of [body.id, 'DA25217X2M']) assert.deepEqual(await find(typed), [[], [body.id]], typed)
  assert.deepEqual(await find('DA25217X2'), [[], []], 'complete ids only')
  const { browser } = await invited(app, 'viewer', program.slug)
  for (const typed of ['mitu', body.id]) assert.deepEqual(await find(typed, browser.ok.bind(browser)), [[], []])
  const other = await app.liveProgram()
  const elsewhere = await app.ok('POST', `/v1/programs/${other.slug}/search`, { typed: body.id })
  assert.deepEqual(elsewhere, { people: [], payouts: [] })
  const { items } = await app.ok('GET', `${base}/audit?action=search`)
  assert.ok(items.length > 0 && !JSON.stringify(items).includes('1812345670'))
})
