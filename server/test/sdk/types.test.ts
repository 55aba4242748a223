/** What the service's clients know of its calls is what the service takes and answers. */
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'

// Beside the build, which knows nothing of tests.
const root = new URL('../../../../', import.meta.url)

test('the types and limits of the calls match the service: `npm run types:calls` regenerates them', async () => {
  const { generated } = (await import(new URL('scripts/call-types.mjs', root).href)) as {
    generated: () => Promise<Record<string, string>>
  }
  const files = Object.entries(await generated())
  assert.ok(files.length > 0)
  for (const [path, content] of files) assert.equal(await readFile(new URL(path, root), 'utf8'), content, path)
})

/** Two letters of a country: a rule of the page, which the API takes in longer forms too. */
const ofPages = new Set(['close/Close.svelte'])

test('no field of the console repeats a limit of the API as a number of its own', async () => {
  const console = new URL('web/src/console/', root)
  const files = (await readdir(console, { recursive: true })).filter((file) => file.endsWith('.svelte'))
  assert.ok(files.length > 50)
  for (const file of files) {
    if (ofPages.has(file)) continue
    const source = await readFile(new URL(file, console), 'utf8')
    assert.doesNotMatch(source, /\b(?:min|max)length=["{]+\d/, file)
  }
})
