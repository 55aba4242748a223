/** Makes a world from a seed: honest life, the honest traps, the rings. The same seed makes the same world. */
import { formRings } from '../rings/registry.js'
import { Random } from '../random.js'
import { setTraps } from '../traps/registry.js'
import type { RingFamily, World } from './account.js'
import { live } from './honest.js'
import { Kit } from './kit.js'
import { Names } from './names.js'
import { Networks } from './networks.js'
import { People } from './people.js'
import { Phones } from './phones.js'

export interface WorldOrder {
  readonly seed: number
  /** Friends that are people, about: those of the traps and those of the others. */
  readonly people: number
  /** Fake friends among all friends, in percent. */
  readonly prevalence: number
  readonly families: readonly RingFamily[]
}

const days = 28
/** Traps bring about this share of the friends who are people. */
const trapShare = 0.3

export function makeWorld({ seed, people, prevalence, families }: WorldOrder): World {
  const random = new Random(`world/${seed}`)
  const networks = new Networks(random.fork('networks'))
  const phones = new Phones(random.fork('phones'))
  const names = new Names(random.fork('names'))
  const population = new People(random.fork('people'), networks, phones, names)
  population.settle(people * 6)
  const kit = new Kit(random.fork('life'), { networks, phones, names, people: population }, days, `u${seed}`)
  live(kit.with(random.fork('honest')), Math.round(people * (1 - trapShare)))
  setTraps(kit.with(random.fork('traps')), people)
  const honestFriends = kit.accounts.filter(({ via }) => via !== null).length
  const fakes = Math.round((honestFriends * prevalence) / (100 - prevalence))
  formRings(kit.with(random.fork(`abuse/${prevalence}`)), fakes, families)
  return { seed, days, accounts: kit.accounts.toSorted((a, b) => a.openedAt - b.openedAt) }
}
