/** Cases for the rules of abuse, as the readers would fill them, and crowds of friends from a seeded generator. */
import {
  matesMax,
  friendsMax,
  marks,
  type FraudCase,
  type Group,
  type Mark,
  type Mate,
  type Sibling,
  type Usual,
} from '../../src/domain/fraud/signals/case.js'
import { assess, fraudSettingsSchema } from '../../src/domain/fraud/settings.js'

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
export const openedAt = new Date('2026-12-10T06:00:00Z')
export const settings = fraudSettingsSchema.parse({})

/** A friend who shares nothing with anybody. */
export const nobody: FraudCase = {
  stage: 'signup',
  by: 'click',
  friendId: 'friend',
  advocateId: 'advocate',
  occurredAt: openedAt,
  now: openedAt,
  country: 'BD',
  trace: {
    address: 'own address',
    subnet: 'own subnet',
    agent: 'own agent',
    numberBlock: 'own block',
    mailBlock: 'own mail block',
    clickId: 'own click',
    clickMs: 15 * 60_000,
    network: 'other',
    addressCountry: 'BD',
    integrity: 'passed',
    disposableMail: false,
  },
  advocate: null,
  sharedDevice: 0,
  sharedPhone: 0,
  sharedWallet: 0,
  sameSubnet: [],
  sameAddress: [],
  sameNumberBlock: [],
  sameMailBlock: [],
  sameClick: 0,
  siblings: [],
  cluster: null,
  group: null,
}

/** Of a service where nearly half of the friends never come back, which is usual for free apps. */
export const usual: Usual = {
  friends: 400,
  days: [0.42, 0.2, 0.16, 0.22],
  silentAfter: [1, 0.8, 0.7, 0.6, 0.52, 0.47, 0.44, 0.42],
  spread: 8,
  backAt: [],
  clicks: { friends: 300, slow: 60 },
  tied: 20,
  tiedCrowds: 4,
  typed: 0.2,
  countOf: () => 0,
  unique: { address: 380, subnet: 300, agent: 200, numberBlock: 400, mailBlock: 400 },
  sharing: { address: 3, subnet: 6, agent: 12, numberBlock: 0, mailBlock: 0 },
  crowds: 40,
  alike: { address: 2, subnet: 3, agent: 1, numberBlock: 0, mailBlock: 0 },
}

/** A generator of numbers from 0 to 1: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface Crowd {
  readonly friends: number
  /** When the friend of this number came, in hours. */
  readonly hours: (at: number, random: () => number) => number
  /** Later days with activity. */
  readonly days: (random: () => number, at: number) => number | null
  readonly marks?: (random: () => number, at: number) => Partial<Record<Mark, string | null>>
  /** Null: the code was typed. */
  readonly clickSeconds?: (random: () => number) => number | null
  readonly rest?: Partial<Sibling>
}

/** The friends of one advocate, the latest first. */
export function crowdOf(seed: number, crowd: Crowd): Sibling[] {
  const random = randomFrom(seed)
  return Array.from({ length: crowd.friends }, (_, at): Sibling => {
    const seconds = (crowd.clickSeconds ?? humanSeconds)(random)
    return {
      ...nobody.trace,
      friendId: `friend ${at}`,
      occurredAt: new Date(openedAt.getTime() + crowd.hours(at, random) * hourMs),
      address: `address ${at}`,
      subnet: `subnet ${Math.floor(random() * 3000)}`,
      agent: `agent ${Math.floor(random() * 60)}`,
      numberBlock: `block ${at}`,
      mailBlock: `mail ${at}`,
      clickId: seconds === null ? null : `click ${at}`,
      clickMs: seconds === null ? null : Math.round(seconds * 1000),
      laterDays: crowd.days(random, at),
      backAt: [],
      ...crowd.rest,
      ...crowd.marks?.(random, at),
    }
  }).toSorted((a, b) => b.occurredAt.getTime() - a.occurredAt.getTime())
}

/** From half a minute to days, by a lognormal distribution around eight minutes. */
export function humanSeconds(random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return 480 * Math.exp(1.4 * normal)
}

/** Later days by the shares of `dayGroups`. */
export function daysBy(shares: readonly number[]): (random: () => number) => number {
  return (random) => {
    let left = random()
    const at = shares.findIndex((share) => (left -= share) < 0)
    return [0, 1, 2 + Math.floor(random() * 2), 4 + Math.floor(random() * 10)][at === -1 ? 0 : at] ?? 0
  }
}

/** The case of each friend of a crowd at its release. Neighbours are the friends of the crowd. */
export function casesOf(
  siblings: readonly Sibling[],
  changes: Partial<FraudCase> = {},
  of: Partial<Group> = {},
): FraudCase[] {
  return siblings.map((own) => {
    const others = siblings.filter((sibling) => sibling !== own).slice(0, friendsMax)
    const mates = (mark: Mark): Mate[] =>
      others
        .filter((sibling) => own[mark] !== null && sibling[mark] === own[mark])
        .slice(0, matesMax)
        .map((sibling) => ({ ...sibling, advocateId: nobody.advocateId }))
    const trace = Object.fromEntries(Object.keys(nobody.trace).map((part) => [part, own[part as keyof Sibling]]))
    return {
      ...nobody,
      stage: 'release',
      by: own.clickId === null ? 'code' : 'click',
      friendId: own.friendId,
      occurredAt: own.occurredAt,
      now: new Date(own.occurredAt.getTime() + 7 * dayMs),
      trace: trace as unknown as FraudCase['trace'],
      sameSubnet: mates('subnet'),
      sameAddress: mates('address'),
      sameNumberBlock: mates('numberBlock'),
      sameMailBlock: mates('mailBlock'),
      siblings: others.slice(0, matesMax),
      group: {
        siblings: others,
        own: { laterDays: own.laterDays, backAt: own.backAt },
        usual,
        ties: new Map(),
        withheld: new Set(),
        purses: new Map(),
        programHour: null,
        block: null,
        ...of,
      },
      ...changes,
    }
  })
}

/** The same case inside its signup: only those who came before are known, and nobody has had time to come back. */
export function atSignup(one: FraudCase, changes: Partial<FraudCase> = {}): FraudCase {
  const before = (other: { readonly occurredAt: Date }) => other.occurredAt < one.occurredAt
  const young = (mates: readonly Mate[]) => mates.filter(before).map((mate) => ({ ...mate, laterDays: null }))
  return {
    ...one,
    stage: 'signup',
    now: one.occurredAt,
    sameSubnet: young(one.sameSubnet),
    sameAddress: [],
    sameNumberBlock: young(one.sameNumberBlock),
    sameMailBlock: young(one.sameMailBlock),
    siblings: (one.group?.siblings ?? []).filter(before).slice(0, matesMax),
    group: null,
    ...changes,
  }
}

export function verdictOf(one: FraudCase) {
  const { signals, score } = assess(one, settings)
  return { verdict: score.verdict, score: score.score, found: signals.map(({ rule, weight }) => `${rule} ${weight}`) }
}

/** How many of these cases are not clear, and why: shown if a test fails. */
export function withheldOf(cases: readonly FraudCase[]): { share: number; examples: string } {
  const found = cases.map((one) => verdictOf(one))
  const withheld = found.filter(({ verdict }) => verdict !== 'clear')
  return {
    share: withheld.length / Math.max(1, cases.length),
    examples: found
      .toSorted((a, b) => b.score - a.score)
      .slice(0, 4)
      .map(({ score, found: rules }) => `${score}: ${rules.join(', ')}`)
      .join('\n'),
  }
}

export { marks }
