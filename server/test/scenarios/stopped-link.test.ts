/** Readers report a link; a person dismisses what they say, or stops the link, and may start it again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cashOut } from '../payouts/payouts.js'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { invited } from '../support/operator.js'
import { openPortal } from '../support/portal.js'
import { report } from '../support/reports.js'

const daySeconds = 86_400
const why = { reason: 'she writes that every friend gets 5,000 taka' }

test('a stopped link refuses later friends with a reason, its money stays payable, and it can be restarted', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ minimumPayoutMinor: 10_000, friendRewardMinor: 0 })
  const base = `/v1/programs/${program.slug}`
  const rina = await app.join(program, 'rina')
  const { code, link } = rina
  await app.advance(program, 120)
  const clickId = await app.click(program, code)
  await app.signup(program, { userId: 'before', code })
  await report(app, program, rina, 'false_promise', 3)
  await report(app, program, rina, 'unwanted')
  const waiting = await app.ok('GET', `${base}/reported-links`)
  const [seen] = waiting.items
  assert.deepEqual([waiting.open, waiting.items.length, seen.userId, seen.openReports], [1, 1, 'rina', 4])
  assert.deepEqual(seen.reasons, [
    { reason: 'false_promise', count: 3 },
    { reason: 'unwanted', count: 1 },
  ])
  assert.deepEqual([seen.friendsCounted, seen.lastRuling, seen.stoppedAt], [1, null, null])

  const support = (await invited(app, 'support', program.slug)).browser
  const path = `${base}/participants/rina`
  const stopped = await support.ok('POST', `${path}/link/stop`, why)
  assert.ok(stopped.stoppedAt)
  assert.deepEqual(
    [stopped.openReports, stopped.lastRuling.ruling, stopped.lastRuling.reason],
    [0, 'stopped', why.reason],
  )
  assert.match(stopped.lastRuling.by, /@|Nadia|opr_/)
  assert.deepEqual(await support.ok('POST', `${path}/link/stop`, { reason: 'again' }), stopped, 'the same again')
  assert.equal((await app.ok('PUT', path)).stoppedAt, stopped.stoppedAt, 'a join starts nothing')
  assert.equal((await app.ok('GET', `${base}/reported-links`)).open, 0)
  assert.equal((await app.ok('GET', `${base}/reported-links?state=stopped&who=${code}`)).items.length, 1)
  assert.equal((await app.ok('GET', `${base}/reported-links?state=stopped&who=nobody`)).items.length, 0)
  const { items: reports } = await app.ok('GET', `${base}/link-reports?userId=rina`)
  assert.equal(reports.length, 4)
  assert.deepEqual(
    reports.map((one: Body) => one.ruling),
    reports.map(() => 'stopped'),
  )

  const later = await app.signup(program, { userId: 'later', code })
  assert.deepEqual([later.outcome, later.reason], ['refused', 'link_stopped'])
  assert.match(later.message.bn, /আর চলে না/)
  assert.equal((await app.ok('GET', `${base}/codes/${code}`)).valid, false)
  const occurredAt = new Date(Date.parse(stopped.stoppedAt) - 60_000).toISOString()
  assert.equal((await app.signup(program, { userId: 'told late', code, occurredAt })).outcome, 'referred')
  assert.equal((await app.signup(program, { userId: 'clicked before', clickId })).outcome, 'referred')
  const visit = await fetch(link, { redirect: 'manual', headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' } })
  assert.ok(!visit.headers.get('location')?.includes('bondhu_click'), 'the friend goes on, uncredited')
  await app.signup(program, { userId: 'without a code' })
  const typed = await app.signup(program, { userId: 'without a code', code })
  assert.equal(typed.outcome, 'organic', 'a code that is typed later is not used up')

  const portal = await openPortal(app, program, 'rina')
  const standing = await portal.ok('GET', '/standing')
  assert.equal(standing.sharing.obstacle, 'stopped')
  assert.equal((await portal.ok('POST', '/missing-friend', { came: 'link', opened: 'lately' })).answer, 'link_stopped')
  await app.advance(program, 8 * daySeconds)
  const method = { kind: 'bkash', account: '01712345678' }
  assert.equal((await cashOut(app, program, { amountMinor: 6000, method }, { userId: 'rina' })).status, 201)

  const restarted = await support.ok('POST', `${path}/link/restart`, { reason: 'she took the promise down' })
  assert.deepEqual([restarted.stoppedAt, restarted.lastRuling.ruling], [null, 'restarted'])
  assert.deepEqual(await support.ok('POST', `${path}/link/restart`, { reason: 'again' }), restarted)
  assert.equal((await app.signup(program, { userId: 'after', code })).outcome, 'referred')
  assert.equal((await portal.ok('GET', '/standing')).sharing.obstacle, null)
  const told = await app.told(program, 'link.', 2)
  assert.deepEqual(
    told.map(({ type, data }) => [type, data.userId, data.reports]),
    [
      ['link.stopped', 'rina', 4],
      ['link.restarted', 'rina', undefined],
    ],
  )
  assert.deepEqual(
    told.map(({ messages }) => messages[0].audience),
    ['advocate', 'advocate'],
  )
  const { items: record } = await app.ok('GET', `${base}/audit`)
  const kept = record.filter(({ action }: Body) => action.startsWith('link.'))
  assert.deepEqual(
    kept.map(({ action }: Body) => action),
    ['link.restart', 'link.stop'],
  )
  assert.ok(JSON.stringify(kept[1]).includes(why.reason))
  const { items: refused } = await app.ok('GET', `${base}/referrals?state=refused`)
  await support.ok('POST', `${base}/referrals/${refused[0].id}/count`, { reason: 'came in good faith' })
  await app.assertLedger(program)
})

test('a dismissal covers only reports that were seen; later ones stay open', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  const rina = await app.join(program, 'rina')
  const path = `${base}/participants/rina/link-reports/dismiss`
  const none = await app.call('POST', path, why)
  assert.deepEqual([none.status, none.body.code], [409, 'link_state_conflict'])
  await report(app, program, rina, 'other')
  const { lastReport } = (await app.ok('GET', `${base}/reported-links`)).items[0]
  await report(app, program, rina, 'impersonation')
  const seen = { reason: 'nothing wrong with it', upTo: lastReport }
  const answers = await Promise.all(Array.from({ length: 10 }, () => app.call('POST', path, seen)))
  for (const { status, body } of answers) assert.deepEqual([status, body.openReports], [200, 1], JSON.stringify(body))
  assert.equal((await app.told(program, 'link.reports_dismissed', 1)).length, 1)
  const [open] = (await app.ok('GET', `${base}/reported-links`)).items
  assert.deepEqual(open.reasons, [{ reason: 'impersonation', count: 1 }])
  assert.equal((await app.ok('POST', path, { reason: 'nor with this' })).openReports, 0)
  const answered = await app.ok('GET', `${base}/reported-links?state=answered`)
  assert.deepEqual([answered.open, answered.items[0].lastRuling.reason], [0, 'nor with this'])
  assert.equal((await app.signup(program, { userId: 'friend', code: rina.code })).outcome, 'referred')
  for (const body of [{}, { reason: '' }, { reason: 'x'.repeat(1001) }, { reason: 'x', upTo: 'rpt_nobody' }]) {
    assert.equal((await app.call('POST', path, body)).status, 422, JSON.stringify(body))
  }
  await app.signup(program, { userId: 'never joined' })
  const noLink = await app.call('POST', `${base}/participants/never joined/link/stop`, why)
  assert.deepEqual([noLink.status, noLink.body.code], [409, 'link_state_conflict'])
  assert.equal((await app.call('POST', `${base}/participants/nobody/link/stop`, why)).status, 404)
})

test('with two operators at once each report has one answer, and the second operator gets an error', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  const advocates = await app.participants(program, 6)
  for (const one of advocates) await report(app, program, one, 'asked_for_money', 2)
  const outcomes = await Promise.all(
    advocates.flatMap(({ code }, index) => {
      const path = `${base}/participants/advocate-${index + 1}`
      return [
        app.call('POST', `${path}/link/stop`, why),
        app.call('POST', `${path}/link-reports/dismiss`, { reason: 'fine' }),
        app.call('POST', `${path}/link/stop`, { reason: 'the same' }),
        app.call('POST', `${base}/signups`, { userId: `friend ${index}`, code }),
      ]
    }),
  )
  for (const { status, body } of outcomes) {
    if (status === 409) assert.equal(body.code, 'link_state_conflict')
    else assert.ok(status < 300, JSON.stringify(body))
  }
  const { items } = await app.ok('GET', `${base}/reported-links?state=stopped&limit=4`)
  assert.equal(items.length, 4)
  const all = await app.ok('GET', `${base}/reported-links?state=stopped`)
  assert.deepEqual(
    all.items.map(({ openReports, reports }: Body) => [openReports, reports]),
    advocates.map(() => [0, 2]),
  )
  assert.equal((await app.told(program, 'link.stopped', 6)).length, 6, 'each is stopped once')
  const { items: signups } = await app.ok('GET', `${base}/referrals`)
  for (const { state, reason } of signups) {
    assert.ok(state === 'counted' || reason === 'link_stopped', `${state} ${reason}`)
  }
  await app.assertLedger(program)
})

test('leaving and returning does not restart a stopped link; a page of links has no duplicates', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  const [first, ...others] = await app.participants(program, 5)
  assert.ok(first)
  await app.ok('POST', `${base}/participants/advocate-1/link/stop`, why)
  await app.ok('POST', `${base}/participants/advocate-1/leave`)
  await app.ok('POST', `${base}/participants/advocate-1/return`)
  assert.equal((await app.signup(program, { userId: 'friend', code: first.code })).reason, 'link_stopped')
  for (const one of others) await report(app, program, one, 'other')
  const seen: string[] = []
  for (let cursor = ''; ;) {
    const page = await app.ok('GET', `${base}/reported-links?limit=3${cursor}`)
    seen.push(...page.items.map(({ userId }: Body) => userId))
    if (page.nextCursor === null) break
    cursor = `&cursor=${page.nextCursor}`
  }
  assert.deepEqual(seen, ['advocate-2', 'advocate-3', 'advocate-4', 'advocate-5'])
})
