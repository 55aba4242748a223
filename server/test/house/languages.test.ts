/** A language is a folder and a line of the list: no other file depends on which languages there are, or on how many. */
import { conventions, languages } from '@bondhu/web/language'
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const folders = join(root, 'web', 'src', 'languages')

interface Source {
  /** Below the repository. */
  readonly name: string
  readonly text: string
}

function sourcesIn(folder: string, type: RegExp): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => type.test(name) && !/(^|\/)(node_modules|dist|languages)\//.test(name))
    .map((name) => `${folder}/${name}`)
    .filter((name) => !generated.has(name))
    .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }))
}

/** They spell out the types of answers, which carry a text in each language. */
const generated = new Set(['sdk/src/calls.ts', 'web/src/console/lib/calls.ts', 'docs/webhooks.md'])

test('the list of languages is the list of their folders', () => {
  assert.deepEqual(readdirSync(folders).toSorted(), languages.toSorted())
})

test('every language has the same files', () => {
  const filesOf = (language: string) => readdirSync(join(folders, language), { recursive: true, encoding: 'utf8' })
  const [first, ...others] = languages
  const expected = filesOf(first).toSorted()
  assert.ok(expected.length > 20)
  for (const other of others) assert.deepEqual(filesOf(other).toSorted(), expected, other)
})

test('the font of a language is installed, and has the weights of the pages', () => {
  const { resolve } = createRequire(import.meta.url)
  for (const language of languages) {
    const weights = readdirSync(join(resolve(conventions[language].font), '..', '..'))
    assert.deepEqual(
      ['400Regular', '600SemiBold', '700Bold'].filter((weight) => !weights.includes(weight)),
      [],
      language,
    )
  }
})

test('no file but the list and the folders chooses between languages by hand', () => {
  const code = ['web/src', 'server/src', 'sdk/src', 'examples/golpo/src'].flatMap((folder) =>
    sourcesIn(folder, /\.(ts|svelte)$/),
  )
  // The demo is an operator: it writes the name of its own program, and so do the examples of calls. The sample app has
  // texts and people of its own.
  const written = [
    'web/src/language.ts',
    'server/src/http/api/examples.ts',
    'sdk/src/api.ts',
    'sdk/src/client.ts',
    'server/src/cli/demo',
    'examples/golpo/src/messages/',
    'examples/golpo/src/seed-',
  ]
  const ours = code.filter(({ name }) => !written.some((start) => name.startsWith(start)))
  assert.ok(ours.length > 400)
  const byHand =
    /[=!]== '(bn|en)'|\bbn\s*:|\bcase '(bn|en)'|\.bn\b|[{[,]\s*(bn|en)\s*[,}\]]|\/languages\/(?!bn\b)[a-z]{2}\b/
  for (const one of ['{ bn, en }', '[a, en]', "from './languages/en/notices.js'"]) assert.match(one, byHand)
  assert.deepEqual(namesOf(ours, byHand), [])
})

test('no file says that there are two languages', () => {
  const code = ['web/src', 'server/src', 'server/test', 'sdk/src', 'scripts', 'bench/src', 'examples'].flatMap(
    (folder) => sourcesIn(folder, /\.(ts|svelte|mjs)$/),
  )
  const documents = sourcesIn('docs', /^[^/]+\.md$/)
  const guides = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'].map((name) => ({
    name,
    text: readFileSync(join(root, name), 'utf8'),
  }))
  const two = /'(bn|en)' \| '(bn|en)'|\['(bn|en)', '(bn|en)'\] as const|\b(both|two) languages\b/i
  assert.ok("language: 'bn' | 'en'".match(two) && 'sentences in both languages'.match(two))
  const others = [...code, ...documents, ...guides].filter(({ name }) => name !== 'server/test/house/languages.test.ts')
  assert.deepEqual(namesOf(others, two), [])
})

function namesOf(sources: readonly Source[], pattern: RegExp): string[] {
  return sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name)
}
