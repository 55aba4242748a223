/** One walk by what a screen reader is told: Chromium's accessibility tree, from the invitation to the money. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CDPSession, Page } from 'playwright-core'
import { sharedApp } from '../support/app.js'
import { expectWholeAmounts, narrow, openVisit, phone, startBrowser } from '../support/chromium.js'
import { openAs, rinaWith, until } from './portal-visit.js'

const heard = new Set(['heading', 'link', 'button', 'textbox', 'radio', 'alert', 'status', 'navigation', 'main'])

/** What is read out, in its order: `heading: My friends`. */
async function treeOf(session: CDPSession): Promise<string[]> {
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const lines: string[] = []
  const walk = (id: string): void => {
    const node = byId.get(id)
    if (node === undefined) return
    const role = String(node.role?.value)
    const name = String(node.name?.value ?? '')
    if (!node.ignored && heard.has(role)) lines.push(`${role}: ${name}`.trim())
    for (const child of node.childIds ?? []) walk(child)
  }
  const [root] = nodes
  if (root !== undefined) walk(root.nodeId)
  return lines
}

/** The lines are in the tree in this order, and every link and button has a name. */
function assertHeard(lines: readonly string[], expected: readonly RegExp[]): void {
  let from = 0
  for (const line of expected) {
    const at = lines.findIndex((one, index) => index >= from && line.test(one))
    assert.ok(at >= 0, `${line} after ${lines[from - 1]} in ${lines.join(' | ')}`)
    from = at + 1
  }
  const unnamed = lines.filter((line) => /^(link|button|textbox|radio|heading):$/.test(line))
  assert.deepEqual(unnamed, [], 'each control has a name')
  const headings = lines.filter((line) => line.startsWith('heading'))
  assert.ok(headings.length > 0, 'the page can be read by its headings')
}

const focused = (page: Page) => page.evaluate<string>('document.activeElement.id || document.activeElement.className')

test('by a screen reader: the invitation, my money, and cashing out', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0, minimumPayoutMinor: 4000 })
  const { code } = await rinaWith(app, program, 5)
  const account = { kind: 'bkash', account: '01712345678' }
  await app.ok('PUT', `/v1/programs/${program.slug}/participants/rina/payout-method`, account)
  const browser = await startBrowser(t)

  const friend = await openVisit(browser, { language: 'en' })
  await friend.page.goto(`${app.url}/j/${program.slug}/${code}`)
  assertHeard(await treeOf(await friend.context.newCDPSession(friend.page)), [
    /^link: Skip to the content/,
    /^link: বাংলা/,
    /^main/,
    /^heading: A friend of yours invites you to/,
    /^link: Open an account/,
    /^heading: The rules, in short/,
    /^link: The money and the full rules/,
    /^link: Report this link/,
  ])

  const { page, context } = await openAs(browser, app, program, 'rina', { language: 'en' })
  const session = await context.newCDPSession(page)
  assertHeard(await treeOf(session), [
    /^link: Skip/,
    /^status/,
    /^main/,
    /^heading: My money/,
    /^link: Cash out/,
    /^heading: For each new friend you get ৳20/,
    /^button: Send to a friend/,
    /^button: Copy link/,
    /^link: See all/,
    /^navigation: Other pages/,
    /^link: Transactions/,
    /^button: Sign out/,
  ])

  await page.getByRole('link', { name: 'Cash out' }).click()
  await page.getByRole('radio', { name: 'Another amount' }).check()
  await page.locator('#amount').fill('5')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('At least ৳40 can be cashed out.').waitFor()
  const wrong = await treeOf(session)
  assertHeard(wrong, [
    /^link: Back/,
    /^heading: Cash out/,
    /^radio: All, ৳100/,
    /^radio: Another amount/,
    /^textbox: Amount/,
    /^alert/,
    /^button: Continue/,
  ])
  assert.equal(await focused(page), 'amount')

  await page.getByRole('radio', { name: 'All, ৳100' }).check()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Cash out ৳100' }).waitFor()
  assertHeard(await treeOf(session), [/^heading: Is everything right/, /^button: Cash out ৳100/, /^button: Not now/])
  assert.equal(await page.evaluate('document.activeElement.getAttribute("aria-labelledby")'), 'look')

  await page.getByRole('button', { name: 'Cash out ৳100' }).click()
  await page.locator('.done').waitFor()
  assert.equal(await focused(page), 'done', 'what became of it has the focus')
  await app.advance(program, 1)
  await page.getByRole('heading', { name: '৳100 received' }).waitFor()
  assertHeard(await treeOf(session), [/^heading: ৳100 received/, /^link: Done/, /^link: Show what I received/])
  assert.equal(await page.locator('.done').getAttribute('aria-live'), 'polite', 'the arrival is announced')
  assert.match(await page.locator('.done').innerText(), /bKash 017•••••678 · \d/)
  await page.getByRole('link', { name: 'Done' }).click()
  await page.locator('[data-balance]').waitFor()
  await until(page, `document.activeElement.localName === 'h1'`)
})

/** Texts that are cut, or wider than the page, at twice the letter size. */
const spilled = `(() => {
  const wide = document.documentElement.clientWidth
  return [...document.querySelectorAll('body *')].filter((one) => {
    const style = getComputedStyle(one)
    if (one.closest('.hidden-text, .skip, svg') || !one.checkVisibility() || one.textContent.trim() === '') return false
    const box = one.getBoundingClientRect()
    const isCut = style.overflow === 'hidden' && (one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
    return box.right > wide + 1 || box.left < -1 || (isCut && !one.matches('.hero'))
  }).map((one) => one.tagName + '.' + one.className + ': ' + one.textContent.trim().slice(0, 40))
})()`

/** Beside the mark: five letters of the largest kind. A page without a program has none. */
const nameHasRoom = `(document.querySelector('header p')?.clientWidth ?? 999) >= 160`

test('with letters of twice the size nothing is cut and nothing scrolls sideways, on every screen', async (t) => {
  const app = await sharedApp()
  // ৳12,34,567 a friend: seven digits in the largest letters.
  const program = await app.liveProgram(
    { rewardMinor: 123_456_700, holdDays: 0, minimumPayoutMinor: 4000 },
    10_000_000_000,
  )
  const { code } = await rinaWith(app, program, 7)
  const account = { kind: 'bkash', account: '01712345678' }
  await app.ok('PUT', `/v1/programs/${program.slug}/participants/rina/payout-method`, account)
  const browser = await startBrowser(t)
  const large = async (page: Page, what: string) => {
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    for (const { width, height } of [narrow, phone]) {
      await page.setViewportSize({ width, height })
      const content = await page.evaluate<number>('document.documentElement.scrollWidth')
      assert.ok(content <= width, `${what}: ${content} px of content in ${width} px`)
      assert.deepEqual(await page.evaluate<string[]>(spilled), [], `${what} at ${width} px`)
      await expectWholeAmounts(page)
      assert.ok(await page.evaluate(nameHasRoom), `${what}: the name has room at ${width} px`)
    }
  }
  const language = 'en'
  const { page } = await openAs(browser, app, program, 'rina', { language })
  await large(page, 'home')
  for (const screen of ['friends', 'statement', 'estimate', 'missing', 'rules', 'card', 'cash-out', 'leave']) {
    await page.evaluate(`location.hash = '${screen}'`)
    await page.locator('h1[tabindex]').waitFor()
    await until(page, 'document.querySelector(".skeleton") === null')
    await large(page, screen)
  }
  const friend = await openVisit(browser, { language })
  for (const path of [
    `/j/${program.slug}/${code}`,
    `/j/${program.slug}/${code}/report`,
    `/p/${program.slug}`,
    '/j/x/1',
  ]) {
    await friend.page.goto(app.url + path)
    await large(friend.page, path)
  }
})
