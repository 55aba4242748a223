/**
 * `npm run faults:probes [-- --people 10000]`: attackers who are advocates probe a service of its own, on a durable
 * database that is thrown away. Prints how well each surface tells members from strangers; fails above 0.52.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startProcess } from '../support/processes.js'
import { areasOf, type Area, type Observed } from './areas.js'
import { livedPeople, terms } from './people.js'
import { observedOf, probe } from './run.js'
import { control } from './surfaces.js'

const areaMax = 0.52

const { values } = parseArgs({ options: { people: { type: 'string', default: '10000' } } })
const dataDir = await mkdtemp(join(tmpdir(), 'bondhu-probes-'))
const endings: (() => Promise<unknown>)[] = []
try {
  const api = await startProcess(
    { after: (work) => void endings.push(work) },
    { BONDHU_DATA_DIR: dataDir, LOG_LEVEL: 'error' },
    ['serve', '--no-jobs'],
  )
  const program = await api.liveProgram(terms, 1_000_000_000)
  const people = await livedPeople(api, program, Number(values.people))
  console.log(`${people.length} people have lived; load ${loadavg()[0]?.toFixed(2)} on ${availableParallelism()} cores`)
  const seen = new Map<string, Observed[]>()
  await probe({ api, program }, people, (one) => {
    const known = seen.get(one.surface) ?? []
    known.push(observedOf(one))
    seen.set(one.surface, known)
  })
  console.log(`probed; load ${loadavg()[0]?.toFixed(2)}\n`)
  tellAreas(seen)
} finally {
  for (const ending of endings) await ending()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}

function tellAreas(seen: ReadonlyMap<string, readonly Observed[]>): void {
  console.log('| surface | probes | status | length | body | latency | all | median latency, ms (middle half) |')
  console.log('| ------- | ------ | ------ | ------ | ---- | ------- | --- | -------------------------------- |')
  let worst = 0
  for (const [surface, observed] of [...seen].toSorted(([one], [other]) => one.localeCompare(other))) {
    const areas = areasOf(observed)
    const features = [areas.status, areas.length, areas.body, areas.latency, areas.all]
    console.log(`| ${[surface, observed.length, ...features.map(areaText), latencyText(observed)].join(' | ')} |`)
    const most = Math.max(...features.map((feature) => feature?.area ?? 0))
    if (surface === control && most < 0.8) throw new Error('The classifier does not even see the control.')
    if (surface !== control) worst = Math.max(worst, most)
  }
  console.log(`\nThe most telling feature has an area of ${worst.toFixed(3)}; at most ${areaMax} is allowed.`)
  if (worst > areaMax) process.exitCode = 1
}

function areaText(one: Area | undefined): string {
  return one === undefined ? '–' : `${one.area.toFixed(3)} ± ${one.noise.toFixed(3)}`
}

function latencyText(observed: readonly Observed[]): string {
  const sorted = observed.flatMap(({ latencyMs }) => latencyMs ?? []).toSorted((one, other) => one - other)
  if (sorted.length === 0) return '–'
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2)
  return `${at(0.5)} (${at(0.25)}–${at(0.75)})`
}
