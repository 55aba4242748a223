/** The service as its users run it: in its own process, which can be killed. */
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Api } from './api.js'
import { adminToken, secret } from './app.js'
import { atEnd, atFileEnd, testDatabase, type Ending } from './database.js'

const built = fileURLToPath(new URL('../../run/main.js', import.meta.url))
const startMsMax = 180_000

export interface ServiceProcess extends Api {
  readonly child: ChildProcess
  /** Everything that it printed. */
  output(): string
  /** Ends the process and waits for the end. @returns the exit code, or null after a signal. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts `bondhu serve` with these settings and waits until it answers. @param main the entry file of another build */
export async function startProcess(
  t: Ending,
  env: Record<string, string>,
  args: readonly string[] = ['serve'],
  main = built,
): Promise<ServiceProcess> {
  const { child, output } = runBondhu(env, args, main)
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    // A process that ended gets no signal: another process may have its number now.
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    return ended
  }
  atEnd(t, () => stop('SIGKILL'))
  const url = await addressOf(child, output, ended)
  return Object.assign(new Api(url, adminToken), { child, output, stop })
}

let shared: Promise<readonly [ServiceProcess, ServiceProcess]> | undefined

/** Two processes on one database, as behind a load balancer. The tests of a file share them; each has its own program. */
export function twoProcesses(): Promise<readonly [ServiceProcess, ServiceProcess]> {
  return (shared ??= startTwo({ after: atFileEnd }))
}

async function startTwo(ending: Ending): Promise<readonly [ServiceProcess, ServiceProcess]> {
  const { serviceUrl, ownerUrl } = await testDatabase(ending)
  const env = { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl, BONDHU_SECRET: secret }
  const start = () => startProcess(ending, env, ['serve', '--no-jobs'])
  return Promise.all([start(), start()])
}

/** Starts a verb of the command line without waiting for it. */
export function runBondhu(
  env: Record<string, string>,
  args: readonly string[],
  main = built,
): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [main, ...args], {
    env: {
      PATH: process.env['PATH'],
      TMPDIR: process.env['TMPDIR'],
      PORT: '0',
      BONDHU_DEMO: 'off',
      BONDHU_ADMIN_TOKEN: adminToken,
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { child, output: () => text }
}

async function addressOf(child: ChildProcess, output: () => string, ended: Promise<unknown>): Promise<string> {
  const deadlineMs = Date.now() + startMsMax
  let exited = false
  void ended.then(() => (exited = true))
  while (Date.now() < deadlineMs && !exited) {
    const url = /ready at (http:\/\/\S+)/.exec(output())?.[1]
    if (url !== undefined) return url
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  child.kill('SIGKILL')
  throw new Error(`the service did not start:\n${output()}`)
}
