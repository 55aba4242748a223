/** What the service would have stored, and its readers: the same look-ups with the same bounds, in memory. */
import { dayMs, hourMs } from '../world/time.js'
import { Clusters } from './clusters.js'
import {
  friendsMax,
  matesMax,
  ownHours,
  partnersOf,
  placeMax,
  pursesOf,
  returnDaysMin,
  type Cluster,
  type Friend,
  type Mate,
  type OwnMarks,
  type Payee,
  type Read,
  type Signal,
  type Trace,
} from './rules.js'

interface Stored extends Trace {
  readonly friendId: string
  readonly advocateId: string
  readonly occurredAt: Date
}

interface Activity {
  readonly first: Date
  last: Date
  days: number
}

type IndexedMark = 'address' | 'subnet' | 'numberBlock' | 'mailBlock'
const indexed = ['address', 'subnet', 'numberBlock', 'mailBlock'] as const

const sampleMax = 600
const accountsMax = 16
const lookedAtMax = 64
const participantsPerWalletMax = 3

export class Memory {
  readonly clusters = new Clusters()
  readonly withheld = new Set<string>()
  readonly own = new Map<string, OwnMarks>()
  readonly traces = new Map<string, Stored>()
  private readonly byMark: Record<IndexedMark, Map<string, Stored[]>> = {
    address: new Map(),
    subnet: new Map(),
    numberBlock: new Map(),
    mailBlock: new Map(),
  }
  private readonly byAdvocate = new Map<string, Stored[]>()
  private readonly inOrder: Stored[] = []
  private readonly clicks = new Map<string, number>()
  private readonly hours = new Map<number, number>()
  private readonly activity = new Map<string, Activity>()
  private readonly uses = new Map<string, string[]>()
  private readonly wallets = new Map<string, { readonly used: string[]; readonly refused: string[] }>()
  private readonly walletOf = new Map<string, string>()

  /** @returns another account that was seen with the same identity first */
  firstUser(identity: string): string | undefined {
    return this.uses.get(identity)?.[0]
  }

  usersOf(identity: string): readonly string[] {
    return this.uses.get(identity) ?? []
  }

  use(identity: string, id: string): void {
    const first = this.firstUser(identity)
    add(this.uses, identity, id)
    if (first !== undefined) this.clusters.unite(id, first)
  }

  keep(stored: Stored): void {
    this.traces.set(stored.friendId, stored)
    this.own.set(stored.friendId, stored)
    this.inOrder.push(stored)
    add(this.byAdvocate, stored.advocateId, stored)
    for (const mark of indexed) {
      const value = stored[mark]
      if (value !== null) add(this.byMark[mark], value, stored)
    }
    if (stored.clickId !== null) this.clicks.set(stored.clickId, this.sameClick(stored.clickId) + 1)
  }

  countHour(at: Date): void {
    const hour = Math.floor(at.getTime() / hourMs)
    this.hours.set(hour, (this.hours.get(hour) ?? 0) + 1)
  }

  sameClick(clickId: string | null): number {
    return clickId === null ? 0 : Math.min(matesMax, this.clicks.get(clickId) ?? 0)
  }

  /** One count for each day, as the service keeps it. */
  active(id: string, openedAt: Date, at: Date): void {
    if (at.getTime() - openedAt.getTime() < ownHours * hourMs) return
    const known = this.activity.get(id)
    if (known === undefined) this.activity.set(id, { first: at, last: at, days: 1 })
    else if (dayOf(known.last) < dayOf(at)) Object.assign(known, { last: at, days: known.days + 1 })
  }

  setWallet(id: string, wallet: string): void {
    const known = this.wallets.get(wallet) ?? { used: [], refused: [] }
    this.wallets.set(wallet, known)
    const first = known.used[0]
    if (known.used.length >= participantsPerWalletMax && !known.used.includes(id)) known.refused.push(id)
    else {
      if (!known.used.includes(id)) known.used.push(id)
      this.walletOf.set(id, wallet)
    }
    if (first !== undefined) this.clusters.unite(id, first)
  }

  /** The newest first. */
  matesBy(mark: IndexedMark, value: string | null, now: Date): Mate[] {
    if (value === null) return []
    const all = this.byMark[mark].get(value) ?? []
    return all
      .slice(-(mark === 'address' ? placeMax : matesMax))
      .toReversed()
      .map((one) => this.known(one, now))
  }

  timesOf(advocateId: string): Date[] {
    return (this.byAdvocate.get(advocateId) ?? [])
      .slice(-matesMax)
      .toReversed()
      .map(({ occurredAt }) => occurredAt)
  }

  mates(ids: readonly string[], now: Date): Mate[] {
    return ids.slice(0, matesMax).flatMap((id) => {
      const stored = this.traces.get(id)
      return stored === undefined ? [] : [this.known(stored, now)]
    })
  }

  isAdvocate(id: string): boolean {
    return this.byAdvocate.has(id)
  }

  clusterOf(id: string): Omit<Cluster, 'holdsAdvocate' | 'friends'> & { readonly label: string } {
    const accounts = this.clusters.of(id)
    const advocates = accounts.slice(0, lookedAtMax).filter((one) => this.isAdvocate(one)).length
    return { label: this.clusters.labelOf(id), accounts: accounts.length, advocates }
  }

  friend(id: string, now: Date): Friend | undefined {
    const stored = this.traces.get(id)
    return stored && { ...this.known(stored, now), country: 'BD' }
  }

  /** As `readKnown` of the service. */
  read(friends: readonly Friend[], signals: ReadonlyMap<string, Signal[]>, now: Date): Read {
    const ids = friends.map(({ friendId }) => friendId)
    const advocateIds = [...new Set(friends.map(({ advocateId }) => advocateId))]
    const youngest = ids.toSorted().at(-1) ?? ''
    const circles = this.circlesOf(advocateIds, now)
    const tied = ids.filter((id) => !this.clusters.isAlone(id))
    const tiedFriends = new Map(tied.map((id) => [id, this.mates(this.clusters.of(id), now)]))
    const before = this.inOrder.filter(({ friendId }) => friendId <= youngest)
    const sampled = before.slice(-sampleMax).map((one) => this.known(one, now))
    const listsOf = (mark: IndexedMark) =>
      new Map(
        friends.flatMap((friend) =>
          friend[mark] === null ? [] : [[friend[mark], this.matesBy(mark, friend[mark], now)] as const],
        ),
      )
    const address = listsOf('address')
    const looked = [
      ...ids,
      ...[...address.values(), ...tiedFriends.values()].flat().map(({ friendId }) => friendId),
      ...[...circles.byAdvocate.values()].flatMap((circle) => circle.friends.map(({ friendId }) => friendId)),
    ]
    const everybody = new Set([...looked, ...sampled.map(({ friendId }) => friendId)])
    const asked = [...ids, ...advocateIds, ...[...tiedFriends.values()].flat().map(({ friendId }) => friendId)]
    return {
      clusters: new Map(
        [...ids, ...advocateIds].flatMap((id) =>
          this.clusters.isAlone(id) ? [] : [[id, this.clusterOf(id)] as const],
        ),
      ),
      mates: {
        address,
        subnet: listsOf('subnet'),
        numberBlock: listsOf('numberBlock'),
        mailBlock: listsOf('mailBlock'),
      },
      clicks: new Map(
        friends.flatMap(({ clickId }) => (clickId === null ? [] : [[clickId, this.sameClick(clickId)] as const])),
      ),
      own: this.own,
      circles: circles.byAdvocate,
      tiedFriends,
      sampled,
      hours: { at: (moment) => this.hourAt(moment) } as Read['hours'],
      wallets: new Map(asked.flatMap((id) => this.sharersOf(id))),
      ties: new Map(
        [...everybody].flatMap((id) => (this.clusters.isAlone(id) ? [] : [[id, this.clusters.labelOf(id)] as const])),
      ),
      withheld: this.withheld,
      purses: pursesOf([...circles.payees, ...this.payeesOf(looked)]),
      signals: new Map(signals),
    }
  }

  private circlesOf(advocateIds: readonly string[], now: Date) {
    const friendsOf = (id: string) => (this.byAdvocate.get(id) ?? []).slice(-friendsMax)
    const several = (id: string) => {
      const advocates = this.clusterOf(id).advocates
      return advocates > 1 ? [...new Set([id, ...this.clusters.of(id).slice(0, accountsMax)])] : [id]
    }
    const accounts = advocateIds.map((id) => [id, several(id)] as const)
    const payees = this.payeesOf(
      accounts.flatMap(([, ids]) => ids.flatMap((id) => friendsOf(id).map(({ friendId }) => friendId))),
    )
    const byAdvocate: Read['circles'] = new Map(
      accounts.map(([id, ids]) => {
        const own = new Set(ids.flatMap((one) => friendsOf(one).map(({ friendId }) => friendId)))
        const whole = [...new Set([...ids, ...partnersOf(own, payees)])].slice(0, accountsMax)
        const newest = whole
          .flatMap((one) => friendsOf(one))
          .toSorted((a, b) => (a.friendId < b.friendId ? 1 : -1))
          .slice(0, friendsMax)
        return [id, { advocateIds: new Set(whole), friends: newest.map((one) => this.known(one, now)) }]
      }),
    )
    return { byAdvocate, payees }
  }

  private payeesOf(ids: readonly string[]): Payee[][] {
    const wallets = new Set(ids.flatMap((id) => this.walletOf.get(id) ?? []))
    return [...wallets]
      .map((wallet) =>
        this.payeesIn(wallet).map((id) => ({ wallet, id, advocateId: this.traces.get(id)?.advocateId ?? null })),
      )
      .filter((payees) => payees.length > 1)
  }

  private payeesIn(wallet: string): string[] {
    const { used, refused } = this.wallets.get(wallet) ?? { used: [], refused: [] }
    return [...new Set([...used, ...refused])].slice(0, matesMax)
  }

  private sharersOf(id: string): [string, number][] {
    const wallet = this.walletOf.get(id)
    const others = wallet === undefined ? 0 : this.payeesIn(wallet).filter((one) => one !== id).length
    return others === 0 ? [] : [[id, others]]
  }

  private hourAt(moment: Date): { signups: number; usual: number } | null {
    const hour = Math.floor(moment.getTime() / hourMs)
    const busy = Array.from({ length: 7 * 24 }, (_, back) => this.hours.get(hour - 1 - back) ?? 0)
      .filter((signups) => signups > 0)
      .toSorted((a, b) => a - b)
    if (busy.length === 0) return null
    return { signups: this.hours.get(hour) ?? 0, usual: busy[Math.floor(busy.length / 2)] ?? 0 }
  }

  private known(stored: Stored, now: Date) {
    const active = this.activity.get(stored.friendId)
    const days = active?.days ?? (this.activity.size > 0 ? 0 : null)
    const isYoung = now.getTime() - stored.occurredAt.getTime() < returnDaysMin * dayMs
    const backAt = active === undefined ? [] : active.days === 1 ? [active.first] : [active.first, active.last]
    return { ...stored, laterDays: days === 0 && isYoung ? null : days, backAt }
  }
}

/** Of Dhaka: the world begins at its midnight. */
function dayOf(at: Date): number {
  return Math.floor(at.getTime() / dayMs)
}

function add<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}
