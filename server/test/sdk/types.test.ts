/** What the service's clients know of its calls is what the service takes and answers. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
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
