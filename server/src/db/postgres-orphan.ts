/**
 * A killed service leaves its PostgreSQL running. The next start stops it first: two servers on one cluster would
 * destroy it. Only the holder of the data folder calls this.
 */
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readIfThere } from './private-file.js'
import { commandOf, isAlive } from './processes.js'

/** A fast shutdown, which writes a checkpoint. */
const fastPatienceMs = 60_000
/** An immediate shutdown, which leaves the rest to recovery. */
const immediatePatienceMs = 10_000

/** @throws Error if it does not end */
export async function stopOrphan(cluster: string, log: (line: string) => void): Promise<void> {
  await stopServer(cluster, log)
  // The lock files of its sockets can be as stale as its own.
  const sockets = (await readdir(cluster)).filter((name) => name.startsWith('.s.PGSQL.'))
  for (const name of sockets) await rm(join(cluster, name), { force: true })
}

async function stopServer(cluster: string, log: (line: string) => void): Promise<void> {
  const note = join(cluster, 'postmaster.pid')
  const pid = await notedPid(note)
  if (pid === undefined) return
  // A power cut between two writes leaves an empty lock file. PostgreSQL refuses to start over it, and over the number
  // of any existing process: another program that got the number later, or a zombie.
  if (pid === 0 || !isAlive(pid) || !(await isServerOf(pid, cluster))) return rm(note, { force: true })
  log(`Stopping the PostgreSQL that an earlier process left behind (process ${pid}).`)
  // One that was killed meanwhile leaves its lock file, and may stay as a zombie.
  const ended = (await ends(pid, 'SIGINT', fastPatienceMs)) || (await ends(pid, 'SIGQUIT', immediatePatienceMs))
  if (ended) return rm(note, { force: true })
  throw new Error(
    `PostgreSQL (process ${pid}) still runs on ${cluster} and does not end. Stop it by hand, then start again.`,
  )
}

/** Undefined without a lock file, 0 if it is empty. */
async function notedPid(note: string): Promise<number | undefined> {
  const text = await readIfThere(note)
  if (text === undefined) return undefined
  const pid = Number.parseInt(text, 10)
  if (pid > 0) return pid
  // A starting server writes its number a moment after it creates the file.
  await sleep(1_000)
  const again = Number.parseInt((await readIfThere(note)) ?? '', 10)
  return again > 0 ? again : 0
}

/** True if the system does not say what the process is: the lock file of a living server must not be removed. */
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
