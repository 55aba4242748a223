/**
 * Processes of a benchmark: started, measured by the kernel's figures, pinned to cores, and always stopped. Linux only:
 * /proc, taskset and setpriv.
 */
import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

const children = new Set<ChildProcess>()
const folders = new Set<string>()

/** A child gets no settings of this shell: a DATABASE_URL there must be neither measured nor written to. */
const environment = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', LC_ALL: 'C' }

export function start(
  file: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  folder: string = root,
): ChildProcess {
  // If this process is killed, the kernel ends its children.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', file, ...args], {
    cwd: folder,
    env: { ...environment, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return keep(child)
}

/** One of our modules in its own process, which ends with this one. */
export function startModule(name: string, argument: unknown, execArgv: readonly string[] = []): ChildProcess {
  const path = fileURLToPath(new URL(`./${name}.js`, import.meta.url))
  return keep(fork(path, [JSON.stringify(argument)], { cwd: root, env: environment, execArgv: [...execArgv] }))
}

/** Like `npm start`. @param profile a folder for a CPU profile */
export function serviceFlags(profile: string | undefined): string[] {
  const flags = ['--max-semi-space-size=32']
  return profile === undefined ? flags : [...flags, '--cpu-prof', `--cpu-prof-dir=${profile}`]
}

/** Its output after its end. @throws Error if it fails or takes longer */
export async function run(
  file: string,
  args: readonly string[],
  secondsMax: number,
  settings: Readonly<Record<string, string>> = {},
  folder: string = root,
): Promise<string> {
  const child = start(file, args, settings, folder)
  const output = collect(child)
  const timer = setTimeout(() => child.kill('SIGKILL'), secondsMax * 1000)
  await once(child, 'close')
  clearTimeout(timer)
  if (child.exitCode === 0) return output.text
  throw new Error(`${file} failed (${child.signalCode ?? child.exitCode}):\n${output.text.slice(0, 2000)}`)
}

function collect(child: ChildProcess): { text: string } {
  const output = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output.text += text))
  }
  return output
}

function keep(child: ChildProcess): ChildProcess {
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

/** Waits for its end, forced after 60 s: a database first writes its checkpoint. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const hard = setTimeout(() => child.kill('SIGKILL'), 60_000)
  child.kill('SIGTERM')
  await once(child, 'exit')
  clearTimeout(hard)
}

/** The next message of a module. @throws Error if it ends before, or is silent for too long */
export async function messageOf<T>(child: ChildProcess, secondsMax: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no word from ${child.spawnargs[1]}`)), secondsMax * 1000)
    child.once('message', (message) => {
      clearTimeout(timer)
      resolve(message as T)
    })
    child.once('exit', (code, signal) => reject(new Error(`${child.spawnargs[1]} ended (${signal ?? code})`)))
  })
}

/** A data folder on the disk of this checkout, so that a commit costs what it costs in use. Removed at the end. */
export function scratchFolder(): string {
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'bondhu-bench-'))
  folders.add(folder)
  const memory = [0x01021994, 0x858458f6]
  if (memory.includes(statfsSync(folder).type)) {
    throw new Error(`${folder} lies in memory, where nothing is durable. Run the benchmark from a checkout on a disk.`)
  }
  return folder
}

/** Runs a benchmark, and always stops and removes everything that it started and created. */
export async function benchmark(minutesMax: number, work: () => Promise<void>): Promise<void> {
  const tooLong = setTimeout(() => void give(new Error(`took longer than ${minutesMax} minutes`)), minutesMax * 60_000)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void give(new Error(`stopped by ${signal}`)))
  }
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL')
    removeFolders()
  })
  try {
    await work()
  } catch (error) {
    await give(error)
  }
  clearTimeout(tooLong)
  await end()
}

let ending: Promise<void> | undefined

async function give(error: unknown): Promise<void> {
  if (ending === undefined)
    console.error(`\nThe benchmark failed: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
  await end()
  process.exit(1)
}

function end(): Promise<void> {
  return (ending ??= Promise.all([...children].map(stop)).then(removeFolders))
}

function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  folders.clear()
}

// --- what the kernel says ---------------------------------------------------------------------------------------------

const ticksPerSecond = 100

/** Seconds of a process on a core, user and system, with those of its children that have ended. */
export function cpuSeconds(pid: number): number {
  const fields = statOf(pid)
  if (fields === undefined) return 0
  // utime, stime, cutime, cstime: fields 14 to 17 of proc(5), the first two being cut off.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond
}

/** The same of a process and everything below it. */
export function treeCpuSeconds(pid: number): number {
  return [pid, ...descendants(pid)].reduce((sum, one) => sum + cpuSeconds(one), 0)
}

/** Seconds of work of all cores, and seconds that the host took from this machine. */
export function machineCpuSeconds(): { busy: number; stolen: number } {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] =
    readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/\s+/).slice(1).map(Number) ?? []
  return {
    busy: (user + nice + system + irq + softIrq) / ticksPerSecond,
    stolen: steal / ticksPerSecond,
  }
}

export function descendants(pid: number): number[] {
  const parents = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = Number(statOf(Number(name))?.[1])
    parents.set(parent, [...(parents.get(parent) ?? []), Number(name)])
  }
  const found: number[] = []
  for (const queue = [pid]; queue.length > 0;) {
    const below = parents.get(queue.shift() ?? 0) ?? []
    found.push(...below)
    queue.push(...below)
  }
  return found
}

/** The fields of /proc/<pid>/stat after the name, which may contain anything. Undefined for a process that is gone. */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** Resident memory, in megabytes (10⁶ bytes). */
export function memoryMegabytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return (Number(kibibytes) * 1024) / 1e6
}

/** Every thread of a process. Later threads are pinned with it. */
export function pin(pid: number, cores: string): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(pid)], { stdio: 'ignore' })
}
