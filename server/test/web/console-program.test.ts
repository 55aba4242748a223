/** An owner makes, funds and launches a program; finance only funds it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { fillExample } from '../../src/domain/example/fill.js'
import { sharedApp, startApp } from '../support/app.js'
import { expectGoodPage } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'

const fill = (page: Page, label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value)

test('an owner makes, funds, launches and pauses a program, and reads the consequence before each step', async (t) => {
  const app = await startApp(t)
  const visit = await operatorAt(t, app, 'owner', null, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console`)
  await page.getByRole('heading', { name: 'Connect your app and launch' }).waitFor()
  await expectGoodPage(visit)
  await page.getByRole('link', { name: 'Make a program' }).click()
  await fill(page, 'Name in addresses', 'golpo')
  await fill(page, 'Name in Bengali', 'গল্প বন্ধু')
  await fill(page, 'Name in English', 'Golpo Friends')
  await fill(page, 'Who runs it', 'Golpo Ltd')
  await fill(page, 'Where people can ask', 'help@golpo.example')
  await fill(page, 'For each friend, in taka', '২০')
  await fill(page, 'Starts', '2026-11-01T00:00')
  await fill(page, 'Ends', '2020-02-28T23:59')
  await fill(page, 'Web address', 'https://golpo.example/join')
  await page.getByRole('button', { name: 'Make the draft' }).click()
  await page.getByRole('alert').waitFor()
  assert.equal(await page.getByLabel('Ends', { exact: true }).getAttribute('aria-invalid'), 'true', 'said at its field')
  await fill(page, 'Ends', '2099-02-28T23:59')
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'Make the draft' }).click()
  await page.getByRole('heading', { name: 'Golpo Friends' }).waitFor()
  await expectGoodPage(visit)

  await page.getByRole('button', { name: 'Add money', exact: true }).click()
  await fill(page, 'Amount in taka', '2,000')
  await page.getByText('That pays for 100 more friends.').waitFor()
  await fill(page, 'Reference', 'BANK-1')
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'Set ৳2,000 aside' }).click()
  await page.getByRole('button', { name: 'Launch', exact: true }).click()
  await page.getByText('enough for 100 friends').waitFor()
  await page.getByRole('button', { name: 'Launch it' }).click()
  await page.getByText('live', { exact: true }).waitFor()
  const program = await app.program({ slug: 'golpo' })
  assert.deepEqual(
    [program.state, program.rewardMinor, program.balances.budgetMinor, program.startsAt],
    ['live', 2000, 200_000, '2026-10-31T18:00:00.000Z'],
  )

  await page.getByRole('button', { name: 'Change the terms' }).click()
  await fill(page, 'For each friend, in taka', '10')
  await page.getByRole('button', { name: 'Change them' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Change them' }).click()
  await page.getByText(/^Announced, in force from/).waitFor()
  await expectGoodPage(visit)
  await page.getByText('Waiting for the first signup').waitFor()
  await app.signup({ slug: 'golpo' }, { userId: 'first', code: null })
  await page.getByText('Signups that the app reported: 1').waitFor()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.keyboard.press('Escape')
  assert.equal((await app.program({ slug: 'golpo' })).state, 'live', 'what is not confirmed is not done')
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByRole('button', { name: 'Pause it' }).click()
  await page.getByRole('button', { name: 'Resume' }).waitFor()
  await page.goto(`${app.url}/console/programs/golpo`)
  await page.getByText('paused', { exact: true }).waitFor()
})

test('finance can fund and not launch, on the page and by direct call; the page works on a phone in Bengali', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 1_000_000)
  const { code } = await app.join(program, 'rina')
  await app.signup(program, { userId: 'karim', code })
  const visit = await operatorAt(t, app, 'finance', program.slug, {
    language: 'bn',
    dark: true,
    viewport: { width: 360, height: 740 },
  })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}`)
  await page.getByRole('button', { name: 'তহবিলে টাকা রাখুন' }).waitFor()
  await page.locator('dl > div', { hasText: 'মানুষের পাওনা হয়েছে' }).getByText(/^৳২০/).waitFor()
  await expectGoodPage(visit)
  assert.equal(await page.getByRole('button', { name: 'থামান' }).count(), 0)
  const answer = await page.evaluate<number>(
    `fetch('/v1/programs/${program.slug}/pause', { method: 'POST' }).then((answer) => answer.status)`,
  )
  assert.equal(answer, 403)
})

test('an owner fills an empty test program with example data and watches its figures come, in Bengali', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ rewardMinor: 2000, minimumPayoutMinor: 4000 })
  const visit = await operatorAt(t, app, 'owner', null, { language: 'bn' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/overview`)
  await page.getByRole('button', { name: 'নমুনা দিয়ে ভরুন' }).click()
  await page.getByText('২৮ দিনের মধ্যে ০ দিন').first().waitFor()
  await expectGoodPage(visit)
  const found = await app.service.programs.get(program.slug)
  // The last days alone: the worker lives all of them.
  await app.service.context.sql`update example_fills set lived = 24 where program_id = ${found.id}`
  await page.getByText('২৮ দিনের মধ্যে ২৪ দিন').first().waitFor()
  await fillExample(app.service.context, found)
  await page.getByText(/২৮ দিনের মধ্যে/).waitFor({ state: 'detached' })
  await page
    .getByText(/ইন্টারনেট|[১-৯][০-৯]* জন/)
    .first()
    .waitFor()
  await expectGoodPage(visit)
})
