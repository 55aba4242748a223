/** Payouts by file in the console: batches, files of results, statements. */
import { parse } from 'csv-parse/sync'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { applyWaiting } from '../../src/domain/payouts/uploads/apply-results.js'
import { workOnReconciliation } from '../../src/domain/payouts/reconcile/work.js'
import { sentByFile, waitingForFile } from '../payouts/payouts.js'
import type { Api, Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, narrow } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { invited } from '../support/operator.js'

const heading = 'reference,state,amount,providerReference'

const stateOf = async (app: Api, base: string, id: string | undefined) =>
  (await app.ok('GET', `${base}/payouts/${id}`)).state

function csv(...lines: string[]) {
  return { name: 'results.csv', mimeType: 'text/csv', buffer: Buffer.from([heading, ...lines].join('\r\n')) }
}

async function saved(page: Page, link: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

test('finance makes a batch, saves its file, uploads results, reads each bad row with its line, and applies the others', async (t) => {
  const app = await sharedApp()
  const { program, base, payouts } = await waitingForFile(app, 5)
  const [one, two, three, four] = payouts
  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  const { page } = visit
  const dialog = page.getByRole('dialog')
  const main = page.getByRole('main')
  await page.goto(`${app.url}/console/programs/${program.slug}/payouts`)
  await page.getByRole('link', { name: 'Payout files' }).click()
  await page.getByText('bKash: 5 cash-outs, ৳100.').waitFor()
  await page.getByText('No batch has been made yet.').waitFor()
  await page.getByText('No file of results has been uploaded yet.').waitFor()
  await page.getByText('No statement has been uploaded yet.').waitFor()
  await expectGoodPage(visit)

  // The page says what the batch will do before it is made.
  await page.getByRole('button', { name: 'Make a batch for bKash' }).click()
  await dialog.getByText('5 cash-outs to bKash, ৳100. From then on they count as sent').waitFor()
  await expectGoodPage(visit)
  assert.equal(await stateOf(app, base, one), 'approved', 'nothing is done by asking')
  await dialog.getByRole('button', { name: 'Make the batch: 5, ৳100' }).click()
  await page.getByText('The batch for bKash is made: 5 cash-outs, ৳100.').waitFor()
  await page.getByText('No cash-out waits for a file.').waitFor()
  const [batch] = (await app.ok('GET', `${base}/payout-batches`)).items
  const row = page.getByRole('row', { name: new RegExp(batch.id) })
  assert.match(await row.innerText(), /now[\s\S]*bKash\s+5\s+৳100\s+no result yet\s+5\s+৳100/)
  assert.equal(await stateOf(app, base, one), 'sending')

  // The second download has the same bytes as the first.
  const file = page.getByRole('link', { name: 'Download its file' })
  const first = await saved(page, file.first())
  assert.equal(first.name, `${batch.id}-payouts.csv`)
  assert.deepEqual([...first.bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
  const lines: Body[] = parse(first.bytes, { bom: true, columns: true })
  assert.deepEqual(
    lines.map(({ line, reference, kind, account, amount, currency }) => [
      line,
      reference,
      kind,
      account,
      amount,
      currency,
    ]),
    payouts.map((id, at) => [`${at + 1}`, id, 'bkash', `0170000000${at + 1}`, '20.00', 'BDT']),
  )
  assert.deepEqual((await saved(page, row.getByRole('link', { name: 'Download its file' }))).bytes, first.bytes)

  // The portal's results, edited by hand: a repeat, an unknown reference, a wrong amount, Bengali digits.
  await page
    .getByLabel('Choose a file')
    .first()
    .setInputFiles(
      csv(
        `${one},paid,20.00,TRX1`,
        `${one},paid,20.00,TRX1`,
        `${two},paid,২০.০০,TRX2`,
        `${three},paid,25.00,TRX3`,
        `${four},failed,20.00,`,
        'pay_01jd0000000000000000000000,paid,20.00,TRX5',
      ),
    )
  await page.getByText('results.csv (1 KB)').waitFor()
  await page.getByRole('button', { name: 'Upload and preview' }).click()
  await page.getByText('Become paid: 2, ৳40.').waitFor()
  await page.getByText('Become failed: 1, ৳20.').waitFor()
  await page.getByText('Left out because of an error: 3.').waitFor()
  const rows = main.locator('tbody tr')
  await rows.nth(2).waitFor()
  const said = await rows.allInnerTexts()
  assert.equal(said.length, 3)
  assert.match(
    said[0] ?? '',
    new RegExp(`^3\\s+The same row is in the file before[\\s\\S]*First on line 2\\.\\s+${one}\\s+Payment TRX1\\s+৳20$`),
  )
  assert.match(
    said[1] ?? '',
    new RegExp(`^5\\s+The amount is not the amount of the payout\\.\\s+${three}\\s+Payment TRX3\\s+৳25\\s+ours: ৳20$`),
  )
  assert.match(
    said[2] ?? '',
    /^7\s+This program has no payout by file with this reference[\s\S]*pay_01jd0+\s+Payment TRX5\s+৳20$/,
  )
  await expectGoodPage(visit)
  assert.equal(await stateOf(app, base, one), 'sending', 'a preview changes nothing')

  // The address has the whole view and can be passed on.
  await page.getByLabel('Show').selectOption('all')
  await rows.nth(5).waitFor()
  assert.match(page.url(), /payout-files\/res_\w+\?rows=all$/)
  await page.reload()
  await rows.nth(5).waitFor()
  assert.match(await rows.nth(2).innerText(), /^4\s+Will be marked as paid/)

  await page.getByRole('button', { name: 'Apply 3 rows' }).click()
  await dialog.getByText('Become paid: 2, ৳40.').waitFor()
  await dialog.getByText('This cannot be undone.').waitFor()
  await expectGoodPage(visit)
  await dialog.getByRole('button', { name: 'Apply 3 rows' }).click()
  await page.getByText('Now “received”: 2, ৳40.').waitFor()
  await page.getByText('Now “failed”: 1, ৳20.').waitFor()
  assert.equal(await page.getByRole('button', { name: /Apply/ }).count(), 0)
  await expectGoodPage(visit)
  assert.deepEqual(await Promise.all(payouts.map((id) => stateOf(app, base, id))), [
    'paid',
    'paid',
    'sending',
    'failed',
    'sending',
  ])
  assert.equal((await app.participant(program, 'a-4')).balances.availableMinor, 2000)
  await app.assertLedger(program)

  // The list shows how much of the batch has no result yet, in Bengali on a dark phone.
  await page.getByRole('link', { name: 'All files' }).click()
  await page.getByText('some results').waitFor()
  assert.match(await row.innerText(), /some results\s+2\s+৳40/)
  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.getByText('কিছু ফলাফল এসেছে').waitFor()
  await page.getByRole('button', { name: 'অন্ধকার' }).click()
  await page.setViewportSize(narrow)
  await expectGoodPage(visit)
  await page.locator('main a[href*="/payout-files/res_"]').click()
  await page.getByText('এখন “পেয়েছেন”: ২টি, ৳৪০।').waitFor()
  await page.getByText('প্রথমে আছে ২ নম্বর লাইনে।').waitFor()
  await page.getByText('টাকার অঙ্ক মেলে না।').waitFor()
  await expectGoodPage(visit)
})

test('an unreadable file is explained with its line in the reader’s language, and a contradicting row opens a difference', async (t) => {
  const app = await sharedApp()
  const { program, base, payouts } = await sentByFile(app, 2)
  const [one, two] = payouts
  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'bn' })
  const { page } = visit
  const address = `${app.url}/console/programs/${program.slug}/payout-files`
  const chooser = page.getByLabel('ফাইল বাছুন').first()
  const send = page.getByRole('button', { name: 'আপলোড করে দেখুন কী বদলাবে' })
  await page.goto(address)
  await page.getByText('সর্বোচ্চ ৬৪ MB').first().waitFor()
  const latin1 = Buffer.concat([Buffer.from(`${heading}\r\n${one},paid,20.00,TRX1\r\n`), Buffer.from([0xe9])])
  for (const [buffer, why] of [
    [latin1, 'ফাইলের ৩ নম্বর লাইনের লেখা পড়া যায় না।'],
    [Buffer.from('reference,amount\n'), 'ফাইলের ১ নম্বর লাইন: শিরোনামে state, providerreference কলাম নেই।'],
    [Buffer.alloc(0), 'ফাইলটি ফাঁকা।'],
  ] as const) {
    await chooser.setInputFiles({ name: 'নাম.csv', mimeType: 'text/csv', buffer })
    await send.click()
    await page.getByText(why).waitFor()
  }
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByText('This file is empty.').waitFor()
  assert.equal((await app.ok('GET', `${base}/payout-results`)).items.length, 0)

  // By keyboard, and by dropping a file.
  // The focus is a question to the page: when it is answered, the browser hands the chooser to the test.
  const choosing = page.waitForEvent('filechooser')
  await page.getByLabel('Choose a file').first().focus()
  await page.keyboard.press('Space')
  await (await choosing).setFiles(csv(`${one},paid,20.00,TRX1`))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Become paid: 1, ৳20.').waitFor()
  await page.getByText('No row has a problem.').waitFor()
  await page.getByRole('button', { name: 'Apply 1 row' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Apply 1 row' }).click()
  await page.getByText('Now “received”: 1, ৳20.').waitFor()

  await page.goto(address)
  const dropped = await page.evaluateHandle<unknown>(`(() => {
    const transfer = new DataTransfer()
    const text = '${heading}\\n${one},failed,20.00,\\n${two},returned,20.00,TRX9\\n'
    transfer.items.add(new File([text], 'dropped.csv', { type: 'text/csv' }))
    return transfer
  })()`)
  await page.getByRole('group', { name: 'File of results' }).dispatchEvent('drop', { dataTransfer: dropped })
  await page.getByText('dropped.csv (1 KB)').waitFor()
  await page.getByRole('button', { name: 'Upload and preview' }).click()
  await page.getByText('Contradict a final result: 1.').waitFor()
  await page.getByText('Become returned: 1, ৳20.').waitFor()
  await page.getByRole('button', { name: 'Apply 2 rows' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Apply 2 rows' }).click()
  await page.getByText('Now “came back”: 1, ৳20.').waitFor()
  assert.deepEqual([await stateOf(app, base, one), await stateOf(app, base, two)], ['paid', 'returned'])
  await expectGoodPage(visit)
  await page.getByRole('link', { name: 'To the differences' }).click()
  await page
    .getByText(one ?? '')
    .first()
    .waitFor()

  // The same file again would change nothing, so there is no button to apply it.
  await page.goto(address)
  await page
    .getByLabel('Choose a file')
    .first()
    .setInputFiles(csv(`${two},returned,20.00,TRX9`))
  await page.getByRole('button', { name: 'Upload and preview' }).click()
  await page.getByText('This file would change nothing').waitFor()
  assert.equal(await page.getByRole('button', { name: /Apply/ }).count(), 0)

  await page.goto(`${address}/res_01jd0000000000000000000000`)
  await page.getByText('This program has no file of results with this id.').waitFor()
})

test('a long upload and a long application show their progress; the upload can be stopped, the application continues alone', async (t) => {
  const app = await sharedApp()
  const { program, base, payouts } = await sentByFile(app, 3)
  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/payout-files`)
  // A slow line, as on a phone.
  const wire = await page.context().newCDPSession(page)
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 50_000 }
  await wire.send('Network.emulateNetworkConditions', slow)
  const many = Array.from({ length: 20_000 }, (_, at) => `${payouts[0]},paid,20.00,TRX${at}`)
  await page
    .getByLabel('Choose a file')
    .first()
    .setInputFiles(csv(...many))
  await page.getByRole('button', { name: 'Upload and preview' }).click()
  await page.getByText(/^Uploading: [1-9]\d?%$/).waitFor()
  await page.getByRole('progressbar').waitFor()
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByText('Stopped. Nothing was read from the file.').waitFor()
  await wire.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 })
  assert.equal((await app.ok('GET', `${base}/payout-results`)).items.length, 0)

  // The page is closed during the application; the sweep continues, and the page shows it again.
  const file = [heading, ...payouts.map((id, at) => `${id},paid,20.00,TRX${at}`)].join('\n')
  const { body } = await app.call('POST', `${base}/payout-results`, file, { 'content-type': 'text/csv' })
  const { context, programs } = app.service
  const own = await programs.get(program.slug)
  await context.sql`update payout_results set state = 'applying' where program_id = ${own.id}`
  await page.goto(`${app.url}/console/programs/${program.slug}/payout-files/${body.id}`)
  await page.getByText('Being applied: 0 of 3').waitFor()
  await page.getByText('It continues if you leave this page').waitFor()
  await expectGoodPage(visit)
  await applyWaiting(context, own)
  await page.getByText('Now “received”: 3, ৳60.').waitFor()
})

test('a statement is uploaded for whole days, refused with its line when unreadable, and compared', async (t) => {
  const app = await sharedApp()
  const { program, base, payouts } = await sentByFile(app, 1)
  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/payout-files`)
  const day = new Date(Date.now() + 6 * 3_600_000 - 86_400_000).toISOString().slice(0, 10)
  await page.getByLabel('First day').fill(day)
  await page.getByLabel('Last day').fill(day)
  const statement = (at: string) => ({
    name: 'statement.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`Reference;State;Amount;Provider reference;At\r\n${payouts[0]};paid;20.00;TRX1;${at}\r\n`),
  })
  await page.getByLabel('Choose a file').nth(1).setInputFiles(statement('2020-01-01 10:00'))
  await page.getByRole('button', { name: 'Upload the statement' }).click()
  await page.getByText('Line 2 of the file has a date outside the days of the statement').waitFor()
  await page
    .getByLabel('Choose a file')
    .nth(1)
    .setInputFiles(statement(`${day} 23:59`))
  await page.getByRole('button', { name: 'Upload the statement' }).click()
  await page.getByText('Uploaded. Lines: 1. It is being compared now.').waitFor()
  const [kept] = (await app.ok('GET', `${base}/payout-statements`)).items
  assert.deepEqual(
    [kept.from, kept.to],
    [`${day}T00:00:00`, `${day}T24:00:00`].map((at) => inDhaka(at)),
  )
  await expectGoodPage(visit)
  await workOnReconciliation(app.service.context, await app.service.programs.get(program.slug))
  const [run] = (await app.ok('GET', `${base}/reconciliations?limit=1`)).items
  assert.equal(run.parts.find((part: Body) => part.provider === 'file').statement, 'kept')
})

function inDhaka(local: string): string {
  return new Date(Date.parse(`${local}+06:00`)).toISOString()
}

test('support reads batches and results, without files or buttons, and direct calls are refused', async (t) => {
  const app = await sharedApp()
  const { program, base, payouts, batch } = await sentByFile(app, 1)
  const support = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  const { page } = support
  await page.goto(`${app.url}/console/programs/${program.slug}/payout-files`)
  await page.getByText('no result yet').waitFor()
  await page.getByText('No statement has been uploaded yet.').waitFor()
  assert.equal(await page.locator('main').getByRole('button').count(), 0)
  assert.equal(await page.locator('main input').count(), 0)
  assert.equal(await page.locator('main a[href$="/payouts.csv"]').count(), 0)
  await expectGoodPage(support)
  const { browser } = await invited(app, 'support', program.slug)
  const file = `${heading}\n${payouts[0]},paid,20.00,TRX1\n`
  const refused = [
    await browser.call('POST', `${base}/payout-batches`, { kind: 'bkash' }),
    await browser.call('GET', `${base}/payout-batches/${batch.id}/payouts.csv`),
    await browser.call('POST', `${base}/payout-results`, file, { 'content-type': 'text/csv' }),
  ]
  assert.deepEqual(
    refused.map(({ status }) => status),
    [403, 403, 403],
  )
  const { body } = await app.call('POST', `${base}/payout-results`, file, { 'content-type': 'text/csv' })
  await page.goto(`${app.url}/console/programs/${program.slug}/payout-files/${body.id}`)
  await page.getByText('Become paid: 1, ৳20.').waitFor()
  assert.equal(await page.locator('main').getByRole('button').count(), 0)
  assert.equal((await browser.call('POST', `${base}/payout-results/${body.id}/apply`, { oddRows: 0 })).status, 403)
  const { browser: viewer } = await invited(app, 'viewer', program.slug)
  assert.equal((await viewer.call('GET', `${base}/payout-batches/waiting`)).status, 403)

  // Where the service gives no answer the page says so, and can be asked again.
  await page.route('**/payout-batches?**', (call) => call.abort())
  await page.getByRole('link', { name: 'All files' }).click()
  await page.getByRole('button', { name: 'Try again' }).waitFor()
  await page.unroute('**/payout-batches?**')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('no result yet').waitFor()
})
