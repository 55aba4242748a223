/** The program that a world is played in, and its clock: the calls that are not made for a single account. */
import { Bondhu } from '@bondhu/sdk'
import { dayMs } from '../world/time.js'
import type { RunningService } from './service.js'

export const rewardMinor = 2000
export const holdDays = 7
const zoneAheadMs = 6 * 3_600_000
const budgetMinor = 10_000_000_000

export class Stage {
  readonly bondhu: Bondhu
  readonly url: string
  readonly slug: string
  private readonly service: RunningService
  /** The world's beginning, by the service's clock: a midnight of Dhaka. */
  private readonly beginMs: number
  /** How far sweeps moved the program's own clock beyond the service's. */
  private sweptMs = 0

  private constructor(service: RunningService, slug: string, beginMs: number) {
    const { url, adminToken } = service
    this.service = service
    this.url = url
    this.slug = slug
    this.beginMs = beginMs
    this.bondhu = new Bondhu({ url, key: adminToken, program: slug, timeoutMs: 120_000 })
  }

  /** Funded and live. */
  static async set(service: RunningService, slug: string, days: number): Promise<Stage> {
    const beginMs = Math.ceil((service.nowMs() + zoneAheadMs) / dayMs) * dayMs - zoneAheadMs
    await service.moveTo(beginMs)
    const call = async (path: string, body: unknown) => {
      const response = await fetch(`${service.url}/v1/programs${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${service.adminToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    }
    await call('', {
      ...terms,
      slug,
      startsAt: new Date(beginMs - dayMs),
      endsAt: new Date(beginMs + (days + 60) * dayMs),
    })
    await call(`/${slug}/fundings`, { amountMinor: budgetMinor, reference: 'simulation' })
    await call(`/${slug}/launch`, {})
    return new Stage(service, slug, beginMs)
  }

  /** The program's time now, in the world's milliseconds. */
  worldNow(): number {
    return this.service.nowMs() + this.sweptMs - this.beginMs
  }

  dateOf(at: number): Date {
    return new Date(this.beginMs + at)
  }

  /** Not back: a time that has passed is now. */
  async moveTo(at: number): Promise<void> {
    await this.service.moveTo(this.beginMs + at - this.sweptMs)
  }

  /** Ends the holds that are over. */
  async sweep(): Promise<void> {
    await this.bondhu.advanceClock(1)
    this.sweptMs += 1000
  }
}

const terms = {
  mode: 'test',
  name: { bn: 'গল্প বন্ধু', en: 'Golpo Friends' },
  rewardMinor,
  holdDays,
  countries: ['BD'],
  requires: ['phone'],
  // Families share phones: the rules of abuse have to tell them from a farm.
  oneRewardPerDevice: false,
  destinations: { web: 'https://golpo.example/join' },
  organization: { name: 'Golpo Ltd', contact: 'help@golpo.example' },
}
