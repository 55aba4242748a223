/**
 * A service that was killed leaves its PostgreSQL running. The next one stops it before it starts its own: two servers
 * on one cluster would destroy it. Only called by the holder of the data folder.
 */
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readIfThere } from './private-file.js'
import { commandOf, isAlive } from './processes.js'

/** A fast shutdown, which writes a checkpoint. */
const fastPatienceMs = 60_000
/** An immediate one, which leaves the rest to recovery. */
const immediatePatienceMs = 10_000

/** @throws Error when it will not end */
export async function stopOrphan(cluster: string, log: (line: string) => void): Promise<void> {
  await stopServer(cluster, log)
  // The notes beside its sockets can be as stale as its own.
  const sockets = (await readdir(cluster)).filter((name) => name.startsWith('.s.PGSQL.'))
  for (const name of sockets) await rm(join(cluster, name), { force: true })
}

async function stopServer(cluster: string, log: (line: string) => void): Promise<void> {
  const note = join(cluster, 'postmaster.pid')
  const pid = await notedPid(note)
  if (pid === undefined) return
  // An empty note is what a power cut between two writes leaves. PostgreSQL refuses to start over it, and over a number
  // that any process has: another program that got it since, or one that ended and whose parent never asked.
  if (pid === 0 || !isAlive(pid) || !(await isServerOf(pid, cluster))) return rm(note, { force: true })
  log(`Stopping the PostgreSQL that an earlier process left behind (process ${pid}).`)
  if ((await ends(pid, 'SIGINT', fastPatienceMs)) || (await ends(pid, 'SIGQUIT', immediatePatienceMs))) return
  throw new Error(
    `PostgreSQL (process ${pid}) still runs on ${cluster} and does not end. Stop it by hand, then start again.`,
  )
}

/** Undefined when there is no note, 0 when there is nothing in it. */
async function notedPid(note: string): Promise<number | undefined> {
  const text = await readIfThere(note)
  if (text === undefined) return undefined
  const pid = Number.parseInt(text, 10)
  if (pid > 0) return pid
  // A server that is just starting writes its number a moment after it made the file.
  await sleep(1_000)
  const again = Number.parseInt((await readIfThere(note)) ?? '', 10)
  return again > 0 ? again : 0
}

/** True where the system does not say what the process is: a living server's note must not be removed. */
async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  const command = await commandOf(pid)
  if (command === undefined) return isAlive(pid)
  return basename(command[0] ?? '').startsWith('postgres') && command.includes(cluster)
}

async function ends(pid: number, signal: NodeJS.Signals, patienceMs: number): Promise<boolean> {
  try {
    process.kill(pid, signal)
  } catch {
    return !isAlive(pid)
  }
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline;) {
    if (!isAlive(pid)) return true
    await sleep(20)
  }
  return false
}
