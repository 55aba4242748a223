import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect } from '../../src/db/connect.js'
import { appendOnlyEnforced } from '../../src/db/migrate.js'
import { atEnd, scratchFolder } from '../support/database.js'

const command = new URL('../../src/cli/database.js', import.meta.url).href

test('`bondhu database` prints the addresses for other processes, serves them, and stops cleanly', async (t) => {
  const dataDir = await scratchFolder(t)
  const config = JSON.stringify({ dataDir })
  const script = `import { runDatabase } from '${command}'; await runDatabase(${config})`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
  atEnd(t, async () => void child.kill('SIGTERM'))
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  while (said.split('\n').length < 4) await once(child.stdout, 'data')
  const [serviceLine = '', ownerLine = '', advice = ''] = said.split('\n')
  assert.match(serviceLine, /^DATABASE_URL=postgres:\/\/bondhu_service:/)
  assert.match(ownerLine, /^BONDHU_OWNER_DATABASE_URL=postgres:\/\/bondhu_owner:/)
  assert.match(advice, /^Every process needs the same BONDHU_SECRET \(it is in .*secret\)/)
  assert.ok((await stat(join(dataDir, 'secret'))).isFile())
  const sql = connect(serviceLine.replace('DATABASE_URL=', ''), { max: 1 })
  assert.equal(await appendOnlyEnforced(sql), true)
  await sql.end()
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  assert.equal(code, 0)
})
