/** People in households, households in quarters, and whom they know. */
import type { Random } from '../random.js'
import type { Names } from './names.js'
import type { Carrier, Networks, Wire } from './networks.js'
import type { Phone, Phones } from './phones.js'

export interface Household {
  readonly quarter: Quarter
  /** Null: mobile data only. */
  readonly wire: Wire | null
  readonly people: Person[]
}

export interface Quarter {
  readonly households: Household[]
  /** The translated addresses of its internet provider. */
  readonly provider: readonly string[]
}

/** How somebody uses a new app. */
export type Loyalty = 'once' | 'rarely' | 'sometimes' | 'daily'

export interface Person {
  readonly household: Household
  readonly phone: Phone
  readonly carrier: Carrier
  readonly number: string
  readonly mail: string | undefined
  readonly birthYear: number
  /** How likely the person follows an invitation. */
  readonly openness: number
  /** How much of their time online is at home. */
  readonly homely: number
  /** Where the person is during the day, if that is one place with many people. */
  readonly place: Wire | null
  /** Has an account, or will not open one. */
  isTaken: boolean
}

const quarterSize = 25
const householdSizes = [
  [1, 8],
  [2, 14],
  [3, 20],
  [4, 26],
  [5, 18],
  [6, 9],
  [7, 5],
] as const

export class People {
  readonly all: Person[] = []
  private readonly quarters: Quarter[] = []
  private readonly random: Random
  private readonly networks: Networks
  private readonly phones: Phones
  private readonly names: Names
  /** Of the people, how many have the app or want none of it. */
  private readonly penetration: number
  private readonly refusing: number
  private readonly wired: number

  constructor(random: Random, networks: Networks, phones: Phones, names: Names) {
    this.random = random
    this.networks = networks
    this.phones = phones
    this.names = names
    this.penetration = random.real(0.08, 0.3)
    this.refusing = random.real(0.1, 0.35)
    this.wired = random.real(0.35, 0.65)
  }

  /** Homes for at least so many people. */
  settle(count: number): void {
    while (this.all.length < count) {
      const quarter: Quarter = { households: [], provider: this.networks.quarter() }
      this.quarters.push(quarter)
      for (let number = 0; number < quarterSize; number++) this.household(quarter)
    }
  }

  household(quarter: Quarter = this.random.oneOf(this.quarters)): Household {
    const household: Household = { quarter, wire: this.homeWire(quarter), people: [] }
    quarter.households.push(household)
    const size = this.random.weighted(householdSizes)
    const carrier = this.networks.carrier()
    for (let number = 0; number < size; number++) this.person(household, carrier)
    return household
  }

  /** A newcomer, whom the invitations of others do not reach. */
  stranger(place: Wire | null = null): Person {
    const household = { quarter: this.random.oneOf(this.quarters), wire: null, people: [] }
    const wire = this.homeWire(household.quarter)
    const one = this.make({ ...household, wire }, this.networks.carrier(), place)
    one.isTaken = true
    return one
  }

  /** Somebody of the population without an account, who gets one now. */
  anybody(): Person | undefined {
    for (let attempt = 0; attempt < 200; attempt++) {
      const one = this.random.oneOf(this.all)
      if (one.isTaken) continue
      one.isTaken = true
      return one
    }
    return undefined
  }

  /** Whom a person may invite: the family, neighbours, and friends elsewhere. */
  knownTo(one: Person): Person[] {
    const { household } = one
    const near = Array.from({ length: 8 }, () => this.random.oneOf(household.quarter.households).people)
    const far = Array.from({ length: this.random.whole(6, 30) }, () => this.random.oneOf(this.all))
    return this.random.shuffled([
      ...household.people,
      ...near.flatMap((people) => this.random.shuffled(people).slice(0, 1)),
      ...far,
    ])
  }

  /** The address of a moment: at home, at the place of the day, or on mobile data. */
  addressOf(one: Person): string {
    if (one.place !== null && this.random.chance(0.6)) return one.place.address()
    if (one.household.wire !== null && this.random.chance(one.homely)) return one.household.wire.address()
    return this.networks.mobile(one.carrier)
  }

  private homeWire(quarter: Quarter): Wire | null {
    if (!this.random.chance(this.wired)) return null
    if (this.random.chance(0.45)) return this.networks.wire(0.01)
    return { address: () => this.random.oneOf(quarter.provider) }
  }

  private person(household: Household, familyCarrier: Carrier): void {
    const carrier = this.random.chance(0.6) ? familyCarrier : this.networks.carrier()
    const one = this.make(household, carrier, null)
    one.isTaken = this.random.chance(this.penetration) || this.random.chance(this.refusing)
    household.people.push(one)
    this.all.push(one)
  }

  private make(household: Household, carrier: Carrier, place: Wire | null): Person {
    const { random } = this
    return {
      household,
      carrier,
      place,
      phone: this.phones.any(),
      number: this.names.phone(carrier),
      mail: random.chance(0.3) ? this.names.mail() : undefined,
      birthYear: random.whole(1965, 2008),
      openness: random.real(0.05, 0.6),
      homely: random.real(0.2, 0.8),
      isTaken: false,
    }
  }
}
