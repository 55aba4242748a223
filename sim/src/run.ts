/** `npm run sim`: makes worlds, plays each against the service, and prints what was found in them. */
import { parseArgs } from 'node:util'
import { outcomesOf, type Outcome } from './play/outcome.js'
import { play } from './play/play.js'
import { RunningService, type Database } from './play/service.js'
import { Stage } from './play/stage.js'
import { replay } from './replay/replay.js'
import { tableOf, type Column } from './report.js'
import { heldOut, heldOutFrom, tuned } from './rings/registry.js'
import { scoreOf, sumOf, type Score } from './score.js'
import { makeWorld } from './world/make.js'
import { rings, type RingFamily } from './world/account.js'

export const usage = `npm run sim -- [options]
  --seed 1,2 or 101-105   worlds; from ${heldOutFrom} on they are held out, and must not be looked at to choose a number
  --people 3000           friends that are people, in each world
  --prevalence 1,5,20     fake friends among all friends, in percent
  --families tuning       those that may be looked at to choose a number: ${tuned.join(', ')}
                          held-out: ${heldOut.join(', ')}; all; or names
  --replay                without the service: the same rules and bounds in memory, a world in seconds
  --missed                names the rings that were not found, and the people who were withheld (not for held-out seeds)
  --stay                  the service stays until Ctrl+C`

/**
 * @param open the database for the service, if one is needed
 * @returns what became of every friend
 */
export async function run(args: readonly string[], open: () => Promise<Database>): Promise<readonly Outcome[]> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      people: { type: 'string', default: '3000' },
      prevalence: { type: 'string', default: '5' },
      families: { type: 'string', default: 'tuning' },
      replay: { type: 'boolean', default: false },
      missed: { type: 'boolean', default: false },
      stay: { type: 'boolean', default: false },
    },
  })
  const families = familiesOf(values.families)
  const seeds = numbersOf(values.seed)
  if (values.missed && seeds.some((seed) => seed >= heldOutFrom))
    throw new Error('A held-out world is not looked into.')
  const database = values.replay ? undefined : await open()
  const service = database && (await RunningService.start(database))
  try {
    const columns: Column[] = []
    const all: Outcome[] = []
    for (const prevalence of numbersOf(values.prevalence)) {
      const scores: Score[] = []
      for (const seed of seeds) {
        const order = { seed, people: Number(values.people), prevalence, families }
        const outcomes =
          service === undefined ? (await replay(makeWorld(order))).outcomes : await playWorld(service, order)
        scores.push(scoreOf(outcomes))
        all.push(...outcomes)
        if (values.missed) tellMissed(outcomes)
      }
      columns.push({ name: `${prevalence} % fake`, score: sumOf(scores) })
    }
    console.log(`\nSeeds ${values.seed}, ${values.people} people each, families: ${families.join(', ')}\n`)
    console.log(tableOf(columns))
    if (values.stay && service !== undefined && database !== undefined) await untilSignal(service, database)
    return all
  } finally {
    await service?.stop()
  }
}

type WorldOrder = Parameters<typeof makeWorld>[0]

async function playWorld(service: RunningService, order: WorldOrder): Promise<Outcome[]> {
  const world = makeWorld(order)
  const name = `seed ${order.seed}, ${order.prevalence} %`
  const startedMs = Date.now()
  const stage = await Stage.set(service, `sim-${order.seed}-${String(order.prevalence).replace('.', '-')}`, world.days)
  const { calls } = await play(stage, world, (text) => tellProgress(`${name}: ${text}`))
  const outcomes = await outcomesOf(stage, world)
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(0)
  tellProgress(`${name}: ${outcomes.length} friends, ${calls} calls, ${seconds} s`)
  process.stderr.write('\n')
  return outcomes
}

function tellProgress(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r${text.padEnd(70)}` : '')
  if (!process.stderr.isTTY && text.endsWith(' s')) process.stderr.write(text)
}

/** For the tuning: which rings are not found, and who is withheld for nothing. */
function tellMissed(outcomes: readonly Outcome[]): void {
  const counts = new Map<string, Record<string, number>>()
  for (const { account, fate, state, reason } of outcomes) {
    const { truth } = account
    const name = truth.kind === 'abuse' ? truth.ring : `people, ${truth.trap ?? 'no trap'}`
    const line = counts.get(name) ?? {}
    const text = fate === 'paid' ? fate : `${fate} (${reason ?? state})`
    line[text] = (line[text] ?? 0) + 1
    counts.set(name, line)
  }
  for (const [name, line] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const parts = Object.entries(line).map(([fate, count]) => `${fate} ${count}`)
    console.log(`  ${name.padEnd(28)} ${parts.join(', ')}`)
  }
}

function numbersOf(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [from = NaN, to = from] = part.split('-').map(Number)
    if (!(from >= 0 && to >= from && to - from < 1000)) throw new Error(`${text} is no list of numbers.\n${usage}`)
    return Array.from({ length: Math.floor(to - from) + 1 }, (_, index) => from + index)
  })
}

function familiesOf(text: string): readonly RingFamily[] {
  if (text === 'tuning') return tuned
  if (text === 'held-out') return heldOut
  if (text === 'all') return rings
  const named = text.split(',')
  const unknown = named.find((name) => !(rings as readonly string[]).includes(name))
  if (unknown !== undefined) throw new Error(`There is no family ${unknown}.\n${usage}`)
  return rings.filter((family) => named.includes(family))
}

async function untilSignal({ url, adminToken }: RunningService, { serviceUrl }: Database): Promise<void> {
  console.log(`\nThe service stays at ${url} until Ctrl+C. Its token: ${adminToken}\nIts database: ${serviceUrl}`)
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve)
  })
}
