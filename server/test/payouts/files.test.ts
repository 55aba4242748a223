/** Payouts that a person carries: the file out, the file back, and everything that can be odd about it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { connect, transaction } from '../../src/db/connect.js'
import { applyWaiting } from '../../src/domain/payouts/uploads/apply-results.js'
import { readDecimalAmount } from '../../src/readers/decimal-amount.js'
import { resultPages } from '../../src/domain/payouts/uploads/read-results.js'
import type { Answer, Api, Body } from '../support/api.js'
import { secret, sharedApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { startProcess } from '../support/processes.js'
import { until } from '../support/until.js'
import { sentByFile as sent, waitingForFile as waiting } from './payouts.js'

const heading = 'reference,state,amount,providerReference,code'

async function upload(app: Api, base: string, file: string | Buffer): Promise<Answer> {
  const response = await fetch(`${app.url}${base}/payout-results`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.token}`, 'content-type': 'text/csv' },
    body: file,
  })
  return { status: response.status, body: await response.json(), headers: response.headers }
}

async function preview(app: Api, base: string, file: string | Buffer): Promise<Body> {
  const { status, body } = await upload(app, base, file)
  assert.equal(status, 201, JSON.stringify(body))
  return body
}

async function rowsOf(app: Api, base: string, id: string): Promise<Body[]> {
  return (await app.ok('GET', `${base}/payout-results/${id}/rows?limit=100`)).items
}

async function states(app: Api, base: string, payouts: readonly string[]): Promise<string[]> {
  return Promise.all(payouts.map(async (id) => (await app.ok('GET', `${base}/payouts/${id}`)).state))
}

test('approved payouts go out in one file; results make them paid, or return the money', async () => {
  const app = await sharedApp()
  const { program, base, payouts, batch } = await sent(app, 3)
  assert.deepEqual([batch.payouts, batch.amountMinor], [3, 6000])
  assert.deepEqual(await states(app, base, payouts), ['sending', 'sending', 'sending'])
  const { body: file, headers } = await app.call('GET', `${base}/payout-batches/${batch.id}/payouts.csv`)
  assert.match(headers.get('content-disposition') ?? '', /payouts\.csv/)
  const lines: Body[] = parse(file, { bom: true, columns: true })
  assert.deepEqual(
    lines.map(({ reference, kind, account, amount, currency }) => [reference, kind, account, amount, currency]),
    payouts.map((id, index) => [id, 'bkash', `0170000000${index + 1}`, '20.00', 'BDT']),
  )
  const rows = [`${payouts[0]},paid,20.00,TRX1,`, `${payouts[1]},failed,20.00,,account_unknown`]
  const shown = await preview(app, base, [heading, ...rows].join('\n'))
  assert.deepEqual([shown.state, shown.rows, shown.moves, shown.odd, shown.waiting], ['previewed', 2, 2, 0, 2])
  assert.deepEqual(await states(app, base, payouts), ['sending', 'sending', 'sending'], 'a preview moves nothing')
  const applied = await app.ok('POST', `${base}/payout-results/${shown.id}/apply`, { oddRows: 0 })
  assert.deepEqual([applied.state, applied.waiting], ['applied', 0])
  assert.deepEqual(await states(app, base, payouts), ['paid', 'failed', 'sending'])
  assert.equal((await app.participant(program, 'a-1')).balances.paidMinor, 2000)
  assert.equal((await app.participant(program, 'a-2')).balances.availableMinor, 2000)
  await app.assertLedger(program)
  // The late bounce comes in a file too.
  const bounce = await preview(app, base, `${heading}\n${payouts[0]},returned,20.00,TRX1,account_blocked\n`)
  await app.ok('POST', `${base}/payout-results/${bounce.id}/apply`, { oddRows: 0 })
  assert.deepEqual(await states(app, base, payouts), ['returned', 'failed', 'sending'])
  assert.equal((await app.participant(program, 'a-1')).balances.availableMinor, 2000)
  await app.assertLedger(program)
})

test('what waits is told by kind before a batch takes it; batches and files say what is without a result, and what became of it', async () => {
  const app = await sharedApp()
  const { base, payouts } = await waiting(app, 3)
  const [first, second, third] = payouts
  const rows = (await app.ok('GET', `${base}/payout-batches/waiting`)).items
  assert.deepEqual(
    rows.map(({ kind, payouts: many, amountMinor, left }: Body) => [kind, many, amountMinor, left]),
    [['bkash', 3, 6000, 0]],
  )
  assert.equal(rows[0].since, (await app.ok('GET', `${base}/payouts/${first}`)).requestedAt)
  const small = await app.ok('POST', `${base}/payout-batches`, { kind: 'bkash', payoutsMax: 2 })
  assert.deepEqual([small.open, small.openMinor], [2, 4000])
  assert.equal((await app.ok('GET', `${base}/payout-batches/waiting`)).items[0].amountMinor, 2000)
  const large = await app.ok('POST', `${base}/payout-batches`, { kind: 'bkash' })
  assert.deepEqual((await app.ok('GET', `${base}/payout-batches/waiting`)).items, [])

  const file = [heading, `${first},paid,20.00,TRX1,`, `${second},failed,20.00,,`, `${third},paid,30.00,TRX3,`]
  const { id } = await preview(app, base, file.join('\n'))
  const shown = await app.ok('GET', `${base}/payout-results/${id}`)
  assert.deepEqual(shown.found, [
    { verdict: 'fails', rows: 1, amountMinor: 2000 },
    { verdict: 'pays', rows: 1, amountMinor: 2000 },
    { verdict: 'wrong_amount', rows: 1, amountMinor: 3000 },
  ])
  assert.deepEqual(shown.now, [])
  await app.ok('POST', `${base}/payout-results/${id}/apply`, { oddRows: 1 })
  assert.deepEqual((await app.ok('GET', `${base}/payout-results/${id}`)).now, [
    { state: 'paid', payouts: 1, amountMinor: 2000 },
    { state: 'failed', payouts: 1, amountMinor: 2000 },
  ])
  const { items } = await app.ok('GET', `${base}/payout-batches`)
  assert.deepEqual(
    items.map((one: Body) => [one.id, one.payouts, one.open, one.openMinor]),
    [
      [large.id, 1, 1, 2000],
      [small.id, 2, 0, 0],
    ],
  )
  const { headers } = await app.call('GET', `${base}/payout-batches/${small.id}/payouts.csv`)
  assert.equal(headers.get('content-disposition'), `attachment; filename="${small.id}-payouts.csv"`)
})

test('twenty concurrent batches are one: no payout is in two files', async () => {
  const app = await sharedApp()
  const { base } = await waiting(app, 10)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => app.call('POST', `${base}/payout-batches`, { kind: 'bkash' })),
  )
  const made = answers.filter(({ status }) => status === 201)
  assert.equal(
    made.reduce((sum, { body }) => sum + body.payouts, 0),
    10,
  )
  for (const { status, body } of answers) if (status !== 201) assert.equal(body.code, 'payout_batch_empty')
  const { items } = await app.ok('GET', `${base}/payout-batches`)
  assert.equal(items.length, made.length)
})

test('each odd row is listed with line and reason, and the others are applied', async () => {
  const app = await sharedApp()
  const { program, base, payouts } = await sent(app, 6)
  const [one, two, three, four, five, six] = payouts
  const unknown = 'pay_01jd0000000000000000000000'
  const file = [
    heading, // 1
    `${one},paid,20.00,TRX1,`,
    `${one},paid,20.00,TRX1,`, // 3 repeated
    `${two},paid,২০.০০,TRX2,`, // Bengali digits
    `${three},paid,25.00,TRX3,`, // 5 wrong amount
    `${four},paid,20,TRX4,`,
    `${four},failed,20,,account_unknown`, // 6, 7 contradict each other
    `${unknown},paid,20.00,TRX5,`,
    `nonsense,paid,20.00,TRX6,`,
    `${five},done,20.00,TRX7,`,
    `${five},paid,"20,00",TRX7,`,
    `${five},paid,20.00,,`,
    `${five},failed,20.00,,because`,
    `${six},paid`,
    `${six},paid,20.00,TRX8,,more`, // 15 too long
    `${six},failed,1,000.00,,not_sent`, // 16 a comma that nobody quoted
    ',,,,,,', // nothing
  ]
  const shown = await preview(app, base, file.join('\r\n'))
  const rows = await rowsOf(app, base, shown.id)
  assert.deepEqual(
    rows.map(({ line, verdict }) => [line, verdict]),
    [
      [2, 'pays'],
      [3, 'repeated'],
      [4, 'pays'],
      [5, 'wrong_amount'],
      [6, 'contradicts_itself'],
      [7, 'contradicts_itself'],
      [8, 'unknown_reference'],
      [9, 'reference_unreadable'],
      [10, 'state_unknown'],
      [11, 'amount_unreadable'],
      [12, 'provider_reference_missing'],
      [13, 'code_unknown'],
      [14, 'row_incomplete'],
      [15, 'row_too_long'],
      [16, 'row_too_long'],
    ],
  )
  assert.equal(rows[1]?.firstLine, 2)
  assert.deepEqual([rows[3]?.amountMinor, rows[3]?.oursMinor, rows[1]?.oursMinor], [2500, 2000, null])
  for (const { message } of rows) assert.ok(message.bn.length > 5 && message.en.length > 5)
  assert.deepEqual([shown.rows, shown.moves, shown.odd], [15, 2, 13])
  const { items: odd } = await app.ok('GET', `${base}/payout-results/${shown.id}/rows?odd=true&limit=5`)
  assert.deepEqual(
    odd.map(({ line }: Body) => line),
    [3, 5, 6, 7, 8],
  )
  const refused = await app.call('POST', `${base}/payout-results/${shown.id}/apply`, { oddRows: 0 })
  assert.equal(refused.body.code, 'payout_results_odd', 'who applies has seen how many are left out')
  await app.ok('POST', `${base}/payout-results/${shown.id}/apply`, { oddRows: 13 })
  assert.deepEqual(await states(app, base, payouts), ['paid', 'paid', 'sending', 'sending', 'sending', 'sending'])
  // What contradicts what is final moves nothing, and is left for a person.
  const late = await preview(app, base, `${heading}\n${one},failed,20.00,,account_unknown\n${two},paid,20.00,OTHER,\n`)
  assert.deepEqual(
    (await rowsOf(app, base, late.id)).map(({ verdict }) => verdict),
    ['contradicts', 'contradicts'],
  )
  await app.ok('POST', `${base}/payout-results/${late.id}/apply`, { oddRows: 2 })
  assert.deepEqual((await states(app, base, payouts)).slice(0, 2), ['paid', 'paid'])
  assert.equal((await app.ok('GET', `${base}/payouts/${one}`)).needsPerson, true)
  await app.assertLedger(program)
})

test('a file of any spreadsheet is read: UTF-8 and UTF-16, commas, semicolons and tabs; another is refused with its line', async () => {
  const app = await sharedApp()
  const { base, payouts } = await sent(app, 1)
  const text = `Reference,State,Amount,Provider Reference,বিবরণ\n${payouts[0]},PAID,২০.০০,TRX1,ঠিক আছে\n`
  const utf16 = Buffer.from(`\ufeff${text.replaceAll(',', '\t')}`, 'utf16le')
  const good: Record<string, Buffer> = {
    'UTF-8': Buffer.from(text),
    'UTF-8 with its mark': Buffer.from(`\ufeff${text}`),
    semicolons: Buffer.from(text.replaceAll(',', ';')),
    'UTF-16, tabs': utf16,
    'UTF-16, the other way round': Buffer.from(utf16).swap16(),
  }
  for (const [what, file] of Object.entries(good)) {
    const shown = await preview(app, base, file)
    assert.deepEqual([shown.rows, shown.moves, shown.odd], [1, 1, 0], what)
  }
  const before = (await app.ok('GET', `${base}/payout-results`)).items.length
  const row = `${payouts[0]},paid,20.00,TRX1,`
  const bad: [string, string | Buffer, string, RegExp][] = [
    [
      'Latin-1 in line 3',
      Buffer.concat([Buffer.from(`${heading}\n${row}\n`), Buffer.from([0xe9])]),
      'encoding',
      /Line 3/,
    ],
    ['UTF-16 without its mark', utf16.subarray(2), 'encoding', /Line 1/],
    ['UTF-16 that is cut', utf16.subarray(0, utf16.length - 1), 'encoding', /not readable text/],
    ['an open quotation mark', `${heading}\n${row}\n"${row}`, 'unreadable', /quotation mark/],
    ['no heading', row, 'unreadable', /names no column/],
    ['a column twice', `${heading},state\n${row}`, 'unreadable', /twice/],
    ['nothing', '\n', 'unreadable', /empty/],
    ['a line without an end', `${heading}\n${'x'.repeat(10_000)}`, 'unreadable', /not CSV/],
  ]
  for (const [what, file, code, why] of bad) {
    const { status, body } = await upload(app, base, file)
    assert.deepEqual([status, body.code], [422, `result_file_${code}`], `${what}: ${JSON.stringify(body)}`)
    assert.match(body.detail, why, what)
    assert.equal(body.message.en, body.detail)
    assert.match(body.message.bn, /[ঀ-৿]{3}/, what)
  }
  assert.equal(
    (await app.ok('GET', `${base}/payout-results`)).items.length,
    before,
    'nothing is left of a refused file',
  )
  const asJson = await app.call('POST', `${base}/payout-results`, { a: 1 })
  assert.equal(asJson.body.code, 'media_type_unsupported')
})

test('a file applied twenty times at once pays each payout once; the sweep finishes an interrupted one', async () => {
  const app = await sharedApp()
  const { program, base, payouts } = await sent(app, 30)
  const rows = payouts.map((id, index) => `${id},paid,20.00,TRX${index},`)
  const shown = await preview(app, base, [heading, ...rows].join('\n'))
  await Promise.all(
    Array.from({ length: 20 }, () => app.ok('POST', `${base}/payout-results/${shown.id}/apply`, { oddRows: 0 })),
  )
  assert.deepEqual(new Set(await states(app, base, payouts)), new Set(['paid']))
  assert.equal((await app.stats(program)).paidMinor, 30 * 2000)
  await app.assertLedger(program)
  // As a kill leaves it: begun, some taken, nothing noted.
  const sql = connect(app.database.serviceUrl, { max: 1 })
  await sql`
    update payout_results set state = 'applying', applied_at = null
    where program_id = (select id from programs where slug = ${program.slug})`
  await sql`
    update payout_result_rows set taken_at = null
    where program_id = (select id from programs where slug = ${program.slug})`
  await sql.end()
  const found = await app.service.programs.get(program.slug)
  while ((await applyWaiting(app.service.context, found)) > 0);
  assert.equal((await app.ok('GET', `${base}/payout-results/${shown.id}`)).state, 'applied')
  assert.equal((await app.stats(program)).paidMinor, 30 * 2000)
  await app.assertLedger(program)
})

test('another service finishes a file after a kill, and nothing is paid twice', async (t) => {
  const app = await sharedApp()
  const { program, base, payouts } = await sent(app, 12)
  const rows = payouts.map((id, index) =>
    index % 3 === 2 ? `${id},failed,20.00,,account_unknown` : `${id},paid,20.00,TRX${index},`,
  )
  const shown = await preview(app, base, [heading, ...rows].join('\n'))
  const { serviceUrl, ownerUrl } = app.database
  const env = { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl, BONDHU_SECRET: secret }
  const victim = await startProcess(t, env, ['serve', '--no-jobs'])
  // One payout is held by somebody else, so that the victim dies with the others moved and no row noted as taken.
  const sql = connect(serviceUrl, { max: 2 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  const moved = async () => (await states(app, base, payouts)).filter((state) => state !== 'sending').length
  await transaction(sql, async (tx) => {
    const [held] = await tx`
      select id from payouts
      where program_id = (select id from programs where slug = ${program.slug})
      order by id desc limit 1 for update`
    assert.ok(held)
    const applying = victim.call('POST', `${base}/payout-results/${shown.id}/apply`, { oddRows: 0 })
    await Promise.all([
      assert.rejects(applying),
      until('eleven are moved', async () => (await moved()) === 11).then(() => victim.stop('SIGKILL')),
    ])
  })
  const cutOff = await app.ok('GET', `${base}/payout-results/${shown.id}`)
  assert.deepEqual([cutOff.state, cutOff.waiting, await moved()], ['applying', 12, 11])
  const found = await app.service.programs.get(program.slug)
  while ((await applyWaiting(app.service.context, found)) > 0);
  const done = await app.ok('GET', `${base}/payout-results/${shown.id}`)
  assert.deepEqual([done.state, done.waiting], ['applied', 0])
  assert.deepEqual(
    await states(app, base, payouts),
    payouts.map((_, index) => (index % 3 === 2 ? 'failed' : 'paid')),
  )
  assert.equal((await app.stats(program)).paidMinor, 8 * 2000)
  await app.assertLedger(program)
})

/** `npm run faults:payout-files` asks for 200,000. */
const many = Number(process.env.BONDHU_ROWS ?? 20_000)

/** What is odd about a row, by its number: each kind again and again, through the whole file. */
const oddities: readonly [verdict: string, row: (number: string) => string][] = [
  ['unknown_reference', (number) => `pay_01jd00000000000000${number},paid,20.00,TRX${number},`],
  ['reference_unreadable', (number) => `০১৭${number},paid,20.00,TRX${number},`],
  ['amount_unreadable', (number) => `pay_01jd00000000000000${number},paid,২০ টাকা,TRX${number},`],
  ['state_unknown', (number) => `pay_01jd00000000000000${number},পরিশোধিত,20.00,TRX${number},`],
  ['row_incomplete', (number) => `pay_01jd00000000000000${number},paid`],
]

test('a file of very many rows is read in little memory, and every bad row of it is named', async (t) => {
  const app = await sharedApp()
  const { base, payouts } = await sent(app, 1)
  const before = process.memoryUsage().rss
  let rssMax = 0
  const watch = setInterval(() => (rssMax = Math.max(rssMax, process.memoryUsage().rss)), 20)
  t.after(() => clearInterval(watch))
  const chunks = (function* () {
    yield `${heading}\n${payouts[0]},paid,20.00,TRX,\n`
    for (let row = 1; row < many; row += 1_000) {
      const part = Array.from(
        { length: Math.min(1_000, many - row) },
        (_, one) => `${oddities[(row + one) % oddities.length]?.[1](String(row + one).padStart(8, '0'))}\n`,
      )
      yield part.join('')
    }
  })()
  const body = ReadableStream.from(chunks).pipeThrough(new TextEncoderStream())
  const init = { headers: { authorization: `Bearer ${app.token}`, 'content-type': 'text/csv' }, duplex: 'half' }
  const response = await fetch(`${app.url}${base}/payout-results`, { method: 'POST', body, ...init } as RequestInit)
  const shown: Body = await response.json()
  assert.deepEqual([shown.rows, shown.moves, shown.odd], [many, 1, many - 1], JSON.stringify(shown))
  const { items } = await app.ok('GET', `${base}/payout-results/${shown.id}/rows?odd=true&limit=100`)
  assert.deepEqual(
    items.map(({ line, verdict }: Body) => [line, verdict]),
    Array.from({ length: 100 }, (_, index) => [index + 3, oddities[(index + 1) % oddities.length]?.[0]]),
  )
  t.diagnostic(`memory grew by ${Math.round((rssMax - before) / 1e6)} MB, client included`)
  assert.ok(rssMax - before < 200e6)
})

test('ambiguous amounts are refused', () => {
  const table: [string, bigint | null][] = [
    ['20', 2000n],
    ['20.5', 2050n],
    ['1,00,000.00', 10_000_000n],
    ['১,০০০.৫০', 100_050n],
    ['20.500', 2050n],
    ['20.505', null],
    ['20,00', null],
    ['1.000,00', null],
    ['-20', null],
    ['0', null],
    ['', null],
    ['2e3', null],
    ['৳20', null],
    ['99999999999999', null],
  ]
  for (const [text, minor] of table) assert.equal(readDecimalAmount(text, 'BDT') ?? null, minor, text)
})

test('a file with more rows than are taken is refused before they are all read', async () => {
  let rows = 0
  async function* endless() {
    yield Buffer.from(`${heading}\n`)
    for (;;) {
      rows += 1_000
      yield Buffer.from('pay_x,paid,20.00,T,\n'.repeat(1_000))
    }
  }
  await assert.rejects(
    async () => {
      for await (const page of resultPages(endless(), 'BDT', 5_000)) void page
    },
    { code: 'result_file_too_long' },
  )
  assert.ok(rows < 20_000)
})
