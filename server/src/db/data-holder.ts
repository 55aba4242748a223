/**
 * One process holds a data folder at a time, and a second one learns which. The holder writes a numbered note
 * (`holder.3.json`). The highest number holds the folder, if its process lives and has not released it. A process that
 * finds a dead holder writes the next number; only one can. Numbers never decrease, and a note that may belong to a
 * living process is never removed. So two processes that find the same dead holder are safe.
 */
import { readdir, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { createPrivateFile, isCode, readIfThere, replacePrivateFile } from './private-file.js'
import { isAlive, placeOfProcesses, startOf } from './processes.js'

const noteShape = z.object({
  pid: z.number(),
  /** The system's start time of the process; undefined if the system has none. */
  start: z.string().optional(),
  place: z.string(),
  since: z.iso.datetime(),
  address: z.string().optional(),
  released: z.boolean().optional(),
})
type Note = z.infer<typeof noteShape>

/** Another process holds the folder; the message names it. */
export class DataHeldError extends Error {}

/** How often a holder shows that it lives, for processes that cannot look it up. */
const heartbeatMs = 2_000

export interface DataHold {
  /** The holder's address, shown to a second process. */
  announce(address: string): Promise<void>
  release(): Promise<void>
}

/**
 * @param watchMs how long to watch a holder whose process cannot be looked up
 * @throws DataHeldError
 */
export async function holdDataFolder(
  folder: string,
  log: (line: string) => void,
  watchMs: number = 3 * heartbeatMs,
): Promise<DataHold> {
  for (;;) {
    const number = await highestNumber(folder)
    await refuseWhileHeld(folder, number, log, watchMs)
    const note: Note = {
      pid: process.pid,
      start: await startOf(process.pid),
      place: placeOfProcesses(),
      since: new Date().toISOString(),
    }
    const path = notePath(folder, number + 1)
    if (!(await createPrivateFile(path, JSON.stringify(note)))) continue
    // A newer holder may have come and removed the number just taken. Then it is the holder.
    if ((await highestNumber(folder)) === number + 1) return holdBy(folder, number + 1, note)
    await rm(path, { force: true })
  }
}

async function holdBy(folder: string, number: number, note: Note): Promise<DataHold> {
  for (const older of await numbers(folder)) {
    if (older < number) await rm(notePath(folder, older), { force: true })
  }
  const path = notePath(folder, number)
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => {})
  }, heartbeatMs).unref()
  return {
    announce: (address) => replacePrivateFile(path, JSON.stringify({ ...note, address })),
    async release() {
      clearInterval(heartbeat)
      // Not removed: the number would be given twice, to an earlier and to a later process.
      await replacePrivateFile(path, JSON.stringify({ ...note, released: true })).catch((error: unknown) => {
        // The whole folder was removed.
        if (!isCode(error, 'ENOENT')) throw error
      })
    },
  }
}

async function refuseWhileHeld(
  folder: string,
  number: number,
  log: (line: string) => void,
  watchMs: number,
): Promise<void> {
  const path = notePath(folder, number)
  const text = number === 0 ? undefined : await readIfThere(path)
  const note = text === undefined ? undefined : parseNote(text)
  if (note === undefined || note.released === true || !(await lives(path, note, log, watchMs))) return
  const where = note.address === undefined ? '' : `, at ${note.address}`
  throw new DataHeldError(
    `Another Bondhu (process ${note.pid}, since ${note.since}${where}) holds the data in ${folder}. ` +
      'Stop it first, or set BONDHU_DATA_DIR to another folder.',
  )
}

async function lives(path: string, note: Note, log: (line: string) => void, watchMs: number): Promise<boolean> {
  if (note.place === placeOfProcesses()) {
    // Without a start time to compare, a living process with that number counts as the holder.
    return isAlive(note.pid) && (note.start === undefined || (await startOf(note.pid)) === note.start)
  }
  log(
    `The data was held in another container or before a restart: watching for ${watchMs / 1000} s whether it still is.`,
  )
  const seen = await lastSign(path)
  await sleep(watchMs)
  const sign = await lastSign(path)
  return sign !== undefined && sign !== seen
}

async function lastSign(path: string): Promise<number | undefined> {
  return stat(path).then(
    (stats) => stats.mtimeMs,
    () => undefined,
  )
}

/** An unreadable note belongs to no living process: notes appear complete. */
function parseNote(text: string): Note | undefined {
  try {
    return noteShape.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

async function numbers(folder: string): Promise<number[]> {
  const matches = (await readdir(folder)).map((name) => /^holder\.(\d+)\.json$/.exec(name))
  return matches.flatMap((match) => (match === null ? [] : [Number(match[1])]))
}

async function highestNumber(folder: string): Promise<number> {
  return Math.max(0, ...(await numbers(folder)))
}

function notePath(folder: string, number: number): string {
  return join(folder, `holder.${number}.json`)
}
