/** Downloads of the console's lists, with their filters and with the progress of a long one. */
import { parse } from 'csv-parse/sync'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { Transform } from 'node:stream'
import { test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { sentByFile } from '../payouts/payouts.js'
import type { Api, Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { atEnd } from '../support/database.js'
import { livedInApp } from '../support/lived-in.js'

interface Line {
  readonly url: string
  /** A slow line buffers little, so the browser notices a cut at once. */
  slow: boolean
  readonly cut: () => void
}

/** A line between browser and service that can be slow, and can be cut during a transfer. */
async function startLine(t: TestContext, to: string): Promise<Line> {
  const ends = new Set<Socket>()
  const server = createServer((browser) => {
    const service = connect(Number(new URL(to).port), '127.0.0.1')
    for (const end of [browser, service]) {
      ends.add(end)
      end.on('error', () => {})
      end.on('close', () => ends.delete(end))
    }
    const pace = new Transform({
      transform: (chunk, _, passed) => void setTimeout(passed, line.slow ? 250 : 0, null, chunk),
    })
    browser.pipe(service).pipe(pace).pipe(browser)
  })
  const cut = () => ends.forEach((end) => end.destroy())
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  atEnd(t, async () => {
    server.close()
    cut()
  })
  const { port } = server.address() as AddressInfo
  const line: Line = { url: `http://127.0.0.1:${port}`, slow: false, cut }
  return line
}

async function savedRows(page: Page, press: () => Promise<void>): Promise<{ name: string; rows: Body[] }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()])
  const rows: Body[] = parse(await readFile(await download.path()), { bom: true, columns: true })
  return { name: download.suggestedFilename(), rows }
}

/** All pages of a list. */
async function listOf(app: Api, path: string): Promise<Body[]> {
  const found: Body[] = []
  for (let cursor: string | null = ''; cursor !== null && found.length < 10_000;) {
    const { items, nextCursor }: Body = await app.ok('GET', `${path}&limit=100${cursor && `&cursor=${cursor}`}`)
    found.push(...items)
    cursor = nextCursor
  }
  return found
}

test('each list of the console offers its file with the filters of the address, and the file has the same items', async (t) => {
  const { app, program } = await livedInApp(t)
  const { slug } = program
  const own = `/v1/programs/${slug}`
  const here = `/console/programs/${slug}`
  const [{ userId }] = (await app.ok('GET', `${own}/participants?sort=friends&limit=1`)).items
  const visit = await operatorAt(t, app, 'owner', null, { language: 'en' })
  const { page } = visit
  const lists: readonly (readonly [page: string, files: readonly string[]])[] = [
    [`${here}/participants?joined=no`, [`${own}/participants.csv?joined=no`]],
    [
      `${here}/participants/${userId}`,
      [`${own}/referrals.csv?advocate=${userId}&state=counted`, `${own}/participants/${userId}/timeline.csv`],
    ],
    [`${here}/referrals?state=counted`, [`${own}/referrals.csv?state=counted`]],
    [`${here}/appeals?state=dismissed`, [`${own}/appeals.csv?state=dismissed`]],
    [`${here}/reported-links?state=stopped&who=${userId}`, [`${own}/reported-links.csv?state=stopped&who=${userId}`]],
    [`${here}/payouts?state=requested`, [`${own}/payouts.csv?state=requested`]],
    [`${here}/queues`, [`${own}/payouts.csv?state=requested`, `${own}/payouts.csv?state=unknown`]],
    [`${here}/differences?kind=unsettled&owner=none`, [`${own}/differences.csv?state=open&kind=unsettled&owner=none`]],
    [`${here}/payout-files`, ['batches', 'results', 'statements'].map((what) => `${own}/payout-${what}.csv`)],
    [`${here}/overview`, [`${own}/transfers.csv`]],
    [`${here}/audit?action=funding.add`, [`${own}/audit.csv?action=funding.add`]],
    [`${here}/developers`, [`${own}/keys.csv`]],
    [`${here}/developers?view=refusals&code=not_found`, [`${own}/refusals.csv?code=not_found`]],
    ['/console/team', ['/v1/team/operators.csv', '/v1/team/invitations.csv']],
    ['/console/team/audit', ['/v1/team/audit.csv']],
  ]
  for (const [address, files] of lists) {
    await page.goto(app.url + address)
    for (const file of files) await page.locator(`main a[download][href="${file}"]`).waitFor()
    assert.equal(await page.locator('main a[download]').count(), files.length, address)
  }
  await page.goto(`${app.url}${here}/payouts`)
  const link = page.getByRole('link', { name: 'Download as CSV' })
  const byKey = async () => {
    await link.focus()
    await page.keyboard.press('Enter')
  }
  for (const [state, press] of [
    ['paid', () => link.click()],
    ['requested', byKey],
  ] as const) {
    await page.getByLabel('State').selectOption(state)
    await page.locator(`a[href$="payouts.csv?state=${state}"]`).waitFor()
    const { name, rows } = await savedRows(page, press)
    const wanted = await listOf(app, `${own}/payouts?state=${state}`)
    assert.ok(wanted.length > 0)
    assert.deepEqual(
      [name, rows.map((row) => [row.id, row.userId, row.state, Number(row.amountMinor)])],
      ['payouts.csv', wanted.map((item) => [item.id, item.userId, item.state, item.amountMinor])],
    )
  }
  await page.goto(`${app.url}${here}/payouts?state=failed`)
  await page.locator('a[href$="payouts.csv?state=failed"]').waitFor()
  await expectGoodPage(visit)
  // Without the right to the ledger there is no link to its file.
  const support = await operatorAt(t, app, 'support', slug, { language: 'en' })
  await support.page.goto(`${app.url}${here}/overview`)
  await support.page.getByRole('heading', { name: 'Where the money is' }).waitFor()
  assert.equal(await support.page.locator('main a[download]').count(), 0)
})

test('a long download shows its progress and can be stopped; a cut or refused one is explained and not saved', async (t) => {
  const app = await sharedApp()
  const { program, base, payouts } = await sentByFile(app, 1)
  const many = Array.from({ length: 20_000 }, (_, at) => `${payouts[0]},paid,20.00,TRX${at}`)
  const file = ['reference,state,amount,providerReference', ...many].join('\n')
  const { body } = await app.call('POST', `${base}/payout-results`, file, { 'content-type': 'text/csv' })
  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  const { page } = visit
  const line = await startLine(t, app.url)
  await page.goto(`${line.url}/console/programs/${program.slug}/payout-files/${body.id}`)
  const link = page.getByRole('link', { name: 'Download as CSV' })
  await page.getByText('Left out because of an error: 20,000.').waitFor()
  line.slow = true
  await link.click()
  await page.getByText(/^Downloading: [1-9]\d* KB so far$/).waitFor()
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByText('Stopped. Nothing was saved.').waitFor()

  await link.click()
  await page.getByText(/^Downloading: [1-9]\d* KB so far$/).waitFor()
  line.cut()
  await page.getByText('The download was incomplete, so nothing was saved.').waitFor()
  line.slow = false
  const { name, rows } = await savedRows(page, () => page.getByRole('button', { name: 'Try again' }).click())
  assert.deepEqual([name, rows.length], [`${body.id}-rows.csv`, 20_000])
  assert.equal(rows[0].verdict, 'contradicts_itself')
  await page.getByRole('button', { name: 'Try again' }).waitFor({ state: 'hidden' })

  // After signing out, the answer is no list and is not saved as one.
  await page.context().clearCookies()
  await link.click()
  await page.getByLabel('Password').waitFor()
})
