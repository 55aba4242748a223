/** "Send me that list": every list is a file too, with the same rows and filters, and runs nothing in a spreadsheet. */
import { parse } from 'csv-parse/sync'
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { WebhookSender } from '../../src/domain/webhooks/sender.js'
import { csvLines } from '../../src/http/common/csv.js'
import { workOnReconciliation } from '../../src/domain/payouts/reconcile/work.js'
import { putInReview } from '../fraud/in-review.js'
import { bkash, cashOut } from '../payouts/payouts.js'
import type { Body } from '../support/api.js'
import { startApp, type TestApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { OperatorBrowser } from '../support/operator.js'
import { openPortal } from '../support/portal.js'
import { report } from '../support/reports.js'
import { startReceiver } from '../webhooks/receiver.js'
import { until } from '../support/until.js'
import { fill, readDocument } from './operations.js'

/** As spreadsheets see it; a plain number is one. */
const runs = /^[\s]*[=+\-@\t\r＝＋－＠]/
const isNumber = /^-?[0-9]+$/
/** No list: the account of a program that is closed. */
const ofTheClose = new Set(['/v1/programs/{program}/statement.csv'])
const csv = { 'content-type': 'text/csv' }

test('a cell that a spreadsheet would run as a formula gets an apostrophe', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠', ' =', '\u00a0=', '\n=', '\t=']) {
    const [[cell] = []] = parse(csvLines([[`${start}1+1`]]))
    assert.equal(cell, `'${start}1+1`, JSON.stringify(start))
  }
  assert.equal(csvLines([['1=1', 'a@b', -5, -5n, '']]), '1=1,a@b,-5,-5,\r\n')
})

/** A program of which every list has a row, and as many texts of people as can begin like a formula do. */
async function hostileProgram(t: TestContext, app: TestApp) {
  const advocate = '=1+1'
  const program = await app.liveProgram({ holdDays: 0, mode: 'live' }, 1_000_000)
  const base = `/v1/programs/${program.slug}`
  const own = await app.service.programs.get(program.slug)
  const receiver = await startReceiver(t)
  assert.equal((await app.told(program, 'program.launched', 1)).length, 1)
  const { id: webhook } = await app.ok('POST', `${base}/webhooks`, { url: receiver.url })
  const joined = await app.join(program, advocate)
  const { code } = joined
  await report(app, program, joined, 'other')
  await (await openPortal(app, program, advocate)).ok('POST', '/missing-friend', { came: 'link', opened: 'lately' })
  await app.signup(program, { userId: '@SUM(A1)', code })
  await app.signup(program, { userId: '+friend', code })
  await putInReview(app.service.context.sql, program, ['+friend'])
  // Somebody had this number before, and so the next one is refused, and appeals.
  const phone = '01712345678'
  await app.signup(program, { userId: 'before', identities: { phone } })
  await app.signup(program, { userId: '-2+3', code, identities: { phone } })
  const { items } = await app.ok('GET', `${base}/referrals?state=refused`)
  await app.ok('POST', `${base}/referrals/${items[0].id}/appeal`, { text: '=IMPORTXML("http://x")' })
  // Out in a file, and back in another with a reference that is none; a statement with a payment nobody asked for.
  const { body: payout } = await cashOut(app, program, { amountMinor: 2000, method: bkash() }, { userId: advocate })
  const { id: batch } = await app.ok('POST', `${base}/payout-batches`, { kind: 'bkash' })
  const results = `reference,state,amount,providerReference\n${payout.id},paid,20,TRX\n@nothing,paid,20,TRX\n`
  const { body: file } = await app.call('POST', `${base}/payout-results`, results, csv)
  const hour = (ago: number) => new Date(Date.now() - ago * 3_600_000).toISOString()
  const statement = `reference,state,amount,providerReference,at\n@rent,paid,50,TRX,${hour(3).slice(0, 16)}Z\n`
  const time = new URLSearchParams({ from: hour(9), to: hour(1) }).toString()
  await app.call('POST', `${base}/payout-statements?${time}`, statement, csv)
  await workOnReconciliation(app.service.context, own)
  await app.ok('POST', `${base}/keys`, { name: '=HYPERLINK("http://x")' })
  const email = { email: 'new@golpo.example', program: program.slug, role: 'viewer' }
  const { link } = await app.ok('POST', '/v1/team/invitations', email)
  await new OperatorBrowser(app.url).accept(link, { name: '+Nadia' })
  await app.ok('POST', '/v1/team/invitations', { ...email, email: 'other@golpo.example' })
  const refusal = { programId: own.id, at: new Date(), actor: 'key_x', method: 'GET', status: 404, fields: [] }
  app.service.refusedCalls.note({ ...refusal, path: '/', code: 'not_found', detail: '-1+1' })
  await app.service.refusedCalls.drained()
  const sender = new WebhookSender(
    app.service.context,
    async () => own,
    (error) => {
      throw error
    },
  )
  atEnd(t, () => sender.stop())
  await until('a delivery', async () => {
    while ((await sender.start()) > 0) await sender.idle()
    return (await app.ok('GET', `${base}/webhooks/${webhook}/deliveries`)).items.length > 0
  })
  return { base, values: { program: program.slug, userId: advocate, batch, results: file.id, webhook } }
}

/** A list as it is read by a caller who asks for one row at a time. */
async function readOneByOne(app: TestApp, path: string): Promise<Body[]> {
  const items: Body[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Body = await app.ok('GET', `${path}?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    assert.ok(page['items'].length <= 1)
    items.push(...page['items'])
    cursor = page['nextCursor']
  }
  return items
}

test('every list has a file with the same rows and filters, and no cell runs as a formula', async (t) => {
  const app = await startApp(t)
  const { values } = await hostileProgram(t, app)
  const { operations } = await readDocument(app)
  const files = operations.filter(({ path }) => path.endsWith('.csv') && !ofTheClose.has(path))
  const defused = new Set<string>()
  for (const { path, query } of files) {
    const at = fill(
      path,
      Object.fromEntries(Object.entries(values).map(([name, one]) => [name, encodeURIComponent(one)])),
    )
    const { status, body, headers } = await app.call('GET', at)
    assert.equal(status, 200, path)
    assert.match(headers.get('content-type') ?? '', /^text\/csv/, path)
    assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="[\w-]+\.csv"$/, path)
    const rows: Body[] = parse(body, { bom: true, columns: true })
    assert.ok(rows.length > 0, `${path} has a row`)
    for (const cell of rows.flatMap((row) => Object.values<string>(row))) {
      assert.ok(isNumber.test(cell) || !runs.test(cell), `${path}: ${cell}`)
      if (cell.startsWith("'")) defused.add(cell)
    }
    const list = operations.find((one) => one.method === 'GET' && one.path === path.replace(/\.csv$/, ''))
    if (list === undefined || !list.query.includes('limit')) continue
    const asked = list.query.filter((name) => !['cursor', 'limit', 'sort'].includes(name))
    assert.deepEqual(query.toSorted(), asked.toSorted(), `${path} takes the filters of its list`)
    const { items } = await app.ok('GET', `${at.replace(/\.csv$/, '')}?limit=100`)
    assert.equal(rows.length, items.length, path)
    const key = ['id', 'userId', 'line', 'at'].find((name) => name in (rows[0] ?? {})) ?? 'id'
    const keysOf = (listed: readonly Body[]) => new Set(listed.map((one) => String(one[key]).replace(/^'/, '')))
    assert.deepEqual(keysOf(rows), keysOf(items), `${path} has the rows of its list`)
    assert.deepEqual(await readOneByOne(app, at.replace(/\.csv$/, '')), items, `${path}: pages of one row`)
  }
  for (const text of ['=1+1', '@SUM(A1)', '-2+3', '+friend', '=IMPORTXML("http://x")', '@nothing', '@rent', '-1+1']) {
    assert.ok(defused.has(`'${text}`), `${text} was in a file`)
  }
  for (const text of ['=HYPERLINK("http://x")', '+Nadia']) assert.ok(defused.has(`'${text}`), `${text} was in a file`)
  t.diagnostic(`${files.length} files`)
})

test('a file follows its filters, and unknown filters are refused', async (t) => {
  const app = await startApp(t)
  const { base, values } = await hostileProgram(t, app)
  const count = async (path: string) => {
    const { status, body } = await app.call('GET', base + path)
    assert.equal(status, 200, JSON.stringify(body))
    return parse(body, { bom: true, columns: true }).length
  }
  const rows = `/payout-results/${values.results}/rows.csv`
  const counts: Record<string, number> = {
    '/payouts.csv?state=sending': 1,
    '/payouts.csv?state=paid': 0,
    '/differences.csv?state=open': 1,
    '/differences.csv?state=resolved': 0,
    '/differences.csv?kind=statement_absent': 0,
    '/differences.csv?owner=none': 1,
    '/differences.csv?payout=pay_01jd0000000000000000000000': 0,
    '/link-reports.csv?userId=nobody': 0,
    '/missing-friends.csv?state=open': 1,
    '/missing-friends.csv?state=resolved': 0,
    '/missing-friends.csv?userId=nobody': 0,
    '/reported-links.csv?state=open': 1,
    '/reported-links.csv?state=stopped': 0,
    '/reported-links.csv?who=nobody': 0,
    '/appeals.csv?state=open': 1,
    '/appeals.csv?state=dismissed': 0,
    '/reviews.csv?state=open': 1,
    '/reviews.csv?state=cleared': 0,
    '/refusals.csv?code=not_found': 1,
    '/refusals.csv?code=request_invalid': 0,
    '/referrals.csv?state=refused': 1,
    [`${rows}?odd=true`]: 1,
    [`${rows}?odd=false`]: 1,
    [`/webhooks/${values.webhook}/deliveries.csv?state=failed`]: 0,
  }
  for (const [path, wanted] of Object.entries(counts)) assert.equal(await count(path), wanted, path)
  for (const path of ['/payouts.csv?state=gone', '/differences.csv?limit=5']) {
    const { status, body } = await app.call('GET', base + path)
    assert.deepEqual([status, body.code], [422, 'request_invalid'], path)
  }
})
