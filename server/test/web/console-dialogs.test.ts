/**
 * Every dialog of the console, opened on a program with a history: it takes the focus, says what the decision does, closes on
 * Escape, gives the focus back, and a key that is held confirms nothing. It is read in the base language, wide and light, or
 * in another on a dark phone: by turns. `npm run faults:console` reads each in all combinations, with axe.
 */
import { baseLanguage, languages, type Language } from '@bondhu/web/language'
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import {
  expectContrast,
  expectNoEmptyBoxes,
  expectNoSidewaysScroll,
  expectNoViolations,
  wide,
} from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { livedInApp } from '../support/lived-in.js'
import { dialogs, prepareDialogs, type ShownDialog, type Values } from './console-dialogs.js'

const consolePhone = { width: 390, height: 844 }
const isEverywhere = process.env['BONDHU_EVERYWHERE'] === '1'

interface Shown {
  readonly language: Language
  readonly dark: boolean
  readonly viewport: typeof consolePhone
}

/** By default two: the base language wide and light, and the other on a dark phone. */
const views: readonly Shown[] = languages
  .flatMap((language) =>
    [false, true].flatMap((dark) => [wide, consolePhone].map((viewport) => ({ language, dark, viewport }))),
  )
  .filter(({ language, dark, viewport }) => {
    const isOnPhone = language !== baseLanguage
    return isEverywhere || (dark === isOnPhone && (viewport === consolePhone) === isOnPhone)
  })

test('each component of the console that asks a question is opened by this test', () => {
  const folder = new URL('../../../../web/src/console/', import.meta.url)
  const asking = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.svelte') && !name.startsWith('parts/'))
    .flatMap((name) => {
      const asks = readFileSync(new URL(name, folder), 'utf8').match(/<(?:Confirm|SecondPerson|Dialog)/g) ?? []
      return asks.map(() => name.slice(0, -'.svelte'.length))
    })
  assert.ok(asking.length > 30, 'the sources are read')
  const timesIn = (names: readonly string[], name: string) => names.filter((one) => one === name).length
  const opened = dialogs.map(({ of }) => of)
  const missing = [...new Set(asking)].filter((name) => timesIn(opened, name) < timesIn(asking, name))
  assert.deepEqual(missing, [])
})

test('every dialog says what it does, keeps the focus, and is confirmed by no key that is held', async (t) => {
  const { app } = await livedInApp(t)
  const values = await prepareDialogs(t, app)
  const visit = await operatorAt(t, app, 'owner', null, { language: 'en', viewport: wide })
  const { page } = visit
  const changes: string[] = []
  page.on('request', (request) => {
    if (request.method() !== 'GET') changes.push(`${request.method()} ${request.url()}`)
  })
  await page.goto(`${app.url}/console`)
  for (const [index, dialog] of dialogs.entries()) {
    const name = `${dialog.of}: ${String(dialog.button)}`
    await goTo(page, addressOf(dialog, values))
    const opener = await openerOf(page, dialog, values)
    const open = await openHeld(page, opener, name, changes)
    if (dialog.isOnlyRead !== true) await expectQuestion(page, open, name)
    await page.keyboard.up('Enter')
    for (const view of viewsOf(index)) await expectReadable(page, open, view, name)
    await show(page, { language: 'en', dark: false, viewport: wide })
    await page.keyboard.press('Escape')
    await open.waitFor({ state: 'detached' })
    const back = await opener.evaluate((element) => element === element.ownerDocument.activeElement)
    assert.ok(back, `${name}: the focus comes back`)
    assert.deepEqual(changes, [], name)
  }
  assert.deepEqual(visit.complaints, [])
})

/** One of the views for each dialog, by turns. */
function viewsOf(index: number): readonly Shown[] {
  return isEverywhere ? views : views.filter((_, place) => place === index % views.length)
}

function addressOf({ at }: ShownDialog, values: Values): string {
  return `/console${at.replace(/\{(\w+)\}/, (_, name: string) => encodeURIComponent(values[name] ?? ''))}`
}

/** As a link of the console does: a page that is loaded takes three times as long. */
async function goTo(page: Page, address: string): Promise<void> {
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(address)}); dispatchEvent(new PopStateEvent('popstate'))`,
  )
}

async function openerOf(page: Page, { button, within, before }: ShownDialog, values: Values): Promise<Locator> {
  await before?.(page)
  const place = within === undefined ? page.locator('body') : within(page, values)
  const name = typeof button === 'string' ? { name: button, exact: true } : { name: button }
  const opener = place.getByRole('button', name).first()
  await opener.waitFor()
  return opener
}

/** By a key that stays down. */
async function openHeld(page: Page, opener: Locator, name: string, changes: string[]): Promise<Locator> {
  const open = page.locator('dialog[open]')
  await opener.focus()
  await page.keyboard.down('Enter')
  await open.waitFor()
  // What was asked of the service before the question is no decision: abuse rules are tried before they are saved.
  changes.length = 0
  const isInside = await open.evaluate((element) => element.contains(element.ownerDocument.activeElement))
  assert.ok(isInside, `${name}: the focus is in the dialog`)
  return open
}

/** The key that opened it is still down. Even at the deed's own button, with nothing left to fill, it does nothing. */
async function expectQuestion(page: Page, open: Locator, name: string): Promise<void> {
  const begins = await page.evaluate<string>(
    `document.activeElement.matches('[type=submit], .head button') ? document.activeElement.textContent : ''`,
  )
  assert.equal(begins, '', `${name}: begins at Cancel or at a field`)
  const says = await open.locator('p').allInnerTexts()
  assert.ok(says.join(' ').length >= 25, `${name}: says what it does: ${says.join(' ')}`)
  for (let repeat = 0; repeat < 3; repeat++) await page.keyboard.down('Enter')
  const deed = open.locator('[type=submit]')
  await deed.evaluate((element) => {
    const button = element as unknown as { disabled: boolean; form: { noValidate: boolean }; focus(): void }
    button.form.noValidate = true
    button.disabled = false
    button.focus()
  })
  for (let repeat = 0; repeat < 3; repeat++) await page.keyboard.down('Enter')
  assert.ok(await open.isVisible(), `${name}: a held key closes nothing`)
}

async function expectReadable(page: Page, open: Locator, view: Shown, name: string): Promise<void> {
  const where = `${name}, ${view.language}, ${view.dark ? 'dark' : 'light'}, ${view.viewport.width} px`
  await show(page, view)
  const { text, isCut, tall } = await open.evaluate((element) => {
    const dialog = element as unknown as { innerText: string; scrollWidth: number; clientWidth: number }
    const buttons = [...element.querySelectorAll('button')] as unknown as { innerText: string; offsetHeight: number }[]
    return {
      text: dialog.innerText,
      isCut: dialog.scrollWidth > dialog.clientWidth,
      tall: buttons.filter(({ offsetHeight }) => offsetHeight > 80).map(({ innerText }) => innerText),
    }
  })
  assert.doesNotMatch(text, /undefined|NaN|\[object Object\]|Invalid Date/, where)
  assert.deepEqual([isCut, tall], [false, []], `${where}: it fits`)
  await expectNoSidewaysScroll(page)
  await expectNoEmptyBoxes(page)
  const hasAxe = isEverywhere || view === views.at(-1)
  await (hasAxe ? expectNoViolations(page) : expectContrast(page))
}

/** The choices lie behind the dialog, where a person cannot press them. */
async function show(page: Page, { language, dark, viewport }: Shown): Promise<void> {
  await page.setViewportSize(viewport)
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
  const root = page.locator('html')
  if ((await root.getAttribute('lang')) === language) return
  await page.locator(`#menu button[lang=${language}]`).evaluate((button) => {
    ;(button as unknown as { click(): void }).click()
  })
  await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' })
}
