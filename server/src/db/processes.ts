/** What the system says about other processes: whether one lives, and whether it is still the one that we mean. */
import { execFile } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A process of somebody else counts: the system refuses the signal, and so it is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * When a process began, in whatever words the system has for it: a number that was given to a newer process gives
 * another answer. Undefined when the process is gone or the system does not say.
 */
export async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return startInProc(pid)
  if (process.platform === 'win32') return undefined
  return lineOfPs(pid, 'lstart=')
}

function startInProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold anything; the 22nd is the start, in ticks.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

/** The command line; undefined when the process is gone or the system does not say. */
export async function commandOf(pid: number): Promise<readonly string[] | undefined> {
  if (process.platform === 'linux') return commandInProc(pid)
  if (process.platform === 'win32') return undefined
  return (await lineOfPs(pid, 'command='))?.split(' ')
}

function commandInProc(pid: number): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return undefined
  }
}

async function lineOfPs(pid: number, column: string): Promise<string | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', column, '-p', String(pid)])
    return stdout.trim() === '' ? undefined : stdout.trim()
  } catch {
    return undefined
  }
}

/**
 * Where process numbers mean what they mean here: this machine since it was booted, and this container. Two containers
 * that share a volume each have a process 1.
 */
export function placeOfProcesses(): string {
  return [
    hostname(),
    read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    read(() => readlinkSync('/proc/self/ns/pid')),
  ].join(' ')
}

function read(from: () => string): string {
  try {
    return from()
  } catch {
    return '-'
  }
}
