/** The rules of the house that a reader may rely on, asked of the source itself. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { failures } from '../../src/errors.js'

const server = fileURLToPath(new URL('../../..', import.meta.url))
const source = join(server, 'src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(source, name), 'utf8') }))

function importsOf({ name, text }: { name: string; text: string }): string[] {
  const written = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) => path)
  return written.map((path) => relative(source, normalize(join(source, dirname(name), path))).replace(/\.js$/, '.ts'))
}

/** The layer of a file, and the layers it may import. Files at the top (`money.ts`, `errors.ts`) are everybody's. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  readers: ['readers'],
  csv: ['csv', 'readers'],
  db: ['db', 'readers'],
  domain: ['domain', 'db', 'csv', 'readers'],
  jobs: ['jobs', 'domain', 'db', 'csv', 'readers'],
  http: ['http', 'domain', 'db', 'csv', 'readers'],
  cli: ['cli', 'http', 'jobs', 'domain', 'db', 'csv', 'readers'],
}

function layerOf(name: string): string {
  return name.includes('/') ? (name.split('/')[0] ?? '') : 'top'
}

test('imports go one way: cli → http, jobs → domain → db', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((imported) => {
        const [from, to] = [layerOf(file.name), layerOf(imported)]
        return from !== 'top' && to !== 'top' && !mayImport[from]?.includes(to)
      })
      .map((imported) => `${file.name} imports ${imported}`),
  )
  assert.deepEqual(wrong, [])
  assert.ok(
    files.some(({ name }) => layerOf(name) === 'domain'),
    'there is something to look at',
  )
})

test('the ledger imports no other noun of the domain', () => {
  const wrong = files
    .filter(({ name }) => name.startsWith('domain/ledger/'))
    .flatMap((file) => importsOf(file).filter((imported) => /^domain\/(?!ledger\/)/.test(imported)))
  assert.deepEqual(wrong, [])
})

test('the pages’ package imports nothing of the service: its functions run in the browser too', () => {
  const web = join(server, '..', 'web', 'src')
  const wrong = readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const text = readFileSync(join(web, name), 'utf8')
      const paths = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, path = '']) => path)
      return paths
        .filter((path) => path.startsWith('.') && normalize(join(dirname(name), path)).startsWith('..'))
        .map((path) => `${name} imports ${path}`)
    })
  assert.deepEqual(wrong, [])
})

test('every imported file exists', () => {
  const names = new Set(files.map(({ name }) => name))
  const wrong = files.flatMap((file) =>
    importsOf(file).filter((imported) => !imported.startsWith('..') && !names.has(imported)),
  )
  assert.deepEqual(wrong, [])
})

test('only config.ts and the command line that hands it over read the environment', () => {
  const readers = files.filter(({ text }) => /process\.env\b/.test(text)).map(({ name }) => name)
  assert.deepEqual(readers, ['main.ts'])
  assert.match(files.find(({ name }) => name === 'main.ts')?.text ?? '', /readConfig\(process\.env\)/)
})

test('no SQL asks the database for the time', () => {
  const sql = readdirSync(join(server, 'migrations')).map((name) => ({
    name,
    text: readFileSync(join(server, 'migrations', name), 'utf8'),
  }))
  const wrong = [...files, ...sql]
    .map(({ name, text }) => ({ name, text: text.replace(/^\s*(--|\*|\/\/|\/\*).*$/gm, '') }))
    .filter(({ text }) =>
      /\bnow\s*\(\s*\)(?!\.|\s*=>)|current_timestamp|current_date|localtimestamp|clock_timestamp|statement_timestamp|transaction_timestamp/i.test(
        text.replace(/\.now\(\)|\bnow\(\):/g, ''),
      ),
    )
    .map(({ name }) => name)
  assert.deepEqual(wrong, [])
})

test('SQL is concatenated only where PostgreSQL accepts no parameter', () => {
  const wrong = files.filter(({ text }) => /\.unsafe\(/.test(text)).map(({ name }) => name)
  // Migrations are files; roles and bounds of partitions are made by us and have no parameters.
  assert.deepEqual(
    wrong.filter((name) => !['domain/clicks/partitions.ts', 'db/migrate.ts', 'db/embedded.ts'].includes(name)),
    [],
  )
})

test('only db/ begins transactions and loads the driver, because it handles lost connections', () => {
  const wrong = files.filter(
    ({ name, text }) =>
      layerOf(name) !== 'db' && (/\.begin\(|\.reserve\(/.test(text) || /^import (?!type).*from 'pg'/m.test(text)),
  )
  assert.deepEqual(
    wrong.map(({ name }) => name),
    [],
  )
})

test('every failure that is published can happen', () => {
  const codes = Object.keys(failures)
  const others = files.filter(({ name }) => name !== 'errors.ts').map(({ text }) => text)
  assert.deepEqual(
    codes.filter((code) => !others.some((text) => text.includes(`'${code}'`))),
    [],
  )
})

test('money is never a floating-point number', () => {
  const wrong = files
    .filter(({ name, text }) => name.startsWith('domain/') && /parseFloat|toFixed|Minor\s*\/\s*\d/.test(text))
    .map(({ name }) => name)
  assert.deepEqual(wrong, [])
})

test("only the ledger moves a program's balances, and only a batch of signups does so beside apply.ts", () => {
  const namesOf = (pattern: RegExp) => files.filter(({ text }) => pattern.test(text)).map(({ name }) => name)
  assert.deepEqual(namesOf(/\bupdate\s+books\s+set\s[^`]*_minor\b/i), ['domain/ledger/apply.ts'])
  assert.deepEqual(namesOf(/(?<!function )\bpostTransfers\(/).toSorted(), [
    'domain/ledger/apply.ts',
    'domain/signups/write.ts',
  ])
})

test('only postTransfers writes transfers, and it writes their tally: no figure misses a movement', () => {
  const code = files.map(({ name, text }) => ({ name, text: text.replace(/^\s*(\*|\/\/|\/\*).*$/gm, '') }))
  /** Each place where the pattern stands, as `file: what stands there`. */
  const placesOf = (pattern: RegExp) =>
    code.flatMap(({ name, text }) => [...text.matchAll(pattern)].map(([found]) => `${name}: ${found}`))
  const transfers = 'domain/ledger/transfers.ts'
  const writes = /\b(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?|merge\s+into|copy)\s+transfers\b/gi
  assert.deepEqual(placesOf(writes), [`${transfers}: insert into transfers`])
  assert.deepEqual(placesOf(/\binsertTransfers\(/g), [
    `${transfers}: insertTransfers(`, // called once
    `${transfers}: insertTransfers(`, // declared
  ])
  const text = code.find(({ name }) => name === transfers)?.text ?? ''
  const [body = ''] = /export async function postTransfers\([\s\S]*?\n}\n/.exec(text) ?? []
  assert.match(body, /\binsertTransfers\(tx, programId, transfers, at\)/)
  assert.match(body, /\bappendTallies\(tx, programId, \[[^\]]*\.\.\.transferTallies\(transfers\)[^\]]*\], at\)/)
  // The other way round: nothing else tallies a movement.
  assert.deepEqual(placesOf(/metric: 'transfer'/g), ["domain/ledger/tallies.ts: metric: 'transfer'"])
  assert.deepEqual(placesOf(/(?<!function )\btransferTallies\(/g), [`${transfers}: transferTallies(`])
})

test('who changes a code, or whether a link counts, moves the epoch of the links: processes keep what they read of both', () => {
  // In an update what stands between set and where; else the whole list of columns. Composed lists are looked at as a whole.
  const writes =
    /\b(?:update\s+participants\b(?:\s+\w+)?\s+set\s+(.*?)\b(?:where|from)\b|(?:insert\s+into|merge\s+into|copy)\s+participants\b([^`]*?)(?:values|select|`))/gis
  const placesIn = (text: string) =>
    [...text.matchAll(writes)]
      .map(([, sets = '', columns = '']) => sets || columns)
      .filter((list) => list.includes('${tx.') || /\b(code|left_at|stopped_at)\b/.test(list))
      .map((list) => list.replace(/\s+/g, ' ').trim())
  assert.deepEqual(placesIn('update participants p\n set a = 1,\n code = null where'), ['a = 1, code = null'])
  assert.deepEqual(placesIn('insert into participants (id, code)\n values'), ['(id, code)'])
  assert.deepEqual(placesIn('update participants set ${tx.sets(row)} where'), ['${tx.sets(row)}'])
  const places = files.flatMap(({ name, text }) => placesIn(text).map((list) => `${name}: ${list}`))
  // A first code alone moves nothing: a code that nobody bears is kept by no process.
  const joining = 'domain/participants/join.ts'
  const [leave, rule] = ['domain/participants/leave.ts', 'domain/links/ruling.ts']
  const expected = [
    `${rule}: stopped_at = $`,
    `${rule}: stopped_at = null`,
    `${joining}: code = $, joined_at = $`,
    `${leave}: left_at = $`,
    `${leave}: left_at = null, erasure_asked_at = null, erased_at = null, user_id = $`,
  ]
  assert.deepEqual(places.map((place) => place.replace(/\$\{\w+\}/g, '$')).toSorted(), expected.toSorted())
  assert.match(
    files.find(({ name }) => name === joining)?.text ?? '',
    /set code = \$\{code\}[^`]* and code is null and/,
  )
  // That each of the others moves it, and once, is asked of the service in scenarios/known-advocates.test.ts.
  const movers = files.filter(({ text }) => /\bawait moveLinksEpoch\(/.test(text)).map(({ name }) => name)
  const choosing = 'domain/participants/choose-code.ts'
  assert.deepEqual(movers.toSorted(), [choosing, rule, leave].toSorted())
  // A code in words is given in one place, which moves it too, and is taken from nobody.
  const given = files.flatMap(({ name, text }) =>
    [...text.matchAll(/\b(insert into|delete from|update) chosen_codes\b[^`]*/g)].map(
      ([sql, verb = '']) =>
        `${name}: ${verb}${/participant_id = \$[^`]*\bwhere/.test(sql) ? ' with another owner' : ''}`,
    ),
  )
  assert.deepEqual(given.toSorted(), [
    `${choosing}: insert into`,
    `${choosing}: update`,
    'domain/participants/erase.ts: update',
  ])
})
