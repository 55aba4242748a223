import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { holdDataFolder, type DataHold } from '../../src/db/data-holder.js'
import { placeOfProcesses } from '../../src/db/processes.js'
import { scratchFolder } from '../support/database.js'

const quiet = () => {}
const long = '2026-11-01T00:00:00.000Z'

test('of many processes that want a folder at once one gets it, and after its release another can', async (t) => {
  const folder = await scratchFolder(t)
  for (let round = 0; round < 5; round++) {
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => holdDataFolder(folder, quiet)))
    const holds = tries.filter((result): result is PromiseFulfilledResult<DataHold> => result.status === 'fulfilled')
    assert.equal(holds.length, 1)
    await holds[0]?.value.release()
  }
})

test('of many processes that find the same dead holder one replaces it', async (t) => {
  const folder = await scratchFolder(t)
  const dead = spawn(process.execPath, ['-e', ''])
  await once(dead, 'exit')
  await writeNote(folder, 1, { pid: dead.pid ?? 0, place: placeOfProcesses(), since: long })
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => holdDataFolder(folder, quiet)))
  assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('a holder is recognised as dead when a newer process has its number', async (t) => {
  const folder = await scratchFolder(t)
  await writeNote(folder, 7, { pid: process.pid, start: 'before this one', place: placeOfProcesses(), since: long })
  const hold = await holdDataFolder(folder, quiet)
  assert.deepEqual(await holderNotes(folder), ['holder.8.json'])
  await hold.release()
})

test('a holder in another container counts as alive only while it gives signs of life', async (t) => {
  const folder = await scratchFolder(t)
  await writeNote(folder, 1, { pid: 1, place: 'another container', since: long })
  const beat = setInterval(() => void utimes(join(folder, 'holder.1.json'), new Date(), new Date()), 50)
  await assert.rejects(holdDataFolder(folder, quiet, 500), /process 1, since 2026-11-01/)
  clearInterval(beat)
  const hold = await holdDataFolder(folder, quiet, 500)
  await hold.release()
})

test('an unreadable note blocks nobody', async (t) => {
  const folder = await scratchFolder(t)
  await writeFile(join(folder, 'holder.1.json'), '{"pid":')
  const hold = await holdDataFolder(folder, quiet)
  await hold.release()
})

test('the number of a released holder is not reused, so a slow starter cannot take it', async (t) => {
  const folder = await scratchFolder(t)
  const hold = await holdDataFolder(folder, quiet)
  await hold.release()
  assert.match(await readFile(join(folder, 'holder.1.json'), 'utf8'), /"released":true/)
  const next = await holdDataFolder(folder, quiet)
  assert.deepEqual(await holderNotes(folder), ['holder.2.json'])
  await next.release()
})

async function writeNote(folder: string, number: number, note: object): Promise<void> {
  await writeFile(join(folder, `holder.${number}.json`), JSON.stringify(note))
}

async function holderNotes(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('holder.'))
}
