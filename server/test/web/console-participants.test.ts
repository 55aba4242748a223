/** Participants, referrals and the audit in the console. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDate, formatMoment, formatTime } from '@bondhu/web/format'
import { sharedApp } from '../support/app.js'
import { expectGoodPage } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'

test('support finds a person by phone, reads the history, and counts a refused friend', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 1_000_000)
  const { code } = await app.join(program, 'rina', { identities: { phone: '01711111111' } })
  await app.click(program, code)
  await app.signup(program, { userId: 'karim', code, identities: { phone: '01722222222' } })
  await app.ok('POST', `/v1/programs/${program.slug}/members`, { members: [{ identities: { phone: '01733333333' } }] })
  await app.signup(program, { userId: 'mina', code, identities: { phone: '01733333333' } })

  const visit = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/participants`)
  await page.getByRole('link', { name: 'rina' }).waitFor()
  assert.equal(await page.getByRole('link', { name: 'karim' }).count(), 0, 'friends without a link are no advocates')
  await expectGoodPage(visit)
  await page.getByLabel('Show', { exact: true }).selectOption({ label: 'everybody' })
  await page.getByRole('link', { name: 'karim' }).waitFor()
  await page.getByLabel('Find a person').fill('০১৭১১-১১১১১১')
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await page.getByRole('link', { name: 'karim' }).waitFor({ state: 'detached' })
  assert.ok(!page.url().includes('1711111111'), 'what was typed of a person stands in no address')
  await page.getByRole('link', { name: 'rina' }).click()
  await page.getByText('Friend karim: counted (by code).').waitFor()
  await page.getByText('Friend mina: refused: had an account (by code).').waitFor()
  await page.getByRole('group', { name: 'Day by day' }).press('End')
  await page.getByRole('status').filter({ hasText: '2 signups, 1 counted' }).waitFor()
  await expectGoodPage(visit)

  await page.getByRole('link', { name: 'Friends', exact: true }).click()
  await page.getByLabel('State').selectOption('refused')
  await page.getByRole('button', { name: 'Count', exact: true }).click()
  await page.getByText('mina, brought by rina').waitFor()
  await page.getByLabel('Your reason').fill('the number had changed hands')
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'Count it', exact: true }).click()
  await page.getByText('No friend has come yet').waitFor()
  assert.match(page.url(), /state=refused/, 'the address reproduces the view')
  assert.equal((await app.participant(program, 'rina')).balances.heldMinor, 4000)
  assert.equal(await page.getByRole('link', { name: 'Audit' }).count(), 0, 'support does not read the audit')
})

test('finance reads the audit, filters it and checks its chain', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 1_000_000)
  await app.ok('PATCH', `/v1/programs/${program.slug}`, { rewardMinor: 2500 })
  await app.join(program, 'u-1', { displayName: 'Rina Akter' })
  await app.ok('POST', `/v1/programs/${program.slug}/participants/u-1/link/stop`, { reason: 'a false promise' })
  await app.ok('POST', `/v1/programs/${program.slug}/pause`)
  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/audit`)
  const paused = page.getByRole('cell', { name: /paused the program$/ })
  await paused.waitFor()
  await page.getByRole('cell', { name: / raised the reward from ৳20 to ৳25$/ }).waitFor()
  const stopped = page.getByRole('cell', { name: /stopped a link: Rina Akter, “a false promise”$/ })
  assert.match((await stopped.getByRole('link').getAttribute('href')) ?? '', /participants\/u-1$/)
  await page.getByText('Show', { exact: true }).first().click()
  await page.getByText('"action": "program.pause"').waitFor()
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'Check the chain' }).click()
  await page.getByRole('status').waitFor()
  await page.getByLabel('Kind of change').selectOption('funding.add')
  await paused.waitFor({ state: 'detached' })
  await page.reload()
  await page.getByRole('cell', { name: /set money aside.*: ৳10,000/ }).waitFor()
  await page.getByLabel('To', { exact: true }).fill('2020-01-01')
  await page.getByText('Nothing was changed yet, or nothing matches this filter.').waitFor()
  assert.equal(await page.getByLabel('Kind of change').inputValue(), 'funding.add')
})

test('every page of a program in rupees and in Chicago’s time shows rupees and that time', async (t) => {
  const app = await sharedApp()
  const timeZone = 'America/Chicago'
  const program = await app.liveProgram({ currency: 'INR', timeZone, holdDays: 0 }, 1_000_000)
  const home = await app.liveProgram({}, 1_000_000)
  for (const one of [program, home]) {
    const { code } = await app.join(one, 'rina')
    await app.signup(one, { userId: 'karim', code })
    await app.advance(one, 60)
  }
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/referrals`)
  const decided = new Date(items[0].decidedAt)

  const visit = await operatorAt(t, app, 'owner', null, { language: 'en' })
  const { page } = visit
  const base = `${app.url}/console/programs/${program.slug}`
  await page.goto(`${base}/participants`)
  await page.getByRole('link', { name: 'rina' }).waitFor()
  assert.match(await page.locator('main').innerText(), /₹20/)
  await page.getByRole('link', { name: 'rina' }).click()
  await page.getByText('₹20 from “').first().waitFor()
  assert.ok(!(await page.locator('main').innerText()).includes('৳'))
  const day = page.getByRole('heading', { name: formatDate('en', decided, timeZone), exact: true })
  await day.waitFor()
  await page
    .getByRole('time')
    .filter({ hasText: formatTime('en', decided, timeZone) })
    .first()
    .waitFor()
  await expectGoodPage(visit)
  await page.goto(`${base}/referrals`)
  await page
    .getByText(formatMoment('en', decided, timeZone))
    .first()
    .waitFor()
  assert.match(await page.locator('main').innerText(), /₹20/)

  // The people of another program have its currency and time.
  await page.getByRole('combobox', { name: 'Program', exact: true }).selectOption(home.slug)
  await page.getByText('৳20').first().waitFor()
  assert.ok(!(await page.locator('main').innerText()).includes('₹'))
  await page.goto(`${app.url}/console/programs/no-such-program/participants`)
  await page.getByRole('alert').waitFor()
  const complaints = visit.complaints.filter((said) => !said.includes('a status of 404'))
  await expectGoodPage({ ...visit, complaints })
})

test('an address from before pages were renamed leads to its page, with its query', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 1_000_000)
  await app.join(program, 'rina')
  const { page } = await operatorAt(t, app, 'owner', null, { language: 'en' })
  const kept = {
    'people?joined=no': 'Advocates',
    'links?state=stopped': 'Reported links',
    missing: 'Missing friends',
    files: 'Payout files',
    end: 'Ending the program',
  }
  for (const [address, heading] of Object.entries(kept)) {
    await page.goto(`${app.url}/console/programs/${program.slug}/${address}`)
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  }
  await page.goto(`${app.url}/console/programs/${program.slug}/people/rina`)
  await page.getByRole('heading', { name: 'rina' }).waitFor()
})
