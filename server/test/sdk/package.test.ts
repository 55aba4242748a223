/** The packages as a developer gets them: used from an empty folder, outside of the workspace. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { secret } from '../support/app.js'
import { atFileEnd, scratchFolder, testDatabase } from '../support/database.js'
import { startProcess } from '../support/processes.js'
import { examplesOf, exampleSource } from './examples.js'

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
  await writeFile(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  await run('tsc', ['-p', app])
  const imports = "import { Bondhu } from '@bondhu/sdk'\nimport { Portal } from '@bondhu/sdk/portal'\n"
  await writeFile(join(app, 'check.mjs'), `${imports}console.log(Bondhu.name, Portal.name)`)
  assert.equal(await run(process.execPath, ['check.mjs'], app), 'Bondhu Portal\n')
})

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

test('the service runs from its package alone, and serves its API, its pages and their scripts', async (t) => {
  const modules = join(folder, 'empty/node_modules')
  await unpack(tarballs.service, join(modules, 'bondhu'))
  // What npm would install from the registry; nothing of the workspace.
  for (const name of await readdir(join(root, 'node_modules'))) {
    if (!/^(\.|@bondhu|bondhu)/.test(name)) await symlink(join(root, 'node_modules', name), join(modules, name))
  }
  const { serviceUrl, ownerUrl } = await testDatabase(t)
  const settings = { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl, BONDHU_SECRET: secret }
  const service = await startProcess(t, settings, [], join(modules, 'bondhu/dist/src/main.js'))
  assert.equal((await service.ok('GET', '/openapi.json')).openapi, '3.1.0')
  const page = await (await fetch(`${service.url}/console`)).text()
  const script = /src="([^"]+\.js)"/.exec(page)?.[1] ?? assert.fail('the console has a script')
  assert.equal((await fetch(service.url + script)).status, 200)
  const program = await service.liveProgram()
  const { code } = await service.join(program, 'rina')
  assert.equal((await service.signup(program, { userId: 'friend', code })).outcome, 'referred')
  assert.equal(await service.stop(), 0)
})
