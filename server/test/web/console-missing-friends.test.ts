/** Support looks into questions from the portal about friends who were not counted. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, narrow } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { openPortal } from '../support/portal.js'

test('support sees who asks about whom, closes one question by keyboard, and finds it again', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  await app.join(program, 'karim')
  await app.signup(program, { userId: 'tuli', code, identities: { phone: '01711111111' } })
  const asked = { came: 'code', opened: 'lately' }
  await (await openPortal(app, program, 'rina')).ok('POST', '/missing-friend', { ...asked, friend: '01711111111' })
  await (await openPortal(app, program, 'karim')).ok('POST', '/missing-friend', { ...asked, opened: 'before' })
  const visit = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/missing-friends`)
  await page.getByText('To look into: 2.').waitFor()
  await page.getByRole('link', { name: 'Missing friends 2' }).waitFor()
  assert.match(
    await page.getByRole('row', { name: /rina/ }).innerText(),
    /Typed the code[\s\S]*tuli[\s\S]*came through their link[\s\S]*referred/,
  )
  await page.getByText('Neither a phone number nor an e-mail was given.').waitFor()
  await expectGoodPage(visit)

  const dialog = page.getByRole('dialog')
  await page.locator('body').press('j')
  await page.keyboard.press('r')
  await dialog.getByText('The question of rina is closed.').waitFor()
  await expectGoodPage(visit)
  await dialog.getByLabel('What was found').fill('tuli counts already')
  await page.keyboard.press('Enter')
  await page.getByText('Looked into: rina.').waitFor()
  await page.getByText('To look into: 1.').waitFor()
  await page.getByLabel('State').selectOption('resolved')
  await page.getByText('“tuli counts already”').waitFor()
  await page.getByLabel('User id of the person who asks').fill('nobody')
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await page.getByText('“nobody” has no question in this state.').waitFor()

  const bengali = await operatorAt(t, app, 'viewer', program.slug, { language: 'bn', dark: true, viewport: narrow })
  await bengali.page.goto(`${app.url}/console/programs/${program.slug}/missing-friends`)
  await bengali.page.waitForLoadState('networkidle')
  await expectGoodPage(bengali)
})
