/** People, codes and balances from another system: `bondhu import --mapping`. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mock, test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import { runMappedImport } from '../../src/cli/import-mapped.js'
import { readConfig } from '../../src/config.js'
import { adminToken, secret, sharedApp, type TestApp } from '../support/app.js'
import { scratchFolder } from '../support/database.js'
import { openPortal } from '../support/portal.js'
import { runBondhu } from '../support/processes.js'

type TestProgram = Awaited<ReturnType<TestApp['liveProgram']>>

const mapping = {
  as: 'participants',
  columns: { userId: 'customer', phone: 'mobile', createdAt: 'signed up', code: 'ref code', owed: 'balance' },
  always: { country: 'BD', locale: 'bn' },
  dates: 'dd/mm/yyyy',
  skip: [{ column: 'status', is: ['deleted'] }],
}
const heading = 'customer,mobile,signed up,ref code,balance,status,notes'

interface Moving {
  readonly app: TestApp
  readonly program: TestProgram
  readonly folder: string
}

async function startMoving(t: TestContext, budgetMinor?: number): Promise<Moving> {
  const app = await sharedApp()
  return { app, program: await app.liveProgram({}, budgetMinor), folder: await scratchFolder(t) }
}

async function write({ folder }: Moving, rows: readonly string[], changed: object = {}): Promise<string> {
  await writeFile(join(folder, 'mapping.json'), JSON.stringify({ ...mapping, ...changed }))
  const file = join(folder, 'export.csv')
  await writeFile(file, [heading, ...rows].join('\r\n'))
  return file
}

function settingsOf({ app }: Moving) {
  return { DATABASE_URL: app.database.serviceUrl, BONDHU_SECRET: secret }
}

/** In a process of its own. */
function start(moving: Moving, file: string, ...more: string[]) {
  const options = ['--program', moving.program.slug, '--mapping', join(moving.folder, 'mapping.json'), ...more]
  return runBondhu(settingsOf(moving), ['import', file, ...options])
}

/** In this process: starting another one takes a second. */
async function run(moving: Moving, file: string, options: Record<string, unknown> = {}) {
  const said: string[] = []
  const printed = mock.method(console, 'log', (line: string) => said.push(line))
  const before = process.exitCode
  try {
    const mappingFile = join(moving.folder, 'mapping.json')
    const all = { program: moving.program.slug, mapping: mappingFile, report: `${file}.report.csv`, ...options }
    await runMappedImport(readConfig(settingsOf(moving)), file, all)
    const text = await readFile(all.report, 'utf8')
    const report = parse(text, { columns: true, bom: true }) as Record<string, string>[]
    return { isComplete: process.exitCode === before, output: said.join('\n'), report }
  } finally {
    process.exitCode = before
    printed.mock.restore()
  }
}

/** What an import decides of a program, without times and drawn numbers. */
async function stateOf({ app, program }: Moving) {
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/participants?limit=100`)
  const people = items.map(({ userId, balances, chosenCode, country }: Record<string, unknown>) => ({
    userId,
    balances,
    chosenCode,
    country,
  }))
  const { budgetMinor } = await app.ok('GET', `/v1/programs/${program.slug}/stats`)
  return {
    people: people.toSorted((a: { userId: string }, b: { userId: string }) => (a.userId < b.userId ? -1 : 1)),
    budgetMinor,
  }
}

async function assertVerified({ app, program }: Moving): Promise<void> {
  const { ok, differences } = await app.ok('GET', `/v1/programs/${program.slug}/ledger/verify`)
  assert.deepEqual([ok, differences], [true, []])
}

test('every row of an export is accounted for; a dry run says the same and changes nothing', async (t) => {
  const moving = await startMoving(t, 100_000)
  const { app, program } = moving
  await app.join(program, 'taken-word')
  await app.ok('PUT', `/v1/programs/${program.slug}/participants/taken-word/code`, { code: 'sumon' })
  const file = await write(moving, [
    'c-1,01798765432,01/05/2024,RINA-24,250.50,active,gold',
    'c-2,01812345678,02/05/2024,,0,active,',
    'c-3,12,03/05/2024,karim,10,active,',
    'c-4,,31/02/2024,,10,active,',
    'c-5,,,rina24,10,active,',
    'c-6,,,sumon,10,active,',
    'c-7,,,4711,10,active,',
    'c-8,,,,ten,active,',
    'c-9,,,,-5,active,',
    'c-10,,,,700,active,',
    'c-11,,,,70,active,',
    'c-1,01912345678,01/05/2024,other,10,active,',
    'c-12,01612345678,01/05/2024,other,10,deleted,',
    ',01512345678,,,10,active,',
  ])
  const before = await stateOf(moving)
  const dry = await run(moving, file, { 'dry-run': true })
  assert.deepEqual(await stateOf(moving), before, 'a dry run changes nothing')
  const results = dry.report.map(({ line, result, reason }) => [Number(line), result, reason])
  assert.deepEqual(results, [
    [2, 'taken', ''],
    [3, 'taken', ''],
    [4, 'refused', 'request_invalid'],
    [5, 'refused', 'row_unreadable'],
    [6, 'refused', 'code_taken'],
    [7, 'refused', 'code_taken'],
    [8, 'refused', 'code_unreadable'],
    [9, 'refused', 'row_unreadable'],
    [10, 'refused', 'row_unreadable'],
    [11, 'taken', ''],
    [12, 'refused', 'budget_short'],
    [13, 'refused', 'account_twice'],
    [14, 'skipped', ''],
    [15, 'refused', 'row_unreadable'],
  ])
  assert.equal(dry.isComplete, false)
  assert.match(dry.output, /as participants\.\nNot read: the columns notes\./)
  assert.match(dry.output, /taken +3 +৳950\.50/)
  assert.match(dry.output, /together +14 +৳1,100\.50/)
  assert.match(dry.output, /2 amounts cannot be read/)
  assert.match(dry.output, /The budget had ৳1,000\.00\. Fund ৳20\.50 more/)
  assert.doesNotMatch(dry.output + JSON.stringify(dry.report), /01798765432|c-1\b/, 'what a row says is nobody else’s')

  const real = await run(moving, file)
  assert.deepEqual(real.report, dry.report)
  const rina = await app.ok('GET', `/v1/programs/${program.slug}/participants/c-1`)
  assert.equal(rina.balances.availableMinor, 25_050)
  assert.equal(rina.chosenCode, 'rina24')
  assert.equal(
    (await app.signup(program, { userId: 'friend', code: 'RINA24' })).outcome,
    'referred',
    'the code is hers',
  )
  await assertVerified(moving)

  const again = await run(moving, file)
  assert.deepEqual(
    again.report.map(({ result }) => result),
    real.report.map(({ result }) => (result === 'taken' ? 'already_there' : result)),
  )
  assert.equal((await stateOf(moving)).budgetMinor, 100_000 - 95_050 - 2000)
})

test('the example of docs/moving.md does what the page says', async (t) => {
  const moving = await startMoving(t)
  const guide = await readFile(fileURLToPath(new URL('../../../../docs/moving.md', import.meta.url)), 'utf8')
  const blockOf = (kind: string) => new RegExp(`\`\`\`${kind}\\n(.*?)\`\`\``, 's').exec(guide)?.[1] ?? ''
  await writeFile(join(moving.folder, 'mapping.json'), blockOf('json'))
  const file = join(moving.folder, 'export.csv')
  await writeFile(file, blockOf('csv'))
  const { output, isComplete } = await run(moving, file)
  assert.ok(isComplete)
  assert.ok(output.includes(blockOf('text').trimEnd()), output)
  assert.ok(guide.includes('/r/my-app/RINA24'))
  const { outcome } = await moving.app.signup(moving.program, { userId: 'friend', code: 'RINA24' })
  assert.equal(outcome, 'referred')
})

test('an opening balance is told as what it is, in files and pages and figures', async (t) => {
  const moving = await startMoving(t)
  const { app, program } = moving
  await run(moving, await write(moving, ['c-1,01712345678,01/05/2024,rina,250,active,']))
  const path = `/v1/programs/${program.slug}`
  const { items } = await app.ok('GET', `${path}/participants/c-1/transfers`)
  const [{ cause, step, from, to, amountMinor }] = items
  assert.deepEqual(
    { cause, step, from, to, amountMinor },
    { cause: 'import', step: 'open', from: 'budget', to: 'available', amountMinor: 25_000 },
  )
  const file = await fetch(`${app.url}${path}/transfers.csv`, { headers: { authorization: `Bearer ${adminToken}` } })
  assert.match(await file.text(), /,c-1,budget,available,25000,import,open\r/)
  const { items: audit } = await app.ok('GET', `${path}/audit?action=balance.open`)
  assert.deepEqual(
    audit.map(({ after }: { after: unknown }) => after),
    [{ openingMinor: 25_000 }],
  )
  assert.deepEqual((await app.ok('GET', `${path}/audit?action=participants.import`)).items.length, 1)
  const person = await openPortal(app, program, 'c-1')
  const { items: days } = await person.ok('GET', '/statement')
  const [{ kind, state, amountMinor: shown }] = days[0].lines
  assert.deepEqual([kind, state, shown], ['opening', 'available', 25_000])
  for (const [language, words] of [
    ['bn', 'আপনার আগের টাকা জমা হয়েছে'],
    ['en', 'Your balance from before'],
  ]) {
    const statement = await fetch(`${app.url}/portal/${program.slug}/statement.csv?lang=${language}`, {
      headers: { cookie: person.cookie, 'sec-fetch-site': 'same-origin' },
    })
    assert.match(await statement.text(), new RegExp(`,${words},250.00,BDT`))
  }
  const { code } = await app.ok('GET', `${path}/participants/c-1`)
  await app.signup(program, { userId: 'friend', code })
  const overview = await app.ok('GET', `${path}/overview`)
  assert.equal(overview.money.costPerCountedMinor, 2000, 'a balance from before is no cost of a friend')
  const changed = await run(moving, await write(moving, ['c-1,01712345678,01/05/2024,rina,300,active,']))
  assert.deepEqual(
    changed.report.map(({ reason }) => reason),
    ['opening_differs'],
    'it is granted once',
  )
  await assertVerified(moving)
})

const crowd = Array.from(
  { length: 40 },
  (_, at) =>
    `m-${at},0171${String(1_000_000 + at)},01/05/2024,word${'abcdef'[at % 6]}${'ghjk'[at % 4]}${at},${at + 1},active,`,
)

test('an import that is killed again and again ends as one that was left alone', async (t) => {
  const [alone, killed] = [await startMoving(t), await startMoving(t)]
  assert.ok((await run(alone, await write(alone, crowd))).isComplete)
  const file = await write(killed, crowd)
  for (let kills = 0; kills < 2; kills++) {
    const { child } = start(killed, file)
    const { length: seen } = (await stateOf(killed)).people
    const ended = once(child, 'close')
    // Killed while it takes rows: after some, and before the last.
    while (child.exitCode === null && (await stateOf(killed)).people.length < seen + 5) await sleep(25)
    child.kill('SIGKILL')
    await ended
  }
  const last = await run(killed, file)
  assert.ok(last.isComplete)
  assert.deepEqual(last.report.length, crowd.length)
  assert.deepEqual(await stateOf(killed), await stateOf(alone))
  await assertVerified(killed)
})

test('two processes and twenty imports at once grant each balance once', async (t) => {
  const moving = await startMoving(t)
  const file = await write(moving, crowd)
  const two = ['a', 'b'].map(async (name) => {
    const { child, output } = start(moving, file, '--report', join(moving.folder, name))
    assert.equal((await once(child, 'close'))[0], 0, output())
  })
  const few = join(moving.folder, 'few.csv')
  await writeFile(few, [heading, ...crowd.slice(0, 5)].join('\n'))
  t.mock.method(console, 'log', () => {})
  const common = { program: moving.program.slug, mapping: join(moving.folder, 'mapping.json') }
  const twenty = Array.from({ length: 20 }, async (_, at) =>
    runMappedImport(readConfig(settingsOf(moving)), few, { ...common, report: join(moving.folder, String(at)) }),
  )
  await Promise.all([...two, ...twenty])
  const { people, budgetMinor } = await stateOf(moving)
  assert.equal(people.length, crowd.length)
  const { fundedMinor } = await moving.app.ok('GET', `/v1/programs/${moving.program.slug}/stats`)
  assert.equal(budgetMinor, fundedMinor - 100 * ((crowd.length * (crowd.length + 1)) / 2))
  await assertVerified(moving)
})

test('a mapping or a file that cannot be used imports nothing, and the message says why', async (t) => {
  const moving = await startMoving(t)
  const cases: [object, RegExp][] = [
    [{ columns: { userId: 'nobody' } }, /The heading of .* has no column "nobody"/],
    [{ dates: 'yesterday' }, /is not a mapping:[^]*dates/],
    [{ as: 'members' }, /only participants have them/],
    [{ columns: { phone: 'mobile' } }, /userId/],
    [{ colums: {} }, /colums/],
  ]
  for (const [changed, why] of cases) {
    const file = await write(moving, ['c-1,,,,,active,'], changed)
    await assert.rejects(run(moving, file), why)
  }
  assert.deepEqual((await stateOf(moving)).people, [])
  const members = { as: 'members', columns: { userId: 'customer', phone: 'mobile' }, unfitCode: 'refuse' }
  const file = await write(
    moving,
    ['c-1,01712345678,,,,active,', 'c-1,01712345678,,,,active,', 'c-2,12,,,,active,'],
    members,
  )
  const dry = await run(moving, file, { 'dry-run': true })
  assert.deepEqual(
    dry.report.map(({ result }) => result),
    ['taken', 'already_there', 'refused'],
  )
  assert.deepEqual((await run(moving, file)).report, dry.report)
  const { code } = await moving.app.join(moving.program, 'rina')
  assert.equal((await moving.app.signup(moving.program, { userId: 'c-1', code })).reason, 'already_member')
})
