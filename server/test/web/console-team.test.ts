/** The operator's own account, the team, and API keys. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp, startApp } from '../support/app.js'
import { expectGoodPage } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { invited, OperatorBrowser, password } from '../support/operator.js'

test('an operator sees the own sessions, ends another one, and changes the password', async (t) => {
  const app = await sharedApp()
  const visit = await operatorAt(t, app, 'viewer', null, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/account`)
  const email = await page.getByText(/@golpo\.example/).innerText()
  const elsewhere = new OperatorBrowser(app.url)
  await elsewhere.signIn(email)
  await page.reload()
  await page.getByText('this session').waitFor()
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'End it' }).click()
  await page.getByRole('button', { name: 'End it' }).waitFor({ state: 'detached' })
  assert.equal((await elsewhere.call('GET', '/console/api/session')).status, 401)

  await page.getByLabel('Your current password').fill(password)
  await page.getByLabel('New password').fill('another sentence 43')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('Your password is changed').waitFor()
  assert.equal((await elsewhere.signIn(email)).status, 401, 'the former one lets nobody in')
  assert.equal((await elsewhere.signIn(email, 'another sentence 43')).status, 200)
  assert.equal(await page.getByRole('link', { name: 'Team' }).count(), 0, 'a viewer does not lead the team')
  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.getByRole('button', { name: 'অন্ধকার' }).click()
  await page.setViewportSize({ width: 360, height: 740 })
  await expectGoodPage(visit)
})

test('an owner invites people, changes roles, requires second factors, and removes a person', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram({}, 1_000_000)
  const colleague = await invited(app, 'owner')
  const key = { name: 'app server', permissions: ['signups:write', 'keys:write'] }
  const { secret } = await colleague.browser.ok('POST', `/v1/programs/${program.slug}/keys`, key)
  const visit = await operatorAt(t, app, 'owner', null, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/team`)
  const row = page.getByRole('row').filter({ hasText: colleague.email })
  await row.waitFor()
  await page.getByLabel('Email address').fill('rina@golpo.example')
  await page.getByLabel('Role', { exact: true }).selectOption('finance')
  await page.getByLabel('Where', { exact: true }).selectOption(program.slug)
  await page.getByRole('button', { name: 'Make an invitation link' }).click()
  assert.match(await page.getByLabel('The link for rina@golpo.example').inputValue(), /\/console\/invitation#/)
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'Withdraw: rina@golpo.example' }).click()
  await page.getByText('stops working at once').waitFor()
  await page.getByRole('button', { name: 'Withdraw it' }).click()
  await page.getByText('There are none.').waitFor()

  await row.getByRole('button', { name: 'Roles' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Role', { exact: true }).selectOption('support')
  await expectGoodPage(visit)
  await dialog.getByRole('button', { name: 'Save the roles' }).click()
  await row.getByText('support agent: all programs').waitFor()
  await row.getByRole('button', { name: 'Sessions' }).click()
  await dialog.getByText('Firefox · Linux').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()

  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.getByRole('button', { name: 'অন্ধকার' }).click()
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'English' }).click()
  await row.getByRole('button', { name: 'Remove' }).click()
  await dialog.getByText(`app server · ${program.slug} · never used`).waitFor()
  await expectGoodPage(visit)
  await dialog.getByLabel('Revoke all keys: 1').check()
  await dialog.getByRole('button', { name: 'Remove Nadia' }).click()
  await row.waitFor({ state: 'detached' })
  assert.equal((await colleague.browser.call('GET', '/console/api/session')).status, 401)
  const refused = await app.call('GET', `/v1/programs/${program.slug}`, undefined, {
    authorization: `Bearer ${secret}`,
  })
  assert.equal(refused.status, 401)

  await page.getByRole('button', { name: 'Require a second factor' }).click()
  await dialog.getByText('People without one: 1').waitFor()
  await dialog.getByRole('button', { name: 'Require a second factor' }).click()
  await page.getByText('A password alone is not enough here.').waitFor()
})

test('an owner of one program makes a key, reads its refused calls, and revokes it', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 1_000_000)
  const visit = await operatorAt(t, app, 'owner', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/developers`)
  await page.getByLabel('Name', { exact: true }).fill('shop server')
  await page.getByRole('button', { name: 'Make the key' }).click()
  const secret = await page.getByLabel('The secret of “shop server”').inputValue()
  const asKey = (path: string, body?: object) =>
    fetch(`${app.url}/v1/programs/${program.slug}${path}`, {
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
  assert.equal((await asKey('/stats')).status, 200)
  assert.equal((await asKey('/keys', { name: 'mine' })).status, 403)
  await expectGoodPage(visit)

  await page.getByRole('link', { name: 'Refused calls' }).click()
  const refused = page.getByText('403 permission_denied')
  for (let tries = 0; tries < 50 && (await refused.count()) === 0; tries++) {
    await page.getByRole('button', { name: 'Reload' }).click()
    await page.waitForTimeout(200)
  }
  await refused.waitFor()
  const call = page.getByRole('row').filter({ has: refused })
  assert.match(
    await call.innerText(),
    /shop server[\s\S]*Make an API key[\s\S]*POST …\/keys[\s\S]*Use a key with the right for this call/,
  )
  await expectGoodPage(visit)
  await page.getByLabel('Code', { exact: true }).fill('nothing_of_this_kind')
  await page.getByText('No call was refused').waitFor()
  await page.getByRole('link', { name: 'Start' }).click()
  await page.getByText(`${app.url}/v1/programs/${program.slug}/signups`).waitFor()
  await page.getByRole('button', { name: 'বাংলা' }).click()
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'English' }).click()

  await page.getByRole('link', { name: 'API keys' }).click()
  const row = page.getByRole('row').filter({ hasText: 'shop server' })
  await row.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('button', { name: 'Revoke “shop server”' }).click()
  await row.getByText('revoked').waitFor()
  assert.equal((await asKey('/stats')).status, 401)

  const support = await invited(app, 'support', program.slug)
  assert.equal((await support.browser.call('GET', `/v1/programs/${program.slug}/keys`)).status, 403)
  assert.equal((await support.browser.call('GET', '/v1/team/operators')).status, 403)
})
