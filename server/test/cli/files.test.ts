/** Members from a file and lists to a file, at a terminal. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { parse } from 'csv-parse/sync'
import { runExport } from '../../src/cli/export.js'
import { runImport } from '../../src/cli/import.js'
import { readConfig } from '../../src/config.js'
import { secret, sharedApp, type TestApp } from '../support/app.js'
import { startedDataFolder } from '../support/data-folder.js'
import { scratchFolder } from '../support/database.js'
import { runBondhu, startProcess } from '../support/processes.js'

async function run(env: Record<string, string>, ...args: string[]) {
  const { child } = runBondhu(env, args)
  const said = { out: '', err: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...said }
}

function beside({ database }: TestApp): Record<string, string> {
  return { DATABASE_URL: database.serviceUrl, BONDHU_SECRET: secret }
}

async function fileOf(t: TestContext, content: string | Buffer, name = 'members.csv'): Promise<string> {
  const file = join(await scratchFolder(t), name)
  await writeFile(file, content)
  return file
}

test('people in the file earn nobody anything; odd rows are reported by line, and the file can be imported again', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const rows = [
    '\ufeffUser ID,Phone,e-mail,Device,Country,created_at,Plan',
    'm-1,০১৭১২-৩৪৫৬৭৮,,,BD,2024-05-01,gold',
    'm-2,,"Karim, K <no>",,,,',
    'm-3,,karim@example.com,tablet 3,,২০২৪-০৫-০১,',
    ',1912345678,,,,,',
    ',,,,BD,2024-05-01,',
    '',
    'm-6,12,,,,,',
    'm-7,,,,,31/12/2024,',
    'm-8,,,,Bangladesh,,',
    `${'m'.repeat(201)},,,,,,`,
    'm-9,,,,,2124-01-01,',
    'm-10,,,,,,,one too many',
    'm-11',
  ]
  const file = await fileOf(t, rows.join('\r\n'))
  const first = await run(beside(app), 'import', file, '--program', program.slug)
  assert.equal(first.code, 1, first.err)
  assert.match(first.out, /members\.csv: 12 rows for program-/)
  assert.match(first.out, /Not read: the columns Plan\./)
  assert.match(first.out, /4 people are new to the program, 0 were known already/)
  const named = [...first.out.matchAll(/ {2}line (\d+): (.*)/g)].map(([, line, why]) => [Number(line), why])
  assert.deepEqual(
    named.map(([line]) => line),
    [3, 6, 8, 9, 10, 11, 12, 13],
  )
  assert.match(String(named[0]?.[1]), /^email is not a mail address/)
  assert.match(String(named[2]?.[1]), /^phone is not a phone number/)
  assert.match(String(named[5]?.[1]), /^userId must have 200 characters at most/)
  assert.match(String(named[7]?.[1]), /^has 8 cells under 7 columns/)
  assert.match(first.out, /8 rows were not taken/)
  assert.doesNotMatch(first.out, /০১৭১২|1912345678|karim@|Karim/, 'what a row says is nobody else’s')
  const known = [
    { userId: 'm-1' },
    { userId: 'x-1', identities: { phone: '+8801712345678' } },
    { userId: 'x-2', identities: { email: 'karim@example.com' } },
    { userId: 'x-3', identities: { phone: '01912345678' } },
    { userId: 'm-11' },
  ]
  for (const friend of known) assert.equal((await app.signup(program, { ...friend, code })).reason, 'already_member')
  assert.equal(
    (await app.signup(program, { userId: 'x-4', identities: { device: 'tablet 3' }, code })).reason,
    'same_device',
  )
  assert.equal((await app.signup(program, { userId: 'm-6', code })).outcome, 'referred', 'who was not taken is new')
  const again = await run(beside(app), 'import', file, '--program', program.slug)
  assert.match(again.out, /0 people are new to the program, 4 were known already/)
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/audit?action=members.import`)
  assert.deepEqual(
    items.map(({ after }: { after: unknown }) => after),
    [{ rows: 12 }, { rows: 12 }],
  )
})

test('an unreadable file imports nothing, and the message names the line', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const good = 'userId,phone\nm-1,01712345678\n'
  const cases: [string | Buffer, RegExp][] = [
    ['', /Line 1 of the file is empty/],
    ['name,age\na,1\n', /names no column that tells who somebody is: userId, phone/],
    ['userId,phone,user_id\na,,b\n', /names the column userId twice/],
    [
      'User Id,Second phone,E-mail\nm-1,01712345678,a@example.com\n',
      /may tell who somebody is \(Second phone\): call each userId, phone/,
    ],
    ['ID,Mobile\nm-1,01712345678\n', /may tell who somebody is \(ID\)/],
    ['User Id,Handset,Plan\nm-1,01712345678,gold\n', /names none of phone, .* are not known \(Handset, Plan\)/],
    ['Mobile,Phone number\n01712345678,01712345678\n', /names the column phone twice \(Mobile, Phone number\)/],
    [`${good}"m-2,01812345678\nm-3,\n`, /is not CSV: look for a quotation mark/],
    [
      Buffer.concat([Buffer.from(good), Buffer.from([0x6d, 0xff, 0xfe, 0x0a])]),
      /Line 3 of the file is not readable text/,
    ],
  ]
  const config = readConfig(beside(app))
  for (const [content, why] of cases)
    await assert.rejects(runImport(config, await fileOf(t, content), program.slug), why)
  const { slug } = program
  await assert.rejects(runImport(config, '/nowhere.csv', slug), /There is no file \/nowhere\.csv/)
  await assert.rejects(runImport(config, await fileOf(t, good), undefined), /Say which program/)
  await assert.rejects(runImport(config, await fileOf(t, good), 'nobody'), /no program of this id or slug/)
  await assert.rejects(runExport(config, slug, undefined), /Say what/)
  await assert.rejects(runExport(config, slug, 'secrets'), /participants, or referrals/)
  const refused: [string[], RegExp][] = [
    [['import', await fileOf(t, 'name,age\na,1\n'), '--program', slug], /names no column/],
    [['import', '--program', slug], /Usage: bondhu import <file>/],
  ]
  for (const [args, why] of refused) {
    const { code, out, err } = await run(beside(app), ...args)
    assert.deepEqual([code, out], [1, ''])
    assert.match(err, why)
  }
  const { code } = await app.join(program, 'rina')
  assert.equal((await app.signup(program, { userId: 'm-1', code })).outcome, 'referred', 'nothing was taken')
})

test('columns are recognised by their common names', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const headings = [
    'User Id,Mobile,E-mail',
    'CUSTOMER_ID;Phone No.;Email Address',
    'uid,মোবাইল নম্বর,ইমেইল',
    'Member ID\tMSISDN\tmail',
  ]
  const printed = t.mock.method(console, 'log', () => {})
  for (const [at, heading] of headings.entries()) {
    const separator = /[;\t]/.exec(heading)?.[0] ?? ','
    const row = [`m-${at}`, `0171234567${at}`, `m${at}@example.com`].join(separator)
    printed.mock.resetCalls()
    await runImport(readConfig(beside(app)), await fileOf(t, `${heading}\n${row}\n`), program.slug)
    assert.match(printed.mock.calls.map((call) => call.arguments.join(' ')).join('\n'), /1 people are new/)
    const friends = [
      { userId: `m-${at}` },
      { userId: `p-${at}`, identities: { phone: `+880171234567${at}` } },
      { userId: `e-${at}`, identities: { email: `m${at}@example.com` } },
    ]
    for (const friend of friends)
      assert.equal((await app.signup(program, { ...friend, code })).reason, 'already_member')
  }
})

/** Rows of the long file: `npm run faults:member-file` takes a million. */
const manyRows = Number(process.env.BONDHU_ROWS ?? 10_000)

test('a long file with semicolons is imported once while the service runs', async (t) => {
  const dataDir = await startedDataFolder(t)
  const service = await startProcess(t, { BONDHU_DATA_DIR: dataDir })
  const program = await service.liveProgram()
  const count = manyRows
  const phone = (index: number) => `017${String(index).padStart(8, '0')}`
  const lines = Array.from({ length: count }, (_, index) => `m-${index};${phone(index)}`)
  const file = await fileOf(t, `userId;phone\n${lines.join('\n')}\n`)
  const { slug } = program
  const both = await Promise.all([1, 2].map(() => run({ BONDHU_DATA_DIR: dataDir }, 'import', file, '--program', slug)))
  const added = both.map(({ out }) => Number(/(\d+) people are new/.exec(out)?.[1]))
  assert.deepEqual(
    both.map(({ code }) => code),
    [0, 0],
    both.map(({ err }) => err).join(),
  )
  assert.equal((added[0] ?? 0) + (added[1] ?? 0), count, 'each once, also where two read it at the same time')
  assert.ok(both[0]?.out.includes(`${count}/${count} rows`))
  const { code } = await service.join(program, 'rina')
  const late = { userId: 'x', identities: { phone: phone(count - 1) }, code }
  assert.equal((await service.signup(program, late)).reason, 'already_member')
})

test('the exported lists equal those of the API, and nothing else is on standard output', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const path = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'রিনা, "আপা"')
  for (let index = 0; index < 3; index++) await app.signup(program, { userId: `=friend-${index}`, code })
  await app.advance(program, 8 * 86_400)
  const cashOut = { amountMinor: 4000, method: { kind: 'bkash', account: '01712345678' } }
  const payouts = `${path}/participants/${encodeURIComponent('রিনা, "আপা"')}/payouts`
  assert.equal((await app.call('POST', payouts, cashOut, { 'idempotency-key': 'one' })).status, 201)
  const counts = { participants: 4, referrals: 3, transfers: 8, payouts: 1, audit: 4, appeals: 0 }
  for (const [what, atLeast] of Object.entries(counts)) {
    const { code: ended, out, err } = await run(beside(app), 'export', '--program', program.slug, '--what', what)
    assert.deepEqual([ended, err], [0, ''])
    assert.equal(out.replace('\ufeff', ''), (await app.call('GET', `${path}/${what}.csv`)).body, what)
    const [, ...rows] = parse(out, { bom: true })
    assert.ok(rows.length >= atLeast, `${what}: ${rows.length}`)
  }
  const { out } = await run(beside(app), 'export', '--program', program.slug, '--what', 'payouts')
  assert.match(out, /রিনা, ""আপা""",4000,bkash,678,/)
  assert.doesNotMatch(out, /01712345678/)
  const { child, output } = runBondhu(beside(app), ['export', '--program', program.slug, '--what', 'transfers'])
  child.stdout?.destroy()
  const [ended] = (await once(child, 'close')) as [number | null]
  assert.deepEqual([ended, output()], [0, ''], 'a reader that has seen enough is no failure')
})
