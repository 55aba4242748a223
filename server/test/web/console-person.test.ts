/** The page of one person: what waits, friends, money, evidence, and what happened by day. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localOf } from '@bondhu/web/zone'
import { bkash, cashOut, earners } from '../payouts/payouts.js'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { invited } from '../support/operator.js'
import { report } from '../support/reports.js'

test('the page of a person says what waits, whose wallet it is too, and what the money adds up to; support stops the link there', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [3, 1], { payouts: { autoApproveMaxMinor: 1 }, minimumPayoutMinor: 2000 })
  const base = `/v1/programs/${program.slug}`
  await app.ok('PUT', `${base}/participants/a-2`, { displayName: 'Mitu' })
  for (const [userId, amountMinor] of [
    ['a-1', 4000],
    ['a-2', 2000],
  ] as const) {
    assert.equal((await cashOut(app, program, { amountMinor, method: bkash() }, { userId })).status, 201)
  }
  const rina = await app.ok('GET', `${base}/participants/a-1`)
  await report(app, program, rina, 'unwanted', 1)

  const { person, waits }: Body = await app.ok('GET', `${base}/participants/a-1/facts`)
  assert.deepEqual(
    waits.map(({ kind, userId }: Body) => [kind, userId]),
    [
      ['approval', 'a-1'],
      ['reported_link', 'a-1'],
    ],
  )
  assert.deepEqual(person.walletSharedWith, [{ userId: 'a-2', displayName: 'Mitu', paidMinor: 0 }])
  assert.equal((await app.call('GET', `${base}/participants/nobody/facts`)).status, 404)
  const viewer = await invited(app, 'viewer', program.slug)
  assert.equal((await viewer.browser.call('GET', `${base}/participants/a-1/facts`)).status, 403)
  // Support may not approve cash-outs: they do not wait for support.
  const support = await invited(app, 'support', program.slug)
  const seen = await support.browser.ok('GET', `${base}/participants/a-1/facts`)
  assert.deepEqual(
    seen.waits.map(({ kind }: Body) => kind),
    ['reported_link'],
  )

  const visit = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/participants/a-1`)
  await page.getByRole('region', { name: 'Evidence' }).getByRole('link', { name: 'Mitu' }).waitFor()
  const money = await page.getByRole('region', { name: 'Money' }).innerText()
  assert.match(money, /৳60 in all[\s\S]*Available[\s\S]*৳20[\s\S]*On its way[\s\S]*৳40/)
  await page.getByText('place 1 of 2 · 3 signed up').waitFor()
  await page.getByText('0 of 3 · all others 0%').waitFor()
  await page.getByText('৳20 a friend, bonuses included · ৳0 received').waitFor()
  await expectGoodPage(visit)

  await page.getByRole('button', { name: 'Stop the link' }).click()
  await page.getByLabel('Reason').fill('it promises 500 taka')
  await page.getByRole('dialog').getByRole('button', { name: 'Stop the link' }).click()
  await page.getByText('Stop the link: a-1.').waitFor()
  await page.getByText('Nobody counts through it.').waitFor()
  // On the page of another person nothing is said of this one.
  await page.getByRole('region', { name: 'Evidence' }).getByRole('link', { name: 'Mitu' }).click()
  await page.getByRole('heading', { name: 'Mitu' }).waitFor()
  assert.equal(await page.getByText('Stop the link: a-1.').count(), 0)
  await page.goBack()
  await page.getByText('Nobody counts through it.').waitFor()
  assert.equal(await page.getByRole('region', { name: 'Waits for a decision' }).count(), 0, 'the report is answered')

  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 844 })
  await expectGoodPage(visit)
})

test('from the page of a person one goes to the place of a matter in the inbox', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [3], { payouts: { autoApproveMaxMinor: 1 }, minimumPayoutMinor: 2000 })
  await cashOut(app, program, { amountMinor: 4000, method: bkash() })
  const { page } = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  await page.goto(`${app.url}/console/programs/${program.slug}/participants/a-1`)
  const waits = page.getByRole('region', { name: 'Waits for a decision' })
  await waits.getByRole('link', { name: 'Approve ৳40 to a-1' }).click()
  await page.getByRole('button', { name: /^Approve/ }).waitFor()
  assert.match(page.url(), /inbox\?item=approval\.pay_/)
})

test('the friends and the history of a person are filtered in the address, and much of a kind is one line that opens', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [4, 1])
  const base = `/v1/programs/${program.slug}`
  const { items } = await app.ok('GET', `${base}/referrals?advocate=a-1`)
  await app.ok('POST', `${base}/referrals/${items[0].id}/reverse`, { reason: 'one household' })
  const visit = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  const { page } = visit
  const address = `${app.url}/console/programs/${program.slug}/participants/a-1`
  await page.goto(address)

  const friends = page.getByRole('region', { name: 'Friends', exact: true })
  await friends.getByRole('button', { name: 'counted 3' }).waitFor()
  await friends.getByRole('row').nth(3).waitFor()
  assert.equal(await friends.getByRole('row').count(), 4, 'a head and three friends')
  await friends.getByRole('button', { name: 'reversed 1' }).click()
  await friends.getByRole('link', { name: items[0].friendUserId }).waitFor()
  assert.equal(await friends.getByRole('row').count(), 2)

  const history = page.getByRole('region', { name: 'History' })
  await history.getByText('3 friends: counted.').click()
  await history.getByText(`Friend ${items[1].friendUserId}: counted (by code).`).waitFor()
  await history
    .getByText(`Friend ${items[0].friendUserId} was reversed by the deployment’s token: “one household”`)
    .waitFor()
  await history.getByRole('button', { name: 'Money' }).click()
  await history.getByText('4 movements: ৳80 from “budget” to “being checked”.').waitFor()
  await history.getByText('was reversed by').waitFor({ state: 'hidden' })
  await expectGoodPage(visit)

  // One goes to a friend and comes back to the same view.
  assert.match(page.url(), /friends=reversed&about=money/)
  await friends.getByRole('link', { name: items[0].friendUserId }).click()
  await page.getByText('no link').waitFor()
  await page.goBack()
  await friends.getByRole('button', { name: 'reversed 1', pressed: true }).waitFor()
  await history.getByRole('button', { name: 'Money', pressed: true }).waitFor()

  await page.goto(`${app.url}/console/programs/${program.slug}/referrals?advocate=a-1&state=counted`)
  await page.getByText('Only friends brought by a-1').waitFor()
  await page.getByRole('row').nth(3).waitFor()
  assert.equal(await page.getByRole('row').count(), 4)
  await page.getByRole('button', { name: 'Friends of everybody' }).click()
  await page.getByRole('link', { name: 'a-2' }).waitFor()
})

test('in New York the clicks of a day stand with its friends, and the evening before stands below them', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ timeZone: 'America/New_York' })
  const { code } = await app.join(program, 'rina')
  const [hours = 0, minutes = 0] = localOf(new Date().toISOString(), 'America/New_York')
    .slice(11)
    .split(':')
    .map(Number)
  // After eight in the evening, when it is the next day in London.
  await app.advance(program, ((24 + 20 - hours) * 60 + 45 - minutes) * 60)
  await app.signup(program, { userId: 'evening', code })
  await app.advance(program, 6 * 3600)
  await app.signup(program, { userId: 'night', code })
  const { id } = await app.service.programs.get(program.slug)
  const [days] = await app.service.context.sql<{ evening: string; night: string }[]>`
    insert into click_days (program_id, advocate_id, day, clicks)
    select program_id, advocate_id, (decided_at at time zone 'America/New_York')::date, 7
    from referrals where program_id = ${id}
    returning (select min(decided_at at time zone 'America/New_York')::date::text from referrals where program_id = ${id}) as evening,
      (select max(decided_at at time zone 'America/New_York')::date::text from referrals where program_id = ${id}) as night`
  const told: string[] = []
  let cursor = ''
  do {
    const path = `/v1/programs/${program.slug}/participants/rina/timeline?about=people&limit=1${cursor}`
    const { items, nextCursor }: Body = await app.ok('GET', path)
    told.push(...items.map((one: Body) => one.friend?.userId ?? one.clicks?.day ?? one.kind))
    cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`
  } while (cursor !== '')
  assert.deepEqual(told, ['night', days?.night, 'evening', days?.evening, 'joined'])

  const visit = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/participants/rina`)
  const history = page.getByRole('region', { name: 'History' })
  await history.getByText('Joined and got a link.').waitFor()
  assert.equal(await history.getByRole('heading', { level: 3 }).count(), 3, 'two days and the day of the join')
  await expectGoodPage(visit)
})
