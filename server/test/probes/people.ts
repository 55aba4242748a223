/**
 * The people whom an attacker probes: half are members, half are strangers. Each is sent by an attacker of their own, who
 * is an advocate, and none of them counts. What differs is only why, which an advocate must not see.
 */
import assert from 'node:assert/strict'
import { randomBytes, randomInt } from 'node:crypto'
import type { Advocate, Api, Body, TestProgram } from '../support/api.js'

/** Why this person does not count. `by phone`: imported by the app. `over the cap`: a stranger whom only the cap refuses. */
const fates = {
  members: ['by account', 'by phone', 'by email', 'never came'],
  strangers: ['too young', 'from elsewhere', 'over the cap', 'never came'],
} as const
export type Fate = (typeof fates)['members' | 'strangers'][number]

export interface Person {
  readonly isMember: boolean
  readonly fate: Fate
  readonly userId: string
  readonly phone: string
  readonly email: string
  readonly attacker: Advocate
  /** An attacker can have one friend who counts, and with that friend reach the cap. */
  readonly attackerAtCap: boolean
}

/** Every attacker's cap is one friend. */
export const terms = { minimumAge: 18, countries: ['BD'], caps: { perAdvocatePerDay: null, perAdvocateTotal: 1 } }

/** How many calls prepare the world at once. Nothing is timed meanwhile. */
const atOnce = 32

/** So many people, in random order, whose stories with the app are over. @param count a multiple of 16, for equal shares */
export async function livedPeople(api: Api, program: TestProgram, count: number): Promise<Person[]> {
  const drafts = shuffled(
    Array.from({ length: count }, (_, index) => {
      const isMember = index % 2 === 0
      const pair = index >> 1
      const fate = fates[isMember ? 'members' : 'strangers'][pair % 4] ?? 'never came'
      // Half of them, but without a cap the third stranger would count. The same for the member of the pair.
      return { isMember, fate, attackerAtCap: pair % 4 === 2 || (pair >> 2) % 2 === 0 }
    }),
  )
  const people = await pooled(drafts, async (draft) => {
    const attacker = await api.join(program, `attacker-${randomText()}`)
    if (draft.attackerAtCap) await countOneFriend(api, program, attacker)
    return { ...draft, ...namesOf(), attacker }
  })
  await makeMembers(api, program, people)
  await pooled(people, (person) => come(api, program, person))
  return people
}

/** Members and strangers get names of the same form and length. */
function namesOf(): Pick<Person, 'userId' | 'phone' | 'email'> {
  const digits = Array.from({ length: 8 }, () => randomInt(10)).join('')
  return { userId: `person-${randomText()}`, phone: `017${digits}`, email: `${randomText()}@mail.example` }
}

function randomText(): string {
  // Letters alone: ten digits in a row would be a code.
  return Array.from({ length: 16 }, () => 'abcdefghijklmnop'[randomInt(16)]).join('')
}

async function countOneFriend(api: Api, program: TestProgram, { code }: Advocate): Promise<void> {
  const { outcome } = await api.signup(program, { ...grown, userId: `friend-${randomText()}`, code })
  assert.equal(outcome, 'referred')
}

async function makeMembers(api: Api, program: TestProgram, people: readonly Person[]): Promise<void> {
  const members = people.filter(({ isMember }) => isMember)
  await pooled(
    members.filter(({ fate }) => fate === 'by account' || fate === 'never came'),
    ({ userId, phone, email }) => api.join(program, userId, { identities: { phone, email } }),
  )
  const imported = members.flatMap(({ fate, phone, email }): Body[] => {
    if (fate === 'by phone') return [{ identities: { phone } }]
    return fate === 'by email' ? [{ identities: { email } }] : []
  })
  for (let at = 0; at < imported.length; at += 1000) {
    await api.ok('POST', `/v1/programs/${program.slug}/members`, { members: imported.slice(at, at + 1000) })
  }
}

const grown = { birthYear: 1990, country: 'BD' }
const told: Readonly<Record<Exclude<Fate, 'never came'>, { reason: string; facts: Body }>> = {
  'by account': { reason: 'already_member', facts: grown },
  'by phone': { reason: 'already_member', facts: grown },
  'by email': { reason: 'already_member', facts: grown },
  'too young': { reason: 'under_age', facts: { ...grown, birthYear: new Date().getFullYear() - 5 } },
  'from elsewhere': { reason: 'country_not_eligible', facts: { ...grown, country: 'NP' } },
  'over the cap': { reason: 'advocate_cap_reached', facts: grown },
}

async function come(api: Api, program: TestProgram, person: Person): Promise<void> {
  const { fate, userId, phone, email, attacker } = person
  const clickId = await api.click(program, attacker.code)
  if (fate === 'never came') return
  const { facts, reason } = told[fate]
  const decision = await api.signup(program, { ...facts, userId, clickId, identities: { phone, email } })
  assert.equal(decision.reason, reason)
}

export async function pooled<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const lane = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as T)
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return results
}

export function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: randomBytes(6).readUIntBE(0, 6) }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item)
}
