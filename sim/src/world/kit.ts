/**
 * What every part of a world is made with: people, networks, phones and numbers, and how one account is opened. Honest
 * people and abusers open accounts by the same function.
 */
import type { Random } from '../random.js'
import type { Account, Seen, Truth } from './account.js'
import type { Names } from './names.js'
import type { Networks } from './networks.js'
import type { Loyalty, People, Person } from './people.js'
import type { Phone, Phones } from './phones.js'
import { awake, dayMs, dayOf, hourMs, minuteMs, momentOf, secondMs } from './time.js'

/** Of no interest later: the release looks at the end of a hold of a week. */
export const activeDaysMax = 7
/** Who is active again within the hour. Reported for few: each report is a call, and it says nothing. */
export const firstHourShare = 0.15
/** Between the opening of an account and the first friend whom it brings: the app has shown the link by then. */
export const shareAfterMs = 4 * hourMs
/** Nobody follows the link earlier: the app's queue has reported the account by then. */
const linkAfterMs = 2.5 * hourMs

export const honest: Truth = { kind: 'honest', trap: null }

export interface Opening {
  readonly advocate: Account
  readonly by: 'click' | 'code'
  readonly at: number
  /** From the click to the account; drawn as for honest people if absent. */
  readonly clickMs?: number
  readonly phone: Phone
  readonly number: string
  readonly mail?: string | undefined
  readonly ip: string
  readonly clickIp?: string
  readonly clickAgent?: string
  readonly integrity?: Account['integrity']
  readonly birthYear?: number
  readonly activeAt: readonly number[]
  readonly wallet?: Account['wallet']
  readonly truth: Truth
}

export class Kit {
  readonly random: Random
  readonly networks: Networks
  readonly phones: Phones
  readonly names: Names
  readonly people: People
  readonly days: number
  readonly accounts: Account[] = []
  /** How loyal people of this season are, in `Loyalty`. */
  private readonly loyalty: Readonly<Record<Loyalty, number>>
  private readonly prefix: string

  constructor(
    random: Random,
    parts: { networks: Networks; phones: Phones; names: Names; people: People },
    days: number,
    prefix: string,
  ) {
    this.random = random
    this.networks = parts.networks
    this.phones = parts.phones
    this.names = parts.names
    this.people = parts.people
    this.days = days
    this.prefix = prefix
    const once = random.real(0.18, 0.45)
    this.loyalty = {
      once,
      rarely: random.real(0.15, 0.35),
      sometimes: random.real(0.2, 0.35),
      daily: random.real(0.1, 0.3),
    }
  }

  /** With draws of its own. */
  with(random: Random): Kit {
    return Object.assign(Object.create(Kit.prototype) as Kit, this, { random })
  }

  /** Somebody whom nobody brought, and who begins to share: a member of long, or new in the app too. */
  member(one: Person, at: number, truth: Truth = honest): Account {
    return this.add({
      userId: this.userId(),
      via: null,
      isMember: this.random.chance(0.5),
      openedAt: Math.round(at),
      identities: { phone: one.number, ...(one.mail !== undefined && { email: one.mail }), device: one.phone.device },
      seen: { ip: this.people.addressOf(one), userAgent: one.phone.app },
      integrity: this.integrity(),
      birthYear: one.birthYear,
      activeAt: [],
      wallet: null,
      truth,
    })
  }

  open(opening: Opening): Account {
    const { advocate, by, at, phone, number, mail, ip, truth, activeAt } = opening
    const openedAt = Math.max(Math.round(at), advocate.openedAt + shareAfterMs)
    const shift = openedAt - Math.round(at)
    const clickMs = Math.round(opening.clickMs ?? this.clickMs())
    return this.add({
      userId: this.userId(),
      isMember: false,
      via: {
        advocate,
        by,
        clickMs: Math.min(clickMs, openedAt - advocate.openedAt - linkAfterMs),
        clickSeen: { ip: opening.clickIp ?? ip, userAgent: opening.clickAgent ?? phone.browser },
      },
      openedAt,
      identities: { phone: number, ...(mail !== undefined && { email: mail }), device: phone.device },
      seen: { ip, userAgent: phone.app },
      integrity: opening.integrity === undefined ? this.integrity() : opening.integrity,
      birthYear: opening.birthYear ?? this.random.whole(1975, 2007),
      activeAt: activeAt.map((one) => one + shift),
      wallet: opening.wallet ?? null,
      truth,
    })
  }

  /** A person of the population, as people do it: at a waking hour, from where they are. */
  openAs(one: Person, advocate: Account, at: number, more: Partial<Opening> = {}): Account {
    const openedAt = awake(this.random, at)
    return this.open({
      advocate,
      by: this.random.chance(0.7) ? 'click' : 'code',
      at: openedAt,
      phone: one.phone,
      number: one.number,
      mail: one.mail,
      ip: this.people.addressOf(one),
      clickIp: this.people.addressOf(one),
      birthYear: one.birthYear,
      activeAt: this.life(openedAt),
      truth: honest,
      ...more,
    })
  }

  /** When somebody uses the app in the days after: few ever come back to a new app, and some come daily. */
  life(openedAt: number, loyalty: Loyalty = this.draw()): number[] {
    const daily = { once: 0, rarely: 0.12, sometimes: 0.35, daily: 0.8 }[loyalty]
    const spread = daily * this.random.real(0.7, 1.2)
    const times: number[] = []
    // What happens in the first hour belongs to the signup.
    if (this.random.chance(firstHourShare)) times.push(openedAt + this.random.whole(2, 50) * minuteMs)
    for (let day = 1; day <= activeDaysMax; day++) {
      const isBack = this.random.chance(spread * (loyalty === 'daily' ? 1 : 1.4 - day / 10))
      if (isBack) times.push(momentOf(this.random, dayOf(openedAt) + day))
    }
    return times.filter((at) => at > openedAt && at < openedAt + (activeDaysMax + 1) * dayMs)
  }

  draw(): Loyalty {
    return this.random.weighted(Object.entries(this.loyalty) as [Loyalty, number][])
  }

  /** From following a link to the account: the store, the download, or another day. */
  clickMs(): number {
    const { random } = this
    if (random.chance(0.2)) return random.logNormal(14 * hourMs, 1)
    return Math.max(50 * secondMs, random.logNormal(7 * minuteMs, 0.9))
  }

  integrity(): Account['integrity'] {
    return this.random.weighted([
      ['passed', 91],
      [null, 7],
      ['failed', 1.7],
      ['emulator', 0.3],
    ] as const)
  }

  seen(phone: Phone, ip: string): Seen {
    return { ip, userAgent: phone.app }
  }

  wallet(account: string, at: number): Account['wallet'] {
    return { account, at: Math.round(at) }
  }

  private add(account: Account): Account {
    this.accounts.push(account)
    return account
  }

  /** Without a meaning: an id that tells how an account was made would tell the truth. */
  private userId(): string {
    return `${this.prefix}-${String(this.accounts.length + 1).padStart(6, '0')}`
  }
}
