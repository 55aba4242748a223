/** What documents point at exists: links, headings, files, decision records, and names of the code. */
import { languages } from '@bondhu/web/language'
import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { changeTypes } from '../../src/domain/changes/types.js'
import { codesOf, documents, paths, read, rowsOf } from './repository.js'

const folders = new Set(paths.flatMap((path) => parentsOf(path)))

function parentsOf(path: string): string[] {
  const folder = dirname(path)
  return folder === '.' ? [] : [folder, ...parentsOf(folder)]
}

/** The anchor that GitHub gives to a heading. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** The text without its blocks of code. */
function proseOf(text: string): string {
  return text.replace(/^```[^]*?^```/gm, '')
}

test('every link between documents leads to a file and a heading that exist', () => {
  const broken = documents.flatMap(({ path, text }) =>
    [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [file = '', anchor] = link.split('#')
        const target = file === '' ? path : join(dirname(path), file).replace(/\/$/, '')
        if (!paths.includes(target)) return !folders.has(target)
        return anchor !== undefined && !anchorsOf(read(target)).includes(anchor)
      })
      .map((link) => `${path}: ${link}`),
  )
  assert.deepEqual(broken, [])
})

test('every path in code font exists', () => {
  const all = [...paths, ...folders].map((path) => `/${path}`)
  const isThere = (path: string) => all.some((one) => one.endsWith(`/${path.replace(/\/$/, '')}`))
  // A star stands for the folder of each language.
  const exists = (path: string) => languages.every((language) => isThere(path.replace('/*/', `/${language}/`)))
  const isFile = (code: string) => /^[\w./-]+\.(ts|mjs|sql|svelte|svg)$/.test(code.replace('/*/', '/'))
  const isFolder = (code: string) =>
    /^(server|web|sdk|bench|examples|docs|scripts|http|domain|db|cli|jobs|test)\/[\w./-]+$/.test(code)
  const missing = documents.flatMap(({ path, text }) =>
    codesOf(text)
      .filter((one) => !one.startsWith('npm test'))
      .flatMap((one) => one.split(/[,:]? /))
      .filter((code) => (isFile(code) || isFolder(code)) && !/\/dist|NNNN/.test(code) && !exists(code))
      .map((code) => `${path}: ${code}`),
  )
  assert.deepEqual(missing, [])
})

test('decision records are numbered without gaps, titled by their number, and listed in their index', () => {
  const index = 'docs/decisions/README.md'
  const records = paths.filter((path) => /^docs\/decisions\/\d{4}-/.test(path)).toSorted()
  const rows = rowsOf(read(index)).map(([number = '', title = '']) => ({ number, title }))
  rows.forEach(({ number }, at) => assert.equal(number, String(at + 1).padStart(4, '0')))
  for (const { number, title } of rows) {
    const [path, ...others] = records.filter((one) => one.startsWith(`docs/decisions/${number}-`))
    assert.equal(others.length, 0, `two records ${number}`)
    if (path === undefined) assert.equal(title, 'not used', number)
    else {
      const [, heading] = new RegExp(`^# ${number} (.+)\n`).exec(read(path)) ?? []
      assert.equal(title, `[${heading}](${path.replace('docs/decisions/', '')})`)
    }
  }
  assert.equal(rows.filter(({ title }) => title !== 'not used').length, records.length)
  assert.deepEqual(
    rows.filter(({ title }) => title === 'not used').map(({ number }) => number),
    ['0015', '0032', '0041', '0042', '0043', '0046'],
    'a new record takes the next number',
  )
})

test('names of fields, codes and tables in code font occur in the code', () => {
  const code = paths
    .filter((path) => /\.(ts|mjs|js|sql|svelte|json)$/.test(path) && !path.startsWith('server/test/house/document'))
    .map(read)
    .join('\n')
  const known = new Set(code.match(/[a-z][A-Za-z0-9]*(?:_[a-z0-9]+)*/g))
  // PostgreSQL's own names begin with `pg_`.
  const isName = (text: string) => /^(?!pg_)[a-z]+(?:_[a-z]+)+$|^[a-z]+(?:[A-Z][a-z]+)+$/.test(text)
  const unknown = documents.flatMap(({ path, text }) =>
    codesOf(text)
      .filter((one) => isName(one) && !known.has(one))
      .map((one) => `${path}: ${one}`),
  )
  assert.deepEqual(unknown, [])
})

test('events in code font are events of the feed', () => {
  const known = new Set<string>(changeTypes)
  const nouns = new Set(changeTypes.map((type) => type.split('.')[0]))
  const isEvent = (text: string) => /^\w+\.(?!ts$)[a-z_]+$/.test(text) && nouns.has(text.split('.')[0])
  const unknown = documents.flatMap(({ path, text }) =>
    codesOf(text)
      .filter((one) => isEvent(one) && !known.has(one))
      .map((one) => `${path}: ${one}`),
  )
  assert.deepEqual(unknown, [])
})
