/** The client's types are those of the service. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

// Beside the build, which knows nothing of tests.
const script = new URL('../../../../scripts/sdk-types.mjs', import.meta.url).href

test('the types of the client are what the service answers today: `npm run types:sdk` writes them anew', async () => {
  const { typesOfClient, typesPath } = (await import(script)) as {
    typesOfClient: () => Promise<string>
    typesPath: string
  }
  assert.equal(await readFile(typesPath, 'utf8'), await typesOfClient())
})
