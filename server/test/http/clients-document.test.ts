/** docs/clients.md, as far as it can run on this machine. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sharedApp } from '../support/app.js'
import { scratchFolder } from '../support/database.js'

const document = fileURLToPath(new URL('../../../../docs/clients.md', import.meta.url))
const hasPython = spawnSync('python3', ['--version']).status === 0

test('the Python listing brings a friend', { skip: !hasPython && 'there is no python3' }, async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { secret } = await app.ok('POST', `/v1/programs/${program.slug}/keys`, { name: 'app' })
  const file = join(await scratchFolder(t), 'listing.py')
  const [, code = ''] = /```python\n(.*?)```/s.exec(await readFile(document, 'utf8')) ?? []
  await writeFile(file, code)
  const env = { PATH: process.env.PATH, BONDHU_URL: app.url, BONDHU_PROGRAM: program.slug, BONDHU_KEY: secret }
  const { stdout } = await promisify(execFile)('python3', [file], { env })
  assert.match(stdout, new RegExp(`${app.url}/r/${program.slug}/\\d{10} referred code\n`))
})
