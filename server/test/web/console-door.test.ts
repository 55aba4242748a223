/** The first visit of an invited operator: link, account, second factor, first pages. */
import { formatMoney } from '@bondhu/web/format'
import { languages, type Language } from '@bondhu/web/language'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, openVisit, startBrowser, wide } from '../support/chromium.js'
import { password } from '../support/operator.js'

function shellOf(language: Language): Promise<typeof import('@bondhu/web/languages/bn/console/shell')> {
  return import(`@bondhu/web/languages/${language}/console/shell`)
}

test('an invitation becomes an account, and the account sees its program, in every language and in both schemes', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 1_000_000)
  const browser = await startBrowser(t)
  const early = await openVisit(browser, { language: 'en', viewport: wide })
  await early.page.goto(`${app.url}/console`)
  await early.page.getByText('Nobody owns this deployment yet.').waitFor()
  for (const [index, language] of languages.entries()) {
    const { shell } = await shellOf(language)
    const email = `viewer-${language}@golpo.example`
    const { link } = await app.ok('POST', '/v1/team/invitations', { email, program: program.slug, role: 'viewer' })
    const visit = await openVisit(browser, { language, dark: index % 2 === 1, viewport: wide })
    const { page } = visit
    await page.goto(link)
    await page.getByText(email).waitFor()
    await expectGoodPage(visit)
    await page.locator('input[autocomplete=name]').fill('Nadia')
    await page.locator('input[type=password]').fill(password)
    await page.locator('button[type=submit]').click()
    await page.getByRole('heading', { level: 2 }).waitFor()
    await expectGoodPage(visit)
    const sum = formatMoney(language, 1_000_000, 'BDT')
    assert.ok((await page.locator('main').innerText()).includes(sum), sum)
    await page.getByRole('button', { name: shell.signOut }).click()
    await page.locator('input[type=email]').fill(email)
    await page.locator('input[type=password]').fill('not my password at all')
    await page.locator('button[type=submit]').click()
    await page.getByRole('alert').waitFor()
    await page.locator('input[type=password]').fill(password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 2 }).waitFor()
  }
})
