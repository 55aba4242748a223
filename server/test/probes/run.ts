/** Probes every person on every surface, one probe at a time and in random order, and notes what an attacker sees. */
import type { Reply } from '../support/exchange.js'
import { hashesOf, type Observed } from './areas.js'
import { shuffled, type Person } from './people.js'
import { control, controlled, messagesToAdvocates, openedBy, surfaces, type World } from './surfaces.js'

export const feed = 'the feed: what the app tells the advocate'

/** Everything that a client sees of one answer. */
export interface Seen {
  readonly surface: string
  readonly person: Person
  readonly status: number
  readonly headers: string
  readonly text: string
  readonly latencyMs: number | undefined
}

export async function probe(world: World, people: readonly Person[], note: (seen: Seen) => void): Promise<void> {
  const asks = Object.entries({ ...surfaces, [control]: controlled })
  for (const person of people) {
    const portal = await openedBy(world, person)
    for (const [surface, ask] of shuffled(asks)) {
      const startedNs = process.hrtime.bigint()
      const reply = await ask({ ...world, person, portal })
      const latencyMs = Number(process.hrtime.bigint() - startedNs) / 1e6
      note({ surface, person, status: reply.status, headers: headersOf(reply), text: reply.text, latencyMs })
    }
  }
  const messages = await messagesToAdvocates(world, people.filter(({ fate }) => fate !== 'never came').length)
  for (const person of people) {
    const text = (messages.get(person.attacker.userId) ?? []).join('\n')
    note({ surface: feed, person, status: 200, headers: '', text, latencyMs: undefined })
  }
}

function headersOf({ headers }: Reply): string {
  return [...headers].flatMap(([name, value]) => (name === 'date' ? [] : `${name}: ${value}`)).join('\n')
}

/** As the classifier reads it. */
export function observedOf({ person, status, headers, text, latencyMs }: Seen): Observed {
  const { isMember } = person
  return { isMember, status, length: text.length, latencyMs, words: hashesOf(`${headers}\n${text}`) }
}
