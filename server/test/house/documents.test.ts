/** The lists in the documents are those of the code. A list that can be derived is compared whole, not by samples. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lists } from '../../src/cli/export.js'
import { dayMs, hourMs, minuteMs } from '../../src/clock.js'
import { settingsSchema } from '../../src/config.js'
import { appendOnlyTables } from '../../src/db/grants.js'
import { serverSettings } from '../../src/db/postgres-settings.js'
import { roles } from '../../src/domain/operators/roles.js'
import { retryWaitsMs, webhookDays, webhookTriesMax } from '../../src/domain/webhooks/retries.js'
import { openApiDocument } from '../../src/http/api/openapi.js'
import { consoleRoutes } from '../../src/http/console/routes.js'
import { Metrics } from '../../src/metrics.js'
import { ending, lasting } from '../../src/retention.js'
import { codesOf, documents, membersOf, paths, read, rowsOf, sectionOf } from './repository.js'

const operations = 'docs/operations.md'
const architecture = 'ARCHITECTURE.md'

/** The names in code font in the first column of the tables of a section. */
function namesOf(path: string, heading: string): string[] {
  return rowsOf(sectionOf(path, heading)).flatMap(([first = '']) => codesOf(first))
}

test('the settings and their defaults are those of config.ts', () => {
  const rows = rowsOf(sectionOf(operations, 'Settings'))
  const documented = rows.map(([name = '', value = '']) => [name.replaceAll('`', ''), codesOf(value)[0]])
  const defaults: Readonly<Record<string, string | number | string[]>> = settingsSchema.parse({})
  const actual = Object.keys(settingsSchema.shape).map((name) => {
    const value = defaults[name] ?? []
    // An empty list is described in words.
    return [name, Array.isArray(value) ? value[0] : String(value)]
  })
  assert.deepEqual(Object.fromEntries(documented), Object.fromEntries(actual))
  const [, , levels = ''] = rows.find(([name]) => name === '`LOG_LEVEL`') ?? []
  assert.deepEqual(codesOf(levels).join().split(' '), settingsSchema.shape.LOG_LEVEL.unwrap().options)
})

test('the tries and pauses of a webhook are those of retries.ts', () => {
  const [, tries, days, pauses = ''] =
    /\*\*(\d+) tries over (\d+) days\*\*: after ([^.]*)\./.exec(read('docs/webhooks.md')) ?? []
  assert.deepEqual([Number(tries), Number(days)], [webhookTriesMax, webhookDays])
  const unitMs = { second: 1000, minute: minuteMs, hour: hourMs, day: dayMs }
  const documented = [...pauses.matchAll(/([\d, and\n]+?)\s(second|minute|hour|day)s?\b/g)].flatMap(
    ([, counts = '', unit]) =>
      (counts.match(/\d+/g) ?? []).map((count) => Number(count) * unitMs[unit as keyof typeof unitMs]),
  )
  assert.deepEqual(documented, retryWaitsMs)
})

test('every BONDHU_ variable in a document is read somewhere', () => {
  const code = paths.filter((path) => /\.(ts|mjs|json)$/.test(path) && !path.includes('/house/')).map(read)
  const known = new Set(code.join('\n').match(/BONDHU_[A-Z_]+/g))
  const unknown = documents.flatMap(({ path, text }) =>
    (text.match(/BONDHU_[A-Z_]+/g) ?? []).filter((name) => !known.has(name)).map((name) => `${path}: ${name}`),
  )
  assert.deepEqual(unknown, [])
})

test('the append-only tables are those of grants.ts', () => {
  const [, list = ''] = /may only read and add\s+to\s([^]*?)\.\s/.exec(read(operations)) ?? []
  assert.deepEqual(codesOf(list).toSorted(), [...appendOnlyTables].toSorted())
})

test('the settings of the embedded PostgreSQL are those it is started with', () => {
  const documented = namesOf(operations, 'The embedded database').filter((code) => code.includes('='))
  assert.ok(documented.length > 10)
  assert.deepEqual(
    documented.filter((setting) => {
      const [name = '', value] = setting.split('=')
      return serverSettings[name] !== value
    }),
    [],
  )
})

/** The words of a period, for the patterns that the sweeps use. */
function wordsOf(pattern: string): string {
  const [minute = '', ...rest] = pattern.split(' ')
  assert.deepEqual(rest, ['*', '*', '*', '*'], `say in the test how a document words ${pattern}`)
  if (minute === '*') return 'every minute'
  const [, step] = /^\*\/(\d+)$/.exec(minute) ?? []
  return step === undefined ? `hourly, at minute ${Number(minute)}` : `every ${step} minutes`
}

test('the sweeps and their periods are those of the crontab', () => {
  const [, crontab = ''] = /const crontab = `([^`]+)`/.exec(read('server/src/jobs/worker.ts')) ?? []
  const actual = crontab
    .trim()
    .split('\n')
    .map((line) => /^((?:\S+ ){5})(\w+)/.exec(line) ?? assert.fail(line))
    .map(([, pattern = '', name = '']) => [name, wordsOf(pattern.trim())])
  const [, stepMs = ''] = /lookMsStep = (\d+)/.exec(read('server/src/jobs/webhooks.ts')) ?? []
  const documented = rowsOf(sectionOf(operations, 'Sweeps')).map(([name = '', period]) => [
    name.replaceAll('`', ''),
    period,
  ])
  assert.deepEqual(Object.fromEntries(documented), Object.fromEntries([...actual, ['webhooks', `every ${stepMs} ms`]]))
})

test('the metrics are those of metrics.ts', () => {
  const metrics = new Metrics()
  metrics.watchQueues({})
  const actual = metrics.registry.getMetricsAsArray().map(({ name }) => name)
  assert.deepEqual(
    namesOf(operations, 'Health and metrics')
      .map((name) => name.replace(/\{.*/, ''))
      .toSorted(),
    actual.filter((name) => name.startsWith('bondhu_')).toSorted(),
  )
})

test('the verbs of the command line and their options exist, and ARCHITECTURE.md names every verb', () => {
  const main = read('server/src/main.ts')
  const verbs = [...main.matchAll(/^ {2}(\w+): \{\n {4}summary:/gm)].map(([, verb = '']) => verb)
  const options = [...main.matchAll(/'?([\w-]+)'?: \{ type: '/g)].map(([, option = '']) => option)
  const [, drawn = ''] = /^ {2}cli\/ +(.*)$/m.exec(read(architecture)) ?? []
  assert.deepEqual(drawn.split(', ').toSorted(), verbs.toSorted())
  const wrong = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:run (?:--silent )?bondhu --|`bondhu|main\.js) (?!<)(\w+)([^\n`]*)/g)]
      .filter(([, verb = '', rest = '']) => {
        const used = [...rest.matchAll(/ --([\w-]+)/g)].map(([, option = '']) => option)
        return !verbs.includes(verb) || used.some((option) => !options.includes(option))
      })
      .map(([whole]) => `${path}: ${whole}`),
  )
  assert.deepEqual(wrong, [])
})

test('the lists that can be exported are those of cli/export.ts', () => {
  const [, documented = ''] = /`export` writes (.*?):/s.exec(read(operations)) ?? []
  assert.deepEqual(codesOf(documented), [...lists.keys()])
})

test('every npm script in a document exists, and every word after `npm test --` finds a test file', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> }
  const tests = paths.filter((path) => path.endsWith('.test.ts'))
  const wrong = documents.flatMap(({ path, text }) => {
    const named = [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name)
    const words = [...text.matchAll(/npm test -- ([a-z][a-z/ -]*)/g)].flatMap(([, list = '']) =>
      list.trim().split(/ +/),
    )
    return [
      ...named.filter((name) => !(name in scripts)).map((name) => `${path}: npm run ${name}`),
      ...words.filter((word) => !tests.some((one) => one.includes(word))).map((word) => `${path}: npm test -- ${word}`),
    ]
  })
  assert.deepEqual(wrong, [])
})

test('the calls in the documents are calls of the service', () => {
  const known = callsOfApi()
  const wrong = documents.flatMap(({ path, text }) => {
    const codes = codesOf(text).map((code) => code.replace(/(\S \S+) .*/, '$1').replace(/\?.*/, ''))
    const calls = codes.filter((code) => /^(GET|POST|PUT|PATCH|DELETE) (\/v1\/|…\/)\S+$/.test(code))
    const files = codes.filter((code) => /^(…|\/v1)\/\S+\.csv$/.test(code)).map((file) => `GET ${file}`)
    return [...calls, ...files].filter((call) => !known.some(isCall(call))).map((call) => `${path}: ${call}`)
  })
  assert.deepEqual(wrong, [])
})

/** `…` stands for the beginning of an address. A parameter may have any name, or be an example. */
function isCall(call: string): (known: string) => boolean {
  const [method = '', path = ''] = call.split(' ')
  const parts = path.split('/').toReversed()
  return (known) => {
    const [knownMethod, knownPath = ''] = known.split(' ')
    if (method !== knownMethod) return false
    const knownParts = knownPath.split('/').toReversed()
    return parts.every((part, at) => part === '…' || part === knownParts[at] || isParameter(part, knownParts[at]))
  }
}

function isParameter(part: string, known: string | undefined): boolean {
  return known?.startsWith('{') === true && part.startsWith('{')
}

function callsOfApi(): string[] {
  const { paths: known } = openApiDocument('http://127.0.0.1') as { paths: Readonly<Record<string, object>> }
  return Object.entries(known).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
}

test('the addresses of the console in docs/console.md are those of its routes', () => {
  const documented = namesOf('docs/console.md', 'Addresses of the pages').filter((code) => code.includes(' '))
  const actual = consoleRoutes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
  assert.deepEqual(documented.toSorted(), actual.toSorted())
})

test('the roles are those of roles.ts', () => {
  assert.deepEqual(namesOf('docs/console.md', 'Roles'), roles)
})

test('the accounts and the steps of the ledger are those of the database', () => {
  const names = namesOf(architecture, 'The ledger')
  assert.deepEqual(names.toSorted(), [...membersOf('Account'), ...membersOf('TransferStep')].toSorted())
})

test('the steps of a close are those of the database, in their order', () => {
  assert.deepEqual(namesOf(operations, 'Ending a program'), membersOf('CloseStep'))
})

test('the reasons of a refusal stand in ARCHITECTURE.md in the order of rules.ts', () => {
  const [, rules = ''] = /const rules[^]*?= \[([^]*?)\n\]/.exec(read('server/src/domain/signups/rules.ts')) ?? []
  const order = [...rules.matchAll(/^ {2}\['(\w+)'/gm)].map(([, reason = '']) => reason)
  const section = codesOf(sectionOf(architecture, 'The rules'))
  assert.ok(order.length > 5)
  assert.deepEqual(
    section.filter((code) => order.includes(code)),
    order,
  )
})

test('ARCHITECTURE.md draws every file and folder directly under server/src', () => {
  const [, drawing = ''] = /## The map\n+```\n([^]*?)```/.exec(read(architecture)) ?? []
  const top = new Set(paths.filter((path) => path.startsWith('server/src/')).map((path) => path.split('/')[2] ?? ''))
  const drawn = new Set(drawing.match(/[\w-]+(?:\.ts|(?=\/))/g))
  assert.deepEqual(
    [...top].filter((name) => !drawn.has(name)),
    [],
  )
})

const kinds = [...Object.values(ending), ...lasting]

function keptFor(ms: number | null): string {
  if (ms === null) return '–'
  if (ms < dayMs) return `${ms / minuteMs} minutes`
  return ms === dayMs ? '1 day' : `${ms / dayMs} days`
}

test('how long data is kept in docs/privacy.md is what retention.ts says', () => {
  const documented = rowsOf(sectionOf('docs/privacy.md', 'How long data is kept'))
  const actual = kinds.map(({ what, keptMs, from, why, tables }) => [
    what,
    keptFor(keptMs),
    from,
    why,
    tables.map((table) => `\`${table}\``).join(', '),
  ])
  assert.deepEqual(documented, actual)
})

test('every table of the database is in retention.ts once', () => {
  const tables = [...read('server/src/db/rows.ts').matchAll(/^export interface (\w+)Row /gm)].map(([, name = '']) =>
    name.replaceAll(/(?<!^)([A-Z])/g, '_$1').toLowerCase(),
  )
  assert.ok(tables.length > 50)
  const listed = kinds.flatMap((kind): readonly string[] => kind.tables).filter((table) => !table.includes('.'))
  assert.deepEqual(listed.toSorted(), tables.toSorted())
})
