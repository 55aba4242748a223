/**
 * Plays a world against the service in order of time: links are followed at their own moment, and what the app's server
 * reports (signups, activity, wallets) goes out every two hours, as from an app with a queue.
 */
import type { SignupResult } from '@bondhu/sdk'
import type { Account, World } from '../world/account.js'
import { dayMs, hourMs } from '../world/time.js'
import { holdDays, type Stage } from './stage.js'

const windowMs = 2 * hourMs
const sweepMs = 12 * hourMs
const abreast = 24
const batchMax = 500

export interface Played {
  /** What the service answered to each signup. */
  readonly answers: ReadonlyMap<Account, SignupResult>
  readonly calls: number
}

export async function play(stage: Stage, world: World, tell: (text: string) => void): Promise<Played> {
  const player = new Player(stage, world)
  const endsAt = Math.max(...world.accounts.map(({ openedAt }) => openedAt)) + (holdDays + 1) * dayMs
  let toldDay = -1
  for (let start = 0; start < endsAt; start += windowMs) {
    await player.window(start + windowMs)
    const day = Math.floor(start / dayMs)
    if (day !== toldDay) tell(`day ${day + 1} of ${Math.ceil(endsAt / dayMs)}, ${player.answers.size} signups`)
    toldDay = day
  }
  await stage.moveTo(endsAt)
  await stage.sweep()
  return player
}

class Player implements Played {
  readonly answers = new Map<Account, SignupResult>()
  calls = 0
  private readonly stage: Stage
  private readonly clicks: Queue<Account>
  private readonly openings: Queue<Account>
  private readonly activity: Queue<Account>
  private readonly wallets: Queue<Account>
  private readonly clickIds = new Map<Account, string>()
  private readonly codes = new Map<Account, string>()
  private readonly advocates: ReadonlySet<Account>

  constructor(stage: Stage, { accounts }: World) {
    this.stage = stage
    this.advocates = new Set(accounts.flatMap(({ via }) => via?.advocate ?? []))
    const friends = accounts.filter(({ via }) => via !== null)
    this.clicks = new Queue(
      friends.flatMap((one) => (one.via?.by === 'click' ? [{ at: one.openedAt - one.via.clickMs, one }] : [])),
    )
    this.openings = new Queue(accounts.map((one) => ({ at: one.openedAt, one })))
    this.activity = new Queue(friends.flatMap((one) => one.activeAt.map((at) => ({ at, one }))))
    this.wallets = new Queue(accounts.flatMap((one) => (one.wallet === null ? [] : [{ at: one.wallet.at, one }])))
  }

  async window(end: number): Promise<void> {
    const { stage } = this
    for (const { at, one } of this.clicks.until(end)) {
      await stage.moveTo(at)
      await this.follow(one)
    }
    const opened = this.openings.until(end).map(({ one }) => one)
    const active = this.activity.until(end)
    const wallets = this.wallets.until(end)
    await stage.moveTo(end)
    await this.open(opened)
    await inParallel(active, async ({ at, one }) => {
      this.calls++
      await stage.bondhu.event(one.userId, 'opened_app', stage.dateOf(Math.max(at, one.openedAt)))
    })
    await inParallel(wallets, async ({ one }) => this.setWallet(one))
    if (end % sweepMs === 0) await stage.sweep()
  }

  private async follow(one: Account): Promise<void> {
    const { stage } = this
    const { via } = one
    const code = via && this.codes.get(via.advocate)
    if (via === null || code === null || code === undefined) throw new Error(`${one.userId} follows no link`)
    this.calls++
    const response = await fetch(`${stage.url}/r/${stage.slug}/${code}`, {
      redirect: 'manual',
      headers: { 'user-agent': via.clickSeen.userAgent, 'x-forwarded-for': via.clickSeen.ip },
    })
    const text = `${response.headers.get('location') ?? ''} ${await response.text()}`
    const [clickId] = /clk_[0-9a-z]{26}_[\w-]{16}/.exec(decodeURIComponent(text)) ?? []
    if (clickId === undefined) throw new Error(`${one.userId} followed a link and got no click`)
    this.clickIds.set(one, clickId)
    one.openedAt = Math.max(Math.round(stage.worldNow() + via.clickMs), via.advocate.openedAt)
  }

  /** In order of time. Who brings friends later joins at once. */
  private async open(opened: readonly Account[]): Promise<void> {
    const { bondhu } = this.stage
    const members = opened.filter(({ isMember }) => isMember)
    await inParallel(members, async (one) => this.join(one))
    const newcomers = opened.filter(({ isMember }) => !isMember).toSorted((a, b) => a.openedAt - b.openedAt)
    for (let start = 0; start < newcomers.length; start += batchMax) {
      const part = newcomers.slice(start, start + batchMax)
      this.calls++
      const results = await bondhu.signups(part.map((one) => this.report(one)))
      for (const [index, result] of results.entries()) {
        const one = part[index]
        if (one === undefined || result.status >= 400) throw new Error(JSON.stringify(result))
        this.answers.set(one, result)
      }
      await inParallel(
        part.filter((one) => this.advocates.has(one)),
        async (one) => this.join(one),
      )
    }
  }

  private report(one: Account) {
    const { via, identities, seen, integrity } = one
    const code = via?.by === 'code' ? this.codes.get(via.advocate) : undefined
    return {
      userId: one.userId,
      clickId: this.clickIds.get(one),
      code,
      identities,
      country: 'BD',
      birthYear: one.birthYear,
      occurredAt: this.stage.dateOf(one.openedAt),
      context: { ip: seen.ip, userAgent: seen.userAgent, ...(integrity !== null && { integrity }) },
    }
  }

  private async join(one: Account): Promise<void> {
    this.calls++
    const { identities, birthYear, seen } = one
    const joining = one.isMember ? { identities, country: 'BD', birthYear, context: { ...seen } } : {}
    const { code } = await this.stage.bondhu.join(one.userId, joining)
    if (code !== null) this.codes.set(one, code)
  }

  private async setWallet({ userId, wallet }: Account): Promise<void> {
    if (wallet === null) return
    this.calls++
    try {
      await this.stage.bondhu.payoutMethod(userId, { kind: 'bkash', account: wallet.account })
    } catch (error) {
      // A wallet that is used by too many people is refused: that is a rule of the program.
      if (!(error instanceof Error && 'status' in error && error.status === 409)) throw error
    }
  }
}

interface Moment<T> {
  readonly at: number
  readonly one: T
}

/** What is still to come, in order of time. */
class Queue<T> {
  private readonly moments: readonly Moment<T>[]
  private next = 0

  constructor(moments: readonly Moment<T>[]) {
    this.moments = moments.toSorted((a, b) => a.at - b.at)
  }

  until(end: number): readonly Moment<T>[] {
    const from = this.next
    while ((this.moments[this.next]?.at ?? Infinity) < end) this.next++
    return this.moments.slice(from, this.next)
  }
}

export async function inParallel<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let one = all[next++]; one !== undefined; one = all[next++]) await work(one)
  }
  await Promise.all(Array.from({ length: Math.min(abreast, all.length) }, worker))
}
