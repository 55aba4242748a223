/** The people of the world: who opens an account today, how they came, and why some of them do not count. */
import type { Advocate, Api, Body, TestProgram } from '../support/api.js'
import type { Random } from './random.js'

const channels = ['whatsapp', 'messenger', 'telegram', 'imo', 'facebook', 'sms', 'qr', '']
const membersCount = 150
/** How many calls are under way at once: the service decides signups in batches. */
export const abreast = 48

/** A friend that did not count or may not: what happens to it later. */
export interface Arrival {
  readonly userId: string
  readonly decision: Body
}

interface Someone extends Advocate {
  readonly phone: string
  readonly device: string
}

export class People {
  readonly advocates: Someone[] = []
  readonly refused: Arrival[] = []
  readonly counted: Arrival[] = []
  private readonly api: Api
  private readonly program: TestProgram
  private readonly random: Random
  private readonly waiting: Omit<Someone, 'code' | 'link'>[] = []
  private readonly untold: string[] = []
  private readonly clicks: { readonly id: string; readonly day: number }[] = []
  private phones = 0
  private numbers = 0

  constructor(api: Api, program: TestProgram, random: Random) {
    this.api = api
    this.program = program
    this.random = random
  }

  /** People who had an account before the program began. */
  async addMembers(): Promise<void> {
    const members = Array.from({ length: membersCount }, (_, index) => ({
      userId: `member-${index + 1}`,
      identities: { phone: memberPhone(index) },
      country: 'BD',
    }))
    await this.api.ok('POST', `/v1/programs/${this.program.slug}/members`, { members })
  }

  async join(count: number): Promise<void> {
    const joining = Array.from({ length: count }, () => this.waiting.shift() ?? this.somebody('user'))
    await inBatches(joining, async (one) => {
      const { phone, device } = one
      const locale = this.random.chance(0.8) ? 'bn' : 'en'
      const identities = { phone, device }
      const context = contextOf(one.userId)
      const body = { identities, country: 'BD', locale, displayName: nameOf(one.userId), context }
      this.advocates.push({ ...(await this.api.join(this.program, one.userId, body)), phone, device })
    })
    // Answers come in any order; the world must not.
    this.advocates.sort((a, b) => (a.userId < b.userId ? -1 : 1))
  }

  /** Some friends who count do something in the app, more of them in their first weeks. */
  async act(day: number): Promise<void> {
    const acting = this.counted.filter((_, index) => (index * 7 + day) % 61 < 2).slice(-6)
    await inBatches(acting, async ({ userId }) => {
      await this.api.ok('POST', `/v1/programs/${this.program.slug}/events`, { userId, name: 'video_watched' })
    })
  }

  /** Links are followed; most visitors open no account. */
  async click(count: number, day: number): Promise<void> {
    const visits = Array.from({ length: count }, () => ({
      code: this.random.skewed(this.advocates).code,
      via: this.random.oneOf(channels),
    }))
    const ids: string[] = []
    await inBatches(visits, async ({ code, via }, index) => {
      const response = await this.api.follow(this.program, code, via === '' ? '' : `?via=${via}`)
      const clickId = new URL(response.headers.get('location') ?? 'none:').searchParams.get('bondhu_click')
      if (clickId !== null) ids[index] = clickId
    })
    this.clicks.push(...ids.filter(Boolean).map((id) => ({ id, day })))
  }

  /** Accounts are opened, each in one of the ways in which that happens. */
  async open(count: number, day: number): Promise<void> {
    await this.typeLateCodes()
    const accounts = Array.from({ length: count }, () => this.account(day))
    const arrivals: Arrival[] = []
    await inBatches(accounts, async (account, index) => {
      arrivals[index] = { userId: account.userId, decision: await this.api.signup(this.program, account) }
    })
    for (const arrival of arrivals) this.note(arrival)
  }

  private note(arrival: Arrival): void {
    const { outcome, referral, reason } = arrival.decision
    if (outcome === 'referred') this.counted.push(arrival)
    if (outcome === 'refused' && referral) this.refused.push(arrival)
    if (outcome === 'organic' && reason === 'no_code') this.untold.push(arrival.userId)
  }

  /** Of those who came by nobody's link yesterday, a few are told a code. */
  private async typeLateCodes(): Promise<void> {
    const late = this.untold.splice(0).filter(() => this.random.chance(0.3))
    const signups = late.map((userId) => ({ userId, code: this.random.skewed(this.advocates).code }))
    await inBatches(signups, async (signup) => {
      await this.api.signup(this.program, signup)
    })
  }

  private account(day: number): Body {
    const one = this.somebody('user')
    const { userId, phone, device } = one
    const advocate = this.random.skewed(this.advocates)
    const plain = {
      userId,
      code: advocate.code,
      country: this.random.chance(0.05) ? 'IN' : 'BD',
      birthYear: 1970 + this.random.below(30),
      identities: { phone, device },
    }
    const draw = this.random.below(100)
    if (draw < 8) return { ...plain, code: null }
    if (draw < 10) return { ...plain, code: '1234567891' }
    if (draw < 14)
      return { ...plain, identities: { ...plain.identities, phone: memberPhone(this.random.below(membersCount)) } }
    if (draw < 16) return { ...plain, identities: { device } }
    if (draw < 18) return { ...plain, birthYear: 2025 }
    if (draw < 20) return { ...plain, country: 'US' }
    if (draw < 22) return { ...plain, country: 'NP' }
    if (draw < 24) return { ...plain, identities: { phone, device: advocate.device } }
    // A household has one phone in the family.
    if (draw < 27) return { ...plain, identities: { phone, device: this.random.oneOf(this.advocates).device } }
    if (draw < 29) return this.byOldClick(plain, day)
    if (draw < 30) return { ...plain, code: null, clickId: 'not-a-click-of-this-service' }
    if (draw < 65) return this.byClick(plain, day)
    this.mayJoin(one)
    return plain
  }

  private byClick(plain: Body, day: number): Body {
    const fresh = this.clicks.filter((click) => day - click.day < 5).slice(-200)
    return fresh.length === 0 ? plain : { ...plain, code: null, clickId: this.random.oneOf(fresh).id }
  }

  private byOldClick(plain: Body, day: number): Body {
    const old = this.clicks.find((click) => day - click.day > 8)
    return old === undefined ? plain : { ...plain, code: null, clickId: old.id }
  }

  private mayJoin(one: Omit<Someone, 'code' | 'link'>): void {
    if (this.random.chance(0.6)) this.waiting.push(one)
  }

  private somebody(prefix: string): Omit<Someone, 'code' | 'link'> {
    const number = String(++this.numbers).padStart(5, '0')
    return {
      userId: `${prefix}-${number}`,
      phone: `+880171${String(++this.phones).padStart(7, '0')}`,
      device: `phone-${number}`,
    }
  }
}

const names = ['রিনা আক্তার', 'Shafiqul Islam', 'নুসরাত জাহান', 'Moumita Das', 'আব্দুল করিম', 'Tanvir Hasan']

/** Every third app account has sent no name. */
function nameOf(userId: string): string | null {
  const number = numberOf(userId)
  return number % 3 === 0 ? null : (names[number % names.length] ?? null)
}

function numberOf(userId: string): number {
  return Number(/[0-9]+$/.exec(userId)?.[0] ?? 0)
}

const models = ['SM-A045F', 'RMX3085', 'V2111', 'M2006C3LG', 'itel A27']

/** Everybody on a line of their own. */
function contextOf(userId: string) {
  const number = numberOf(userId)
  const model = models[number % models.length]
  return { ip: `103.${number >> 8}.9.${number & 255}`, userAgent: `Golpo/5.2 (Android 13; ${model})` }
}

function memberPhone(index: number): string {
  return `+880181${String(index + 1).padStart(7, '0')}`
}

/** In order, so many at once. */
export async function inBatches<T>(all: readonly T[], work: (one: T, index: number) => Promise<void>): Promise<void> {
  for (let start = 0; start < all.length; start += abreast) {
    await Promise.all(all.slice(start, start + abreast).map((one, index) => work(one, start + index)))
  }
}
