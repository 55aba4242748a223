/** The system's information about other processes: whether one lives, and whether it is still the same one. */
import { execFile } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { promisify } from 'node:util'
import { isCode } from './private-file.js'

const run = promisify(execFile)

/**
 * A process of another user counts: the system refuses the signal, so it exists. A zombie does not count, because in a
 * container it may stay for ever.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!isCode(error, 'EPERM')) return false
  }
  return process.platform !== 'linux' || fieldsInProc(pid)?.[0] !== 'Z'
}

/**
 * The start time of a process, in the system's own format. A newer process with the same number has another one.
 * Undefined if the process is gone or the system does not say.
 */
export async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return fieldsInProc(pid)?.[19]
  if (process.platform === 'win32') return undefined
  return lineOfPs(pid, 'lstart=')
}

/** `/proc/<pid>/stat` from its third field, the state, on; the 22nd is the start, in ticks. */
function fieldsInProc(pid: number): readonly string[] | undefined {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  // The second field is the program's name in brackets and may contain anything.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** The command line; undefined if the process is gone or the system does not say. */
export async function commandOf(pid: number): Promise<readonly string[] | undefined> {
  if (process.platform === 'linux') return read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.split('\0')
  if (process.platform === 'win32') return undefined
  return (await lineOfPs(pid, 'command='))?.split(' ')
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
 * Where process numbers are comparable: this machine since its boot, and this container. Two containers that share a
 * volume each have a process 1.
 */
export function placeOfProcesses(): string {
  const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  return [hostname(), boot ?? '-', read(() => readlinkSync('/proc/self/ns/pid')) ?? '-'].join(' ')
}

function read(from: () => string): string | undefined {
  try {
    return from()
  } catch {
    return undefined
  }
}
