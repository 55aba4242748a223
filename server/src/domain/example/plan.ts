/** The invented days of a test program: who comes, how, and what they do. The same numbers give the same day. Pure. */
import { createHash } from 'node:crypto'

export const exampleDays = 28

export interface ExamplePerson {
  readonly userId: string
  readonly phone: string
  readonly device: string
  readonly name: string
}

export interface ExampleSignup extends ExamplePerson {
  /** The place of the advocate among those who have a link; null if nobody brought this person. */
  readonly advocate: number | null
  readonly by: 'link' | 'code' | 'none'
  readonly country: string
  readonly birthYear: number
}

export interface ExampleVisit {
  readonly advocate: number
  readonly via: string | null
  readonly address: string
  /** The account that the visitor opens. */
  readonly opens: ExampleSignup | null
}

export interface ExampleDay {
  readonly visits: readonly ExampleVisit[]
  /** Without a visit: a code was typed, or nobody brought them. */
  readonly others: readonly ExampleSignup[]
  /** Places among the friends who count, counted round: who does something in the app. */
  readonly active: readonly number[]
}

const givenNames = [
  'Rina',
  'Karim',
  'Sadia',
  'Tanvir',
  'Mitu',
  'Arif',
  'Nusrat',
  'Hasan',
  'Farzana',
  'Rakib',
  'Lima',
  'Jahid',
]
const familyNames = ['Akter', 'Hossain', 'Rahman', 'Islam', 'Chowdhury', 'Begum', 'Sarkar', 'Khan', 'Das', 'Miah']
const channels = ['whatsapp', 'whatsapp', 'whatsapp', 'messenger', 'messenger', 'imo', 'facebook', 'qr', null]
const firstAdvocates = 18

/** Numbers that look random and are the same each time. */
class Draw {
  private bytes: Buffer
  private at = 0

  constructor(seed: number) {
    this.bytes = createHash('sha256').update(`example ${seed}`).digest()
  }

  below(limit: number): number {
    if (this.at + 4 > this.bytes.length) {
      this.bytes = createHash('sha256').update(this.bytes).digest()
      this.at = 0
    }
    const drawn = this.bytes.readUInt32BE(this.at)
    this.at += 4
    return drawn % limit
  }

  /** The first ones much more often. */
  skewed(limit: number): number {
    return Math.min(this.below(limit), this.below(limit), this.below(limit))
  }

  oneOf<T>(all: readonly T[]): T | null {
    return all[this.below(all.length)] ?? null
  }
}

/** People with an account before the offer, who bring nobody a bonus. */
export const exampleMembers: readonly ExamplePerson[] = Array.from({ length: 30 }, (_, index) =>
  personOf('member', index + 1, 1_900_000 + index),
)

/** People who have a link from this day on. @param day 0 to `exampleDays` - 1 */
export function joinsOf(day: number): ExamplePerson[] {
  const count = day === 0 ? firstAdvocates : new Draw(day).below(3)
  return Array.from({ length: count }, (_, index) =>
    personOf(`advocate-${day + 1}`, index + 1, 1_100_000 + day * 100 + index),
  )
}

/** @param day 0 to `exampleDays` - 1 @param advocates how many have a link, at least one */
export function planOf(day: number, advocates: number): ExampleDay {
  const draw = new Draw(1000 + day)
  const isWeekend = day % 7 === 4 || day % 7 === 5
  const visits = Array.from({ length: 8 + draw.below(10) + Math.floor(day / 2) + (isWeekend ? 10 : 0) }, (_, index) => {
    const advocate = draw.skewed(advocates)
    return {
      advocate,
      via: draw.oneOf(channels),
      address: `203.0.113.${1 + draw.below(250)}`,
      opens: draw.below(100) < 35 ? signupOf(draw, day, index, advocate, 'link') : null,
    }
  })
  const others = Array.from({ length: 3 + draw.below(5) }, (_, index) => {
    const by = draw.below(2) === 0 ? 'code' : 'none'
    return signupOf(draw, day, 500 + index, by === 'code' ? draw.skewed(advocates) : null, by)
  })
  return { visits, others, active: activeOn(day, draw) }
}

/** Most are new. Some have an account already, some share a phone number with an earlier friend. */
function signupOf(
  draw: Draw,
  day: number,
  index: number,
  advocate: number | null,
  by: ExampleSignup['by'],
): ExampleSignup {
  const person = personOf(`friend-${day + 1}`, index + 1, 2_000_000 + day * 1000 + index)
  const kind = draw.below(100)
  const phone =
    kind < 12
      ? (draw.oneOf(exampleMembers)?.phone ?? person.phone)
      : kind < 18 && day > 0
        ? phoneOf(2_000_000 + (day - 1) * 1000 + draw.below(6))
        : person.phone
  return { ...person, phone, advocate, by, country: kind > 96 ? 'IN' : 'BD', birthYear: 1975 + draw.below(30) }
}

function activeOn(day: number, draw: Draw): number[] {
  return Array.from({ length: Math.min(10, day) }, () => draw.below(10_000))
}

function personOf(kind: string, number: number, phone: number): ExamplePerson {
  const draw = new Draw(phone)
  const name = `${draw.oneOf(givenNames) ?? ''} ${draw.oneOf(familyNames) ?? ''}`
  return { userId: `${kind}-${number}`, phone: phoneOf(phone), device: `device-${phone}`, name }
}

function phoneOf(number: number): string {
  return `0171${number}`
}
