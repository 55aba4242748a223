/** The packages as a developer gets them: used from an empty folder, outside of the workspace. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { secret } from '../support/app.js'
import { atFileEnd, scratchFolder, testDatabase, type Ending } from '../support/database.js'
import { examplesOf, exampleSource } from './examples.js'
import { freePort, stepsOf, Terminals, type Step } from './quick-start.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const env = { ...process.env, PATH: join(root, 'node_modules/.bin') + delimiter + process.env.PATH }

let folder = ''
let tarballs = { sdk: '', service: '' }

async function run(command: string, args: readonly string[], cwd = folder): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { cwd, env, maxBuffer: 10_000_000 })).stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error })
  }
}

async function unpack(tarball: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'])
}

before(async () => {
  folder = await scratchFolder({ after: atFileEnd })
  const [sdk = '', service = ''] = (await run(process.execPath, [join(root, 'scripts/pack.mjs'), folder])).split('\n')
  tarballs = { sdk, service }
})

test('the SDK has its JavaScript, its types and its README, and needs no other package', async () => {
  const names = (await run('tar', ['-tzf', tarballs.sdk])).split('\n')
  for (const name of ['README.md', 'LICENSE', 'dist/src/index.js', 'dist/src/index.d.ts', 'dist/src/portal.js']) {
    assert.ok(names.includes(`package/${name}`), name)
  }
  await unpack(tarballs.sdk, join(folder, 'sdk'))
  const manifest = JSON.parse(await readFile(join(folder, 'sdk/package.json'), 'utf8')) as Record<string, unknown>
  assert.equal(manifest['dependencies'], undefined)
  assert.equal(manifest['private'], undefined)
})

test('publint and arethetypeswrong find nothing in the SDK', async () => {
  await run('publint', ['run', tarballs.sdk, '--strict'])
  await run('attw', [tarballs.sdk, '--profile', 'esm-only', '--format', 'ascii'])
})

test('every method has an example, and all of them compile in a strict project outside of the workspace', async () => {
  const app = join(folder, 'app')
  await unpack(tarballs.sdk, join(app, 'node_modules/@bondhu/sdk'))
  const sources = ['client.ts', 'api.ts', 'webhook.ts', 'error.ts'].map((file) => join(root, 'sdk/src', file))
  const examples = (await Promise.all(sources.map(examplesOf))).flat()
  assert.ok(examples.length > 130)
  const documents = await Promise.all(
    ['sdk/README.md', 'docs/webhooks.md'].map((name) => readFile(join(root, name), 'utf8')),
  )
  const blocks = documents.flatMap((text) => [...text.matchAll(/```ts\n(.*?)```/gs)])
  for (const [index, [, code = '']] of blocks.entries()) await writeFile(join(app, `document-${index}.ts`), code)
  await writeFile(join(app, 'package.json'), JSON.stringify({ type: 'module' }))
  await writeFile(join(app, 'process.d.ts'), 'declare const process: { env: Record<string, string | undefined> }\n')
  await writeFile(join(app, 'examples.ts'), exampleSource(examples))
  await writeFile(join(app, 'strict.ts'), strictUse)
  await writeFile(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  await run('tsc', ['-p', app])
  const imports = "import { Bondhu } from '@bondhu/sdk'\nimport { Portal } from '@bondhu/sdk/portal'\n"
  await writeFile(join(app, 'check.mjs'), `${imports}console.log(Bondhu.name, Portal.name)`)
  assert.equal(await run(process.execPath, ['check.mjs'], app), 'Bondhu Portal\n')
})

/** What a strict app writes: values that may be missing are handed on, and an event's type decides what its data has. */
const strictUse = `
import { Bondhu, type Change } from '@bondhu/sdk'
declare const text: string | undefined
declare const date: Date | undefined
const bondhu = new Bondhu({ url: text, key: text, program: 'my-app', timeoutMs: undefined })
export async function use(change: Change) {
  await bondhu.signup({ userId: 'u-1', code: text, clickId: text, occurredAt: date, identities: { phone: text } })
  await bondhu.event('u-1', 'first_payment', date)
  await bondhu.members([{ userId: 'u-1', identities: { email: text }, createdAt: date }])
  for await (const { id } of bondhu.referrals('u-1', { cursor: text, limit: undefined })) console.log(id)
  if (change.type === 'payout.paid') console.log(change.data.amountMinor)
  // @ts-expect-error another event's field
  if (change.type === 'participant.joined') console.log(change.data.amountMinor)
  // @ts-expect-error no account is named undefined
  await bondhu.join(text)
}
`

const compilerOptions = {
  target: 'es2023',
  module: 'nodenext',
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
}

/** `npm run quick-start` also installs from the registry and starts the service's own database, as a reader does. */
const isLiteral = process.env['BONDHU_LITERAL'] === '1'

test('the quick start leads from an empty folder and the packages alone to a cash-out', async (t) => {
  const app = join(folder, 'my-app')
  await mkdir(app)
  // The service's own PostgreSQL may run as another user.
  await chmod(folder, 0o711)
  const [port, appPort] = [await freePort(), await freePort()]
  const terminals = new Terminals(t, app, {
    ...process.env,
    PORT: String(port),
    ...(isLiteral ? {} : await database(t)),
  })
  for (const step of await stepsOf(join(root, 'docs/quick-start.md'))) {
    if (step.code.includes(installation) && !isLiteral) await installWithoutRegistry(app)
    await terminals.take(adaptedTo(step, { port, appPort }))
  }
  await servesItsPages(`http://127.0.0.1:${port}`)
})

test('the Express app of the guide shows the portal and verifies events', { skip: !isLiteral }, async (t) => {
  const app = join(folder, 'express')
  await mkdir(app)
  const [port, appPort] = [await freePort(), await freePort()]
  const terminals = new Terminals(t, app, { ...process.env, PORT: String(port) })
  const setUp = await stepsUntil('setup.mjs', 'docs/quick-start.md')
  const server = await stepsUntil('server.mjs', 'docs/express.md')
  for (const step of [...setUp, ...server]) await terminals.take(adaptedTo(step, { port, appPort }))
  const rina = await openAccount(`http://127.0.0.1:${appPort}/`, '01812345678')
  assert.equal((await rina('/wallet', {})).headers.get('location'), '/account')
  const portal = (await rina('/invite')).headers.get('location') ?? ''
  assert.match(portal, new RegExp(`^http://127.0.0.1:${port}/portal/my-app/open/`))
  const link = /http:[^"<]+\/r\/my-app\/\d+/.exec(await portalPage(portal))?.[0]
  const clicked = await fetch(link ?? assert.fail('the portal has a link'), { redirect: 'manual', headers: browser })
  const landing = clicked.headers.get('location') ?? ''
  assert.match(landing, new RegExp(`^http://127.0.0.1:${appPort}/\\?bondhu_click=clk_`))
  await openAccount(landing, '01712345678')
  await terminals.waitFor('push to … A friend of yours was counted. …')
})

async function stepsUntil(last: string, page: string): Promise<readonly Step[]> {
  const steps = await stepsOf(join(root, page))
  return steps.slice(0, 1 + steps.findIndex(({ code }) => code.endsWith(`${last}\n`)))
}

const browser = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36',
}

async function portalPage(address: string): Promise<string> {
  const opened = await fetch(address, { redirect: 'manual' })
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
  return (await fetch(new URL(opened.headers.get('location') ?? '', address), { headers: { cookie } })).text()
}

/** As the form of the landing page does it. @returns a call with the session's cookie; a body is posted */
async function openAccount(landing: string, phone: string) {
  const click = new URL(landing).searchParams.get('bondhu_click') ?? ''
  const form = new URLSearchParams({ phone, code: '', bondhu_click: click })
  const answer = await fetch(new URL('/sign-up', landing), { method: 'POST', body: form, redirect: 'manual' })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? assert.fail('a session')
  return (path: string, fields?: Record<string, string>) =>
    fetch(new URL(path, landing), {
      headers: { cookie },
      redirect: 'manual',
      ...(fields !== undefined && { method: 'POST', body: new URLSearchParams(fields) }),
    })
}

const installation = 'npm install ../bondhu/dist/packages/*.tgz\n'

/** The places that differ from the reader's machine: where the packages are, and the two ports. */
function adaptedTo({ file, code, printed }: Step, { port, appPort }: { port: number; appPort: number }): Step {
  const adapted = (text: string) => text.replaceAll(':7400', `:${port}`).replaceAll('3000', String(appPort))
  const installed = isLiteral ? `npm install ${tarballs.sdk} ${tarballs.service}\n` : ''
  return { file, code: adapted(code).replace(installation, installed), printed: printed.map(adapted) }
}

async function database(t: Ending): Promise<NodeJS.ProcessEnv> {
  const { serviceUrl, ownerUrl } = await testDatabase(t)
  return { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl, BONDHU_SECRET: secret }
}

/** What `npm install` would write. Other packages are linked to those of the workspace; nothing else of it is there. */
async function installWithoutRegistry(app: string): Promise<void> {
  const modules = join(app, 'node_modules')
  await unpack(tarballs.service, join(modules, 'bondhu'))
  await unpack(tarballs.sdk, join(modules, '@bondhu/sdk'))
  for (const name of await readdir(join(root, 'node_modules'))) {
    if (!/^(\.|@bondhu|bondhu)/.test(name)) await symlink(join(root, 'node_modules', name), join(modules, name))
  }
  await mkdir(join(modules, '.bin'))
  await symlink('../bondhu/dist/run/main.js', join(modules, '.bin/bondhu'))
}

async function servesItsPages(url: string): Promise<void> {
  const { openapi } = (await (await fetch(`${url}/openapi.json`)).json()) as { openapi: string }
  assert.equal(openapi, '3.1.0')
  const page = await (await fetch(`${url}/console`)).text()
  const script = /src="([^"]+\.js)"/.exec(page)?.[1] ?? assert.fail('the console has a script')
  assert.equal((await fetch(url + script)).status, 200)
}
