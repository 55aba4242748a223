/** docs/clients.md, as far as it can run on this machine. `npm run listings` also runs what is slow to compile. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Webhook as Signer } from 'standardwebhooks'
import { sharedApp } from '../support/app.js'
import { scratchFolder } from '../support/database.js'

const document = fileURLToPath(new URL('../../../../docs/clients.md', import.meta.url))
const isWhole = process.env['BONDHU_LISTINGS'] === '1'

interface Language {
  readonly name: string
  readonly block: string
  readonly file: string
  readonly command: readonly string[]
  /** What answers if it is installed. */
  readonly version: readonly string[]
  readonly isSlow?: boolean
}

const languages: readonly Language[] = [
  { name: 'Python', block: 'python', file: 'listing.py', command: ['python3'], version: ['python3', '--version'] },
  { name: 'PHP', block: 'php', file: 'listing.php', command: ['php'], version: ['php', '-r', 'curl_version();'] },
  { name: 'Go', block: 'go', file: 'listing.go', command: ['go', 'run'], version: ['go', 'version'], isSlow: true },
]

function whyNot({ version: [command = '', ...args], isSlow = false }: Language): string | false {
  if (isSlow && !isWhole) return 'it is slow to compile: `npm run listings`'
  return spawnSync(command, args).status !== 0 && `there is no ${command}`
}

for (const language of languages) {
  const { name, block, file, command } = language
  test(`the ${name} listing brings a friend`, { skip: whyNot(language) }, async (t) => {
    const app = await sharedApp()
    const program = await app.liveProgram()
    const { secret } = await app.ok('POST', `/v1/programs/${program.slug}/keys`, { name: 'app' })
    const folder = await scratchFolder(t)
    const [, code = ''] = new RegExp(`\`\`\`${block}\n(.*?)\`\`\``, 's').exec(await readFile(document, 'utf8')) ?? []
    await writeFile(join(folder, file), code)
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      BONDHU_URL: app.url,
      BONDHU_PROGRAM: program.slug,
      BONDHU_KEY: secret,
    }
    const [main = '', ...args] = command
    const { stdout } = await promisify(execFile)(main, [...args, join(folder, file)], { env })
    assert.match(stdout, new RegExp(`${app.url}/r/${program.slug}/\\d{10} referred`))
  })
}

const python = languages.find(({ block }) => block === 'python')

test('the Python listing verifies a webhook', { skip: python === undefined || whyNot(python) }, async (t) => {
  const listing = /```python\n(import base64.*?)```/s.exec(await readFile(document, 'utf8'))?.[1]
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const at = new Date()
  const body = JSON.stringify({ id: 'evt_1', messages: [{ bn: 'আপনার ৳২০' }] })
  const headersAt = (time: Date) => ({
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
    'webhook-signature': `v1,AAAA ${new Signer(secret).sign('evt_1', time, body)}`,
  })
  const cases = [
    { body, headers: headersAt(at) },
    { body: body.replace('evt_1', 'evt_2'), headers: headersAt(at) },
    { body, headers: headersAt(new Date(at.getTime() - 600_000)) },
    { body, headers: { ...headersAt(at), 'webhook-signature': 'v1,৳' } },
  ]
  const file = join(await scratchFolder(t), 'webhook.py')
  const tried = `import sys\nfor one in json.loads(sys.argv[1]): print(verified(one["body"].encode(), one["headers"], sys.argv[2]) is not None)`
  await writeFile(file, `${listing ?? assert.fail('there is a listing')}\n${tried}\n`)
  const { stdout } = await promisify(execFile)('python3', [file, JSON.stringify(cases), secret])
  assert.deepEqual(stdout.trim().split('\n'), ['True', 'False', 'False', 'False'])
})
