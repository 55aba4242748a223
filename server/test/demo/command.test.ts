/** `bondhu demo`, as a person at a terminal starts it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { scratchFolder } from '../support/database.js'

const command = fileURLToPath(new URL('../../run/main.js', import.meta.url))

async function startDemo(t: TestContext) {
  const folder = await scratchFolder(t)
  // Settings that belong to the user's service: the demo must not look at them.
  const env = { ...process.env, TMPDIR: folder, BONDHU_DATA_DIR: join(folder, 'mine'), PORT: '1' }
  const child = spawn(process.execPath, [command, 'demo'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { text: '' }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said.text += part.toString()))
  t.after(() => child.kill('SIGKILL'))
  return { folder, child, said }
}

test('bondhu demo plays it all, finds ৳2,000 held, then available, then paid, and leaves nothing behind', async (t) => {
  const { child, said, folder } = await startDemo(t)
  const [code] = (await once(child, 'close')) as [number]
  assert.equal(code, 0, said.text)
  assert.match(said.text, /ok {2}held +৳2,000\n/)
  assert.match(said.text, /ok {2}available, seven days later +৳2,000\n/)
  assert.match(said.text, /ok {2}paid +৳2,000\n/)
  assert.match(said.text, /৳2,000 পেয়েছেন/)
  assert.match(said.text, /refused +60 +already_member/)
  assert.doesNotMatch(said.text, /BAD|\r/)
  assert.deepEqual(await readdir(folder), [])
})

test('bondhu demo that is interrupted stops its database and leaves nothing behind', async (t) => {
  const { child, said, folder } = await startDemo(t)
  while (!said.text.includes('shares her link')) await once(child.stdout, 'data')
  child.kill('SIGINT')
  const [code] = (await once(child, 'close')) as [number]
  assert.equal(code, 130, said.text)
  assert.match(said.text, /Stopped/)
  assert.deepEqual(await readdir(folder), [])
})
