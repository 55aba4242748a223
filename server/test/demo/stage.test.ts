/** The demo with two phones, as a person plays it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { sweepPayouts } from '../../src/domain/payouts/sweep.js'
import { expectGoodPage, openVisit, startBrowser, wide } from '../support/chromium.js'
import { person } from '../support/api.js'
import { until } from '../web/portal-visit.js'
import { newHome, startDemoService } from './demo-service.js'

test('the story from the link to ৳100 received, on two phones side by side', async (t) => {
  const { url, api, service } = await startDemoService(t, await newHome(t))
  const visit = await openVisit(await startBrowser(t), { language: 'en', viewport: wide, userAgent: person })
  const { page, complaints } = visit
  const [rina, friend] = [page.frameLocator('#rina'), page.frameLocator('#friend')]
  const inside = page.locator('#panel')
  const says = (sentence: string) => page.locator('#said', { hasText: sentence }).waitFor()
  await page.goto(`${url}/demo`)
  await rina.getByRole('heading', { name: /৳20/ }).first().waitFor()
  await says('Rina gets ৳20 for each person who opens a first account by her link.')
  await expectGoodPage(visit)

  // By hand: the friend taps the link and opens an account. The arrow on Rina's phone leads back on hers meanwhile: the
  // tab's own step back would lead the friend's.
  await rina.locator('main a[href="#friends"]').first().click()
  await rina.locator('main a[href="#statement"]').click()
  await rina.getByRole('heading', { name: 'Transactions' }).waitFor()
  await friend.getByRole('link', { name: /\/r\/golpo\// }).click()
  await friend.getByRole('button', { name: 'Open account' }).waitFor()
  await rina.getByRole('link', { name: 'Back' }).click()
  await rina.getByRole('heading', { name: 'My friends' }).waitFor()
  await rina.getByRole('link', { name: 'Back' }).click()
  await rina.locator('[data-balance]').waitFor()
  await friend.getByRole('button', { name: 'Open account' }).click()
  await friend.getByRole('heading', { name: 'Your invitation succeeded' }).waitFor()
  await inside.getByText('"referred"').waitFor()
  await inside.getByText('now ৳20').waitFor()
  await says('A new friend came: Rina gets a bonus. Rina’s ৳20 is being checked.')
  await rina.getByText('Being checked').first().waitFor()

  const press = (name: string) => press_(page, name)
  await press('Somebody who already has an account')
  await friend.getByRole('heading', { name: 'No bonus' }).waitFor()
  await says('No bonus: this person already had an account. Rina’s ৳20 is being checked.')
  await page.getByText('POST /v1/programs/golpo/signups: 201', { exact: true }).waitFor()
  await inside.getByText('"already_member"').waitFor()
  await inside.getByText('No money moved').waitFor()

  for (let friends = 0; friends < 4; friends++) await press('A friend joins')
  await press('The same friend again, 20 times at once')
  await says('The same friend was reported 20 times at once. There was no new bonus. Rina’s ৳100 is being checked.')
  await inside.getByText('200 × 20').waitFor()
  await inside.getByText('the same answer each time').waitFor()
  assert.equal((await api.stats({ slug: 'golpo' })).rewardsHeldMinor, 10_000)

  await page.getByLabel('Move the days ahead').fill('7')
  await page.getByText(/^7 days later/).waitFor()
  await says('Rina can cash out ৳100 now.')
  await rina.getByRole('link', { name: 'Cash out' }).first().click()
  await rina.getByRole('button', { name: 'Continue' }).click()
  await rina.getByRole('button', { name: 'Cash out ৳100' }).click()
  await rina.getByRole('heading', { name: /৳100/ }).waitFor()
  await sweepPayouts(service.context, await service.programs.get('golpo'))
  await rina.getByRole('heading', { name: '৳100 received' }).waitFor()
  await inside.getByText('Rina, received').first().waitFor()
  await says('Rina received ৳100.')

  // Without scrolling, on a laptop too.
  await page.setViewportSize({ width: 1280, height: 720 })
  for (const selector of ['#friend-joins', '#rina', '#friend', '#panel .moved']) {
    assert.ok(await isInView(page, selector), `${selector} is in view`)
  }
  await press('100 friends')
  await says('100 friends came. Rina’s ৳2,000 is being checked. Rina received ৳100.')
  await inside.getByText('৳20 × 100 = ৳2,000').waitFor()
  await press('A friend joins')
  await page.getByLabel('Move the days ahead').fill('14')
  await inside.getByText('৳20 × 101 = ৳2,020').waitFor()
  await rina.locator('[data-balance]', { hasText: '৳2,020' }).waitFor()
  await until(page, moneyIsInView)
  await expectGoodPage(visit)
  await api.assertLedger({ slug: 'golpo' })
  assert.deepEqual(complaints, [])
})

test('the same story on a phone of 360 px, with all of it on one screen', async (t) => {
  const { url, api, service } = await startDemoService(t, await newHome(t))
  const viewport = { width: 360, height: 640 }
  const visit = await openVisit(await startBrowser(t), { language: 'en', viewport, userAgent: person })
  const { page, complaints } = visit
  const [rina, friend] = [page.frameLocator('#rina'), page.frameLocator('#friend')]
  const show = async (name: string) => {
    await page.locator('.tabs label', { hasText: name }).click()
    await allIsInView(page, name === 'Inside' ? '#panel' : `#${name.toLowerCase()}`)
  }
  await page.goto(`${url}/demo`)
  await rina.getByRole('heading', { name: /৳20/ }).first().waitFor()
  await allIsInView(page, '#rina')
  await expectGoodPage(visit)

  await show('Friend')
  await friend.getByRole('link', { name: /\/r\/golpo\// }).click()
  await friend.getByRole('button', { name: 'Open account' }).click()
  await friend.getByRole('heading', { name: 'Your invitation succeeded' }).waitFor()
  await page.locator('.tabs [data-new]', { hasText: 'Rina' }).waitFor()
  await show('Rina')
  assert.equal(await page.locator('.tabs [data-new]').count(), 0, 'she was looked at')
  await until(page, moneyIsInView)
  await rina.getByText('Being checked').first().waitFor()

  const press = async (name: string, shown: string) => {
    await press_(page, name)
    await allIsInView(page, shown)
  }
  await press('Somebody who already has an account', '#friend')
  await friend.getByRole('heading', { name: 'No bonus' }).waitFor()
  for (let friends = 0; friends < 4; friends++) await press('A friend joins', '#friend')
  await press('The same friend again, 20 times at once', '#panel')
  await page.locator('#panel').getByText('200 × 20').waitFor()

  await page.getByLabel('Move the days ahead').fill('7')
  await page.getByText(/^7 days later/).waitFor()
  await allIsInView(page, '#rina')
  await until(page, moneyIsInView)
  await rina.getByRole('link', { name: 'Cash out' }).first().click()
  await rina.getByRole('button', { name: 'Continue' }).click()
  await rina.getByRole('button', { name: 'Cash out ৳100' }).click()
  await rina.getByRole('heading', { name: /৳100/ }).waitFor()
  await sweepPayouts(service.context, await service.programs.get('golpo'))
  await rina.getByRole('heading', { name: '৳100 received' }).waitFor()
  await allIsInView(page, '#rina')
  await press('100 friends', '#rina')
  await until(page, moneyIsInView)
  await expectGoodPage(visit)
  await api.assertLedger({ slug: 'golpo' })
  assert.deepEqual(complaints, [])
})

/** What is shown, at a height that says something, and the buttons: without scrolling. */
async function allIsInView(page: Page, shown: string): Promise<void> {
  for (const selector of [shown, '.tabs', '#days', '#friend-joins', '#hundred']) {
    assert.ok(await isInView(page, selector), `${selector} is in view`)
  }
  const height = await page.evaluate<number>(`document.querySelector('${shown}').clientHeight`)
  assert.ok(height >= 240, `${shown} is ${height} px high`)
  assert.equal(await page.evaluate('scrollY'), 0)
}

const moneyIsInView = `(() => {
  const phone = document.querySelector('#rina')
  const { top, bottom } = phone.contentDocument.querySelector('[data-balance]').getBoundingClientRect()
  return top >= 0 && bottom <= phone.clientHeight
})()`

function isInView(page: Page, selector: string): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const { top, bottom } = document.querySelector('${selector}').getBoundingClientRect()
    return top >= 0 && bottom <= innerHeight
  })()`)
}

/** Until it is done: the buttons wait for each other. */
async function press_(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click()
  await until(page, "document.querySelector('.actions [aria-disabled]') === null")
}
