/** The case of an approval on a phone: its decisions stay in view, and cover nothing that cannot be scrolled to. */
import { languages } from '@bondhu/web/language'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bkash, cashOut, earners } from '../payouts/payouts.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'

test('on a phone the button that approves stays in view while the case scrolls, and nothing ends behind it', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [3], { payouts: { autoApproveMaxMinor: 1 }, minimumPayoutMinor: 2000 })
  const { body } = await cashOut(app, program, { amountMinor: 4000, method: bkash() })
  for (const language of languages) {
    const view = { language, viewport: { width: 390, height: 640 } }
    const visit = await operatorAt(t, app, 'finance', program.slug, view)
    const { page } = visit
    await page.goto(`${app.url}/console/programs/${program.slug}/inbox?item=approval.${body.id}`)
    const approve = page.locator('button[aria-keyshortcuts=a]')
    await approve.waitFor()
    await page.waitForLoadState('networkidle')
    const places = await page.evaluate<{ top: number; bottom: number; height: number; end: number }[]>(`(async () => {
      const places = []
      const most = document.documentElement.scrollHeight - innerHeight
      for (const at of [0, most / 2, most]) {
        scrollTo(0, at)
        await new Promise(requestAnimationFrame)
        const { top, bottom } = document.querySelector('button[aria-keyshortcuts=a]').getBoundingClientRect()
        const cards = [...document.querySelectorAll('main .card')].map((card) => card.getBoundingClientRect().bottom)
        places.push({ top, bottom, height: innerHeight, end: Math.max(...cards) })
      }
      return places
    })()`)
    for (const { top, bottom, height } of places) assert.ok(top >= 0 && bottom <= height, JSON.stringify(places))
    const [first, , last] = places
    assert.ok(first && last && first.end > first.height, 'the case is longer than the screen')
    assert.ok(last.end <= last.top, 'the last card is above the decisions')

    // By keyboard too: what has the focus is not covered.
    await page.evaluate('scrollTo(0, 0)')
    const links = page.locator('main a[href*="/payouts/"]')
    await links.last().focus()
    const [link, decisions] = [await links.last().boundingBox(), await approve.boundingBox()]
    assert.ok(link && decisions && link.y + link.height <= decisions.y, 'the focus is above the decisions')
    await expectGoodPage(visit)

    // Escape closes the question, and the case behind it stays.
    const snooze = page.locator('button[aria-keyshortcuts=z]')
    await snooze.press('Enter')
    await page.locator('dialog[open]').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    assert.ok(await snooze.evaluate((element) => element === element.ownerDocument.activeElement), 'the focus is back')
    assert.match(page.url(), /item=approval/)
  }
})
