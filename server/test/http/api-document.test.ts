/** docs/api.md, as a developer pastes it into a shell: from an empty service to money that was asked for. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { adminToken, sharedApp } from '../support/app.js'
import { scratchFolder } from '../support/database.js'
import type { Body } from '../support/api.js'

const document = fileURLToPath(new URL('../../../../docs/api.md', import.meta.url))

/** What the document asks of curl, for a machine that has none: `-sS`, `-X`, `-H`, `-d` and an address. */
const curl = `#!${process.execPath}
const { parseArgs } = require('node:util')
const flags = { s: 'boolean', S: 'boolean', X: 'string', H: 'string', d: 'string' }
const options = Object.fromEntries(
  Object.entries(flags).map(([short, type]) => ['of' + short, { type, short, multiple: short === 'H' }]),
)
const { values, positionals } = parseArgs({ options, allowPositionals: true })
const headers = new Headers((values.ofH ?? []).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
const method = values.ofX ?? (values.ofd === undefined ? 'GET' : 'POST')
fetch(positionals[0], { method, headers, body: values.ofd })
  .then(async (answer) => process.stdout.write(await answer.text()))
`

async function pathWithCurl(t: TestContext): Promise<string> {
  const folder = await scratchFolder(t)
  await writeFile(join(folder, 'curl'), curl)
  await chmod(join(folder, 'curl'), 0o755)
  return folder + delimiter + process.env.PATH
}

async function shellOf(url: string): Promise<string> {
  const text = await readFile(document, 'utf8')
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block)
  assert.ok(blocks.length >= 2)
  const shell = blocks.join('\n')
  assert.ok(shell.includes('BONDHU=http://127.0.0.1:7400\n'))
  return shell.replace('http://127.0.0.1:7400', url)
}

test('what the document prints runs as it is printed, and ends with the money on its way', async (t) => {
  const app = await sharedApp()
  const env = { PATH: await pathWithCurl(t), BONDHU_ADMIN_TOKEN: adminToken }
  const { stdout, stderr } = await promisify(execFile)('sh', ['-euc', await shellOf(app.url)], { env })
  assert.equal(stderr, '')
  const answers: Body[] = JSON.parse(`[${stdout.replaceAll('}{', '},{')}]`)
  assert.deepEqual(
    answers.filter(({ code, status }) => code !== undefined && status >= 400),
    [],
  )
  const program = { slug: 'my-app' }
  const balances = answers.flatMap((answer) => (answer.balances?.heldMinor === undefined ? [] : [answer.balances]))
  assert.deepEqual(
    balances.map(({ heldMinor, availableMinor }) => [heldMinor, availableMinor]),
    [
      [2000, 0],
      [0, 2000],
    ],
  )
  assert.equal(answers.find(({ outcome }) => outcome !== undefined)?.outcome, 'referred')
  const { results } = answers.find((answer) => answer.results !== undefined)
  assert.deepEqual(
    results.map(({ status }: Body) => status),
    [201, 422, 200],
  )
  assert.deepEqual([answers.at(-1)?.amountMinor, answers.at(-1)?.method.kind], [2000, 'bkash'])
  await app.assertLedger(program)
})
