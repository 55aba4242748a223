/** The checklist before the launch: each line has a state, and says what to do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, narrow } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { startPage } from '../support/web-page.js'

test('an owner sees what is missing, does it, checks again, and sees it done', async (t) => {
  const app = await sharedApp()
  let status = 503
  const web = await startPage(t, (_request, response) => response.writeHead(status).end())
  const program = await app.draftProgram({ mode: 'live', destinations: { web: web.url }, minimumPayoutMinor: 2000 })
  const base = `/v1/programs/${program.slug}`
  const { provider } = await app.ok('POST', `${base}/payout-providers`, {
    name: 'one',
    url: 'https://pay.example/',
    kinds: ['bkash', 'nagad'],
    minimumMinor: 5000,
    maximumMinor: 100_000,
  })
  const providers = { bkash: provider, nagad: provider, rocket: null, recharge: null, bank: null }
  await app.ok('PATCH', base, { payouts: { providers } })

  const visit = await operatorAt(t, app, 'owner', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}`)
  const list = page.getByRole('region', { name: 'Before you launch' })
  const line = (text: string | RegExp) => list.getByRole('listitem').filter({ hasText: text })
  const stateOf = async (text: string | RegExp) => {
    await line(text).first().waitFor()
    return (await line(text).first().locator('span').first().innerText()).trim()
  }
  assert.equal(await stateOf('No existing accounts are known'), 'missing')
  await line('No existing accounts').getByText('Otherwise they count as new people').waitFor()
  assert.equal(await stateOf(/does not show its page \(status 503, \d+ ms, /), 'missing')
  await line('does not show its page').getByText(web.url).waitFor()
  assert.equal(await stateOf('bKash: its provider pays ৳50 or more, and the smallest cash-out is ৳20'), 'missing')
  await line('Nagad: its provider').getByText('Raise the smallest cash-out to ৳50 now').waitFor()
  assert.equal(await stateOf('Your terms and privacy notice'), 'missing')
  await expectGoodPage(visit)

  status = 200
  await app.ok('POST', `${base}/members`, { members: [{ userId: 'one' }, { userId: 'two' }] })
  const organization = { name: 'Golpo', contact: 'help@golpo.example' }
  const addresses = { termsUrl: 'https://golpo.example/terms', privacyUrl: 'https://golpo.example/privacy' }
  await app.ok('PATCH', base, {
    minimumPayoutMinor: 5000,
    organization: { ...organization, ...addresses },
    destinations: { web: `${web.url}?now` },
  })
  await page.reload()
  assert.equal(await stateOf('Existing accounts known: 2'), 'done')
  assert.equal(await stateOf(/The web address answers \(status 200, /), 'done')
  assert.equal(await stateOf('the smallest cash-out is ৳50'), 'done')
  assert.equal(await stateOf('Your terms and privacy notice'), 'done')
  await app.ok('POST', `${base}/members`, { members: [{ userId: 'three' }] })
  await list.getByRole('button', { name: 'Check again' }).click()
  await line('Existing accounts known: 3').waitFor()

  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.setViewportSize(narrow)
  await page.getByText('আগে থেকে অ্যাকাউন্ট আছে বলে জানা মানুষ: ৩ জন').waitFor()
  await expectGoodPage(visit)
})
