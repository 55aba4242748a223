/** Ending a program in the console: the consequences first, a typed confirmation, the steps, the statement. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cashOut } from '../payouts/payouts.js'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, narrow } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { invited } from '../support/operator.js'

const daySeconds = 86_400

test('an owner reads what ending will do, ends the program, follows the steps, and gets the statement', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 3, attributionWindowDays: 2, minimumPayoutMinor: 2000 }, 100_000)
  const base = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'rina', { identities: { phone: '01712345678' } })
  await app.signup(program, { userId: 'early', code })
  await app.advance(program, 4 * daySeconds)
  const method = { kind: 'bkash', account: '01712345678' }
  assert.equal((await cashOut(app, program, { amountMinor: 2000, method }, { userId: 'rina' })).status, 201)
  await app.advance(program, 60)
  await app.signup(program, { userId: 'late', code })
  const known = { userId: 'known', code, identities: { phone: '01712345678' } }
  const { referral } = await app.signup(program, known)
  const { id: appeal } = await app.ok('POST', `${base}/referrals/${referral.id}/appeal`, { text: 'it is mine' })

  const visit = await operatorAt(t, app, 'owner', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/close`)
  await page.getByText('Nothing has ended.').waitFor()
  await page.getByText(/It ends automatically on/).waitFor()
  await page.getByText('Nobody has money that can be cashed out').waitFor()
  const awaited = page.getByRole('region', { name: 'Still pending' })
  assert.match(await awaited.innerText(), /Appeals\s+1\s+৳20[\s\S]*Held rewards\s+1\s+৳20/)
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'End the program…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('৳940').waitFor()
  await expectGoodPage(visit)
  const endIt = dialog.getByRole('button', { name: 'End the program' })
  assert.equal(await endIt.isDisabled(), true, 'it is typed first')
  await dialog.getByRole('textbox').fill(program.slug)
  await endIt.click()
  await page.getByText(/It was ended on/).waitFor()
  assert.equal((await app.program(program)).state, 'closing')
  const steps = page.getByRole('region', { name: 'Step' })
  await steps.getByText('under way').waitFor()
  assert.equal(await page.getByRole('button', { name: 'End the program…' }).count(), 0)
  await expectGoodPage(visit)

  // Only the appeal is left. It waits for a person, and its row links to it.
  await app.advance(program, 20 * daySeconds)
  await page.reload()
  await awaited.getByText('until a person decides').waitFor()
  await awaited.getByRole('link', { name: 'Appeals' }).click()
  await page.getByRole('heading', { level: 1, name: 'Appeals' }).waitFor()
  await app.ok('POST', `${base}/appeals/${appeal}/dismiss`, { reason: 'known here' })
  await app.advance(program, daySeconds)
  await page.goBack()
  await page.getByText(/^Settled on/).waitFor()
  const statement = page.getByRole('region', { name: 'The final statement' })
  await statement.getByText('৳1,000').waitFor()
  assert.match(
    await statement.innerText(),
    /Set aside\s+৳1,000\s+Paid to people\s+৳20\s+Not yet collected, still payable\s+৳20\s+Returned to the funder\s+৳960/,
  )
  await expectGoodPage(visit)
  const { statement: stated }: Body = await app.ok('GET', `${base}/statement`)
  const uncollected = page.getByRole('region', { name: 'Not yet collected', exact: true })
  await page.getByText('1 person has ৳20 to cash out').waitFor()
  await uncollected.getByRole('link', { name: 'rina' }).waitFor()
  await page.getByText('How to check the signature').click()
  await statement.getByText('compactVerify').waitFor()
  await expectGoodPage(visit)
  assert.deepEqual(
    [stated.fundedMinor, stated.paidMinor, stated.owedMinor, stated.returnedMinor],
    [100_000, 2000, 2000, 96_000],
  )
  const [file] = await Promise.all([page.waitForEvent('download'), statement.getByText('All people by name').click()])
  assert.match(file.suggestedFilename(), /statement.*\.csv$/)
  const [json] = await Promise.all([page.waitForEvent('download'), statement.getByText('Signed, as JSON').click()])
  assert.equal(json.suggestedFilename(), `${program.slug}-statement.json`)
})

test('a program ends at its date: the open page announces it, names people with money, and updates by itself', async (t) => {
  const app = await sharedApp()
  const endsAt = new Date(Date.now() + 2 * daySeconds * 1000).toISOString()
  const terms = { endsAt, holdDays: 0, attributionWindowDays: 1, lateCodeHours: 0, minimumPayoutMinor: 2000 }
  const program = await app.liveProgram({ ...terms, payouts: { autoApproveMaxMinor: 1 } }, 100_000)
  const base = `/v1/programs/${program.slug}`
  for (const userId of ['rina', 'karim']) {
    const { code } = await app.join(program, userId)
    for (const friend of ['one', 'two']) await app.signup(program, { userId: `${userId}-${friend}`, code })
  }
  await app.advance(program, 60)
  const method = { kind: 'bkash', account: '01712345678' }
  const { body: asked } = await cashOut(app, program, { amountMinor: 4000, method }, { userId: 'rina' })
  assert.equal(asked.state, 'requested')

  const visit = await operatorAt(t, app, 'owner', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/close`)
  await page.getByText(/It ends automatically on/).waitFor()
  await page.getByText('1 person has ৳40 to cash out').waitFor()
  assert.equal(await page.getByRole('link', { name: 'karim' }).count(), 0, 'by name once it ends')
  await expectGoodPage(visit)

  // The date comes while nobody touches the page.
  await app.advance(program, 3 * daySeconds)
  await page.getByText(/It was ended on/).waitFor()
  assert.equal((await app.program(program)).state, 'closing')
  await page.getByRole('link', { name: 'karim' }).waitFor()
  await app.advance(program, 20 * daySeconds)
  await page.reload()
  await page.getByRole('link', { name: 'Cash-outs under way' }).click()
  await page.getByRole('heading', { level: 1, name: 'Payouts' }).waitFor()
  const payouts = page.getByRole('region', { name: 'Payouts' })
  await payouts.getByRole('link', { name: 'rina' }).waitFor()
  assert.equal(await page.getByLabel('State').inputValue(), 'yes')
  await expectGoodPage(visit)

  // A cash-out requested after the end of the holds delays nothing.
  const late = { amountMinor: 1000, method: { kind: 'nagad', account: '01812345678' } }
  assert.equal((await cashOut(app, program, late, { userId: 'karim' })).status, 201)
  await page.reload()
  await payouts.getByRole('link', { name: 'rina' }).waitFor()
  assert.equal(await payouts.getByRole('link', { name: 'karim' }).count(), 0)
  await page.getByLabel('State').selectOption('')
  await payouts.getByRole('link', { name: 'karim' }).waitFor()
  assert.ok(!page.url().includes('awaited'))
  await app.ok('POST', `${base}/payouts/${asked.id}/reject`, { reason: 'not theirs' })
  await app.advance(program, 60)
  await page.goto(`${app.url}/console/programs/${program.slug}/close`)
  await page.getByText(/^Settled on/).waitFor()
  await page.getByText('2 people together have ৳70').waitFor()
  await app.assertLedger(program)
})

test('the end of one country is followed to its statement; without the right to the books no names are shown', async (t) => {
  const app = await sharedApp()
  const terms = { countries: ['BD', 'IN'], holdDays: 0, attributionWindowDays: 1, lateCodeHours: 0 }
  const program = await app.liveProgram(terms, 100_000)
  for (const country of ['BD', 'IN']) {
    const { code } = await app.join(program, `from-${country}`, { country })
    await app.signup(program, { userId: `friend-${country}`, code, country })
  }
  await app.ok('POST', `/v1/programs/${program.slug}/close`, { country: 'IN' })
  const address = `${app.url}/console/programs/${program.slug}/close?country=IN`
  const visit = await operatorAt(t, app, 'owner', program.slug, { language: 'en', viewport: narrow })
  const { page } = visit
  await page.goto(address)
  await page.getByText(/It was ended on/).waitFor()
  await app.advance(program, 20 * daySeconds)
  await page.reload()
  await page.getByText(/^Settled on/).waitFor()
  const statement = page.getByRole('region', { name: 'The final statement' })
  await statement.getByText('৳20').waitFor()
  assert.match(await statement.innerText(), /Paid to people\s+৳0\s+Not yet collected, still payable\s+৳20/)
  assert.ok(
    !(await statement.innerText()).includes('Returned to the funder'),
    'money is set aside for the whole program',
  )
  await page.getByRole('link', { name: 'from-IN' }).waitFor()
  assert.equal(await page.getByRole('link', { name: 'from-BD' }).count(), 0)
  await expectGoodPage(visit)
  const [file] = await Promise.all([page.waitForEvent('download'), statement.getByText('All people by name').click()])
  assert.match(file.suggestedFilename(), /statement.*\.csv$/)

  await page.goto(address.replace('IN', 'BD'))
  await page.getByText(/^Without Bangladesh no country would be left/).waitFor()
  assert.equal(await page.getByRole('button', { name: /^End/ }).count(), 0)
  await expectGoodPage(visit)
  await page.getByRole('link', { name: 'The whole program' }).click()
  await page.getByRole('button', { name: 'End the program…' }).waitFor()

  const support = await operatorAt(t, app, 'support', program.slug, { language: 'bn', viewport: narrow })
  await support.page.goto(address)
  await support.page.getByText(/১ জনের মোট ৳২০/).waitFor()
  assert.equal(await support.page.getByRole('link', { name: 'from-IN' }).count(), 0)
  await expectGoodPage(support)
})

test('one country is ended in Bengali on a phone; without the right there is no button, and the call is refused', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ countries: ['BD', 'IN'] })
  const address = `${app.url}/console/programs/${program.slug}/close`
  const visit = await operatorAt(t, app, 'owner', program.slug, { language: 'bn', dark: true, viewport: narrow })
  const { page } = visit
  await page.goto(address)
  await page.getByLabel('শুধু একটি দেশ').fill('i')
  await page.getByText('দুই অক্ষরে একটি দেশ বোঝায়').waitFor()
  assert.equal(
    await page.getByRole('button', { name: /শেষ করুন/ }).count(),
    0,
    'half a country is not the whole program',
  )
  await page.getByLabel('শুধু একটি দেশ').fill('in')
  await page.getByRole('heading', { name: 'শুধু ভারত' }).waitFor()
  assert.match(page.url(), /country=in/)
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'অফার শেষ করুন: ভারত…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('IN')
  await expectGoodPage(visit)
  await dialog.getByRole('button', { name: 'অফার শেষ করে দিন: ভারত' }).click()
  await page.getByText(/যেসব দেশে শেষ হয়েছে: ভারত/).waitFor()
  assert.equal((await app.program(program)).endedCountries[0].country, 'IN')
  assert.equal((await app.program(program)).state, 'live', 'elsewhere it goes on')
  await expectGoodPage(visit)

  const finance = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  await finance.page.goto(address)
  await finance.page.getByText('Nothing has ended.').waitFor()
  assert.equal(await finance.page.getByRole('button', { name: /^End/ }).count(), 0)
  await expectGoodPage(finance)
  const { browser } = await invited(app, 'finance', program.slug)
  const { status, body } = await browser.call('POST', `/v1/programs/${program.slug}/close`, {})
  assert.deepEqual([status, body.code], [403, 'permission_denied'])
})
