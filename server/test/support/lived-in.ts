/**
 * A service on a copy of a program with a realistic history (`test/lived-in`). The first test of a run that asks builds it;
 * the others, in any process, wait for it and clone its database.
 */
import type { TestContext } from 'node:test'
import { live, livedIn } from '../lived-in/world.js'
import type { TestProgram } from './api.js'
import { startApp, type AppSettings, type TestApp } from './app.js'
import { buildTemplate, testDatabase, type TestDatabase } from './database.js'

const template = 'lived_in'
/** One attempt per process: a failed build is not repeated for each test. */
let built: Promise<void> | undefined

export interface LivedIn {
  readonly app: TestApp
  readonly program: TestProgram
}

type Ending = Pick<TestContext, 'after'>

export async function livedInApp(t: Ending, settings: AppSettings = {}): Promise<LivedIn> {
  await (built ??= buildTemplate(template, (database) => build(database)))
  const app = await startApp(t, { ...settings, database: await testDatabase(t, template) })
  return { app, program: { slug: livedIn } }
}

/** `BONDHU_LIVED_IN_SEED` makes the same world again. */
async function build(database: TestDatabase): Promise<void> {
  const seed = Number(process.env['BONDHU_LIVED_IN_SEED'] ?? 20_261_128)
  const endings: (() => unknown)[] = []
  const ending = { after: (work: () => unknown) => void endings.push(work) } as Ending
  const [startedMs, startedCpu] = [Date.now(), process.cpuUsage()]
  try {
    await live(ending, await startApp(ending, { database }), seed)
  } finally {
    for (const work of endings.toReversed()) await work()
  }
  const cpu = process.cpuUsage(startedCpu)
  const seconds = [(Date.now() - startedMs) / 1000, (cpu.user + cpu.system) / 1e6].map((one) => one.toFixed(1))
  console.log(`The program with a history is built: seed ${seed}, ${seconds[0]} s, ${seconds[1]} s of CPU here.`)
}
