/** A second `npm start`, the memory of an idle service, and the size of its installation. See bench/README.md. */
import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import { parseArgs } from 'node:util'
import { Client } from './client.js'
import { benchmark, descendants, memoryMegabytes, root, run, scratchFolder, start } from './processes.js'
import { goal, median, number, spread, tellMachine } from './report.js'

const readyMsMax = 60_000
const restSeconds = 30

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })

interface Started {
  readonly npm: ChildProcess
  readonly servicePid: number
  readonly url: string
  readonly atMs: number
  readonly readySeconds: number
}

await benchmark(4, async () => {
  const folder = scratchFolder()
  const adminToken = randomBytes(24).toString('hex')
  const settings = { BONDHU_DATA_DIR: join(folder, 'data'), BONDHU_ADMIN_TOKEN: adminToken }
  console.log('Start: `npm start` on data that is there, until /readyz answers.\n')
  tellMachine(folder)

  const first = await startService(settings)
  console.log(`\n  the first start, which makes the database: ${number(first.readySeconds, 2)} s`)
  await fill(first.url, adminToken)
  await stopService(first)

  const seconds: number[] = []
  let last: Started | undefined
  for (let round = 1; round <= Number(options.rounds); round++) {
    if (last !== undefined) await stopService(last)
    last = await startService(settings)
    seconds.push(last.readySeconds)
  }
  console.log(`  the second and later: ${spread(seconds, 2)} s`)
  if (last === undefined) throw new Error('nothing was started')

  const client = new Client(last.url, adminToken)
  for (let i = 0; i < 20; i++) await client.totals('bench-start')
  await sleep(restSeconds * 1000 - (performance.now() - last.atMs))
  const memory = memoryMegabytes(last.servicePid)
  console.log('')
  goal('seconds until ready', median(seconds), median(seconds) <= 3, '≤ 3')
  goal(`megabytes of memory ${restSeconds} s after the start, without PostgreSQL`, memory, memory <= 150, '≤ 150', 0)
  await stopService(last)
  const modules = await modulesMegabytes(folder)
  goal('megabytes of node_modules for running', modules, modules <= 250, '≤ 250', 0)
})

async function startService(settings: Readonly<Record<string, string>>): Promise<Started> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const atMs = performance.now()
  const npm = start('npm', ['start'], { ...settings, PORT: String(port) })
  let said = ''
  for (const stream of [npm.stdout, npm.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text))
  for (;;) {
    const status = await fetch(`${url}/readyz`).then(
      (response) => response.status,
      () => 0,
    )
    if (status === 200) break
    if (npm.exitCode !== null || performance.now() - atMs > readyMsMax) throw new Error(`npm start failed:\n${said}`)
    await sleep(10)
  }
  const readySeconds = (performance.now() - atMs) / 1000
  const servicePid = descendants(npm.pid ?? 0).find(isService)
  if (servicePid === undefined) throw new Error('npm start answers, and its service is not found')
  return { npm, servicePid, url, atMs, readySeconds }
}

function isService(pid: number): boolean {
  const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  return program.endsWith('node') && args.some((one) => one.endsWith('server/dist/run/main.js'))
}

/** Like Ctrl+C. npm passes the signal on, and ends after its service. */
async function stopService({ npm, servicePid }: Started): Promise<void> {
  const ended = once(npm, 'exit')
  process.kill(servicePid, 'SIGTERM')
  await ended
}

/** Some data: a program, people, visits. */
async function fill(url: string, adminToken: string): Promise<void> {
  const client = new Client(url, adminToken)
  await client.program('bench-start', 1_000_000)
  await client.clicks('bench-start', await client.advocates('bench-start', 200))
}

/** As in a container image: only the manifests and the lockfile, without development packages. */
async function modulesMegabytes(folder: string): Promise<number> {
  const copy = join(folder, 'modules')
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { workspaces: string[] }
  const workspaces = manifest.workspaces.map((workspace) => `${workspace}/package.json`)
  for (const file of ['package.json', 'package-lock.json', ...workspaces]) {
    mkdirSync(join(copy, dirname(file)), { recursive: true })
    cpSync(join(root, file), join(copy, file))
  }
  await run('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund'], 120, {}, copy)
  const bytes = await run('du', ['-sb', join(copy, 'node_modules')], 30)
  return parseInt(bytes, 10) / 1e6
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}
