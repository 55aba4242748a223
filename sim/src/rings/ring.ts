/** What the rings of abusers have in common. Each family is a file, and draws its habits for each ring anew. */
import type { Account, RingFamily, Truth } from '../world/account.js'
import { firstHourShare, type Kit } from '../world/kit.js'
import type { Phone } from '../world/phones.js'
import { dayMs, dayOf, hourMs, minuteMs, momentOf } from '../world/time.js'

export interface RingOrder {
  readonly family: RingFamily
  readonly ring: string
  /** How many fake friends may be made at most. */
  readonly left: number
}

export type MakeRing = (kit: Kit, order: RingOrder) => void

export function truthOf({ family, ring }: RingOrder): Truth {
  return { kind: 'abuse', family, ring }
}

/** An account that has been there before the others, and is paid for them. */
export function boss(kit: Kit, order: RingOrder, phone: Phone | null = null, homely = false): Account {
  const one = kit.people.stranger()
  const day = kit.random.below(Math.max(1, kit.days - 14))
  const account = kit.member(
    { ...one, ...(phone !== null && { phone }), ...(homely && { homely: 1 }) },
    momentOf(kit.random, day),
    truthOf(order),
  )
  inviteHonest(kit, account)
  return account
}

/** Abusers have friends too: some are real. */
function inviteHonest(kit: Kit, account: Account): void {
  if (!kit.random.chance(0.5)) return
  for (let left = kit.random.whole(1, 4); left > 0; left--) {
    const friend = kit.people.anybody()
    if (friend !== undefined) kit.openAs(friend, account, account.openedAt + kit.random.real(0.2, 10) * dayMs)
  }
}

/** How a ring keeps what it made alive: mostly not at all, or a touch or two so that it looks alive. */
export function touches(kit: Kit, openedAt: number, { share, daysMax }: Touching): number[] {
  const { random } = kit
  const times = random.chance(firstHourShare) ? [openedAt + random.whole(1, 30) * minuteMs] : []
  if (!random.chance(share)) return times
  for (let left = random.whole(1, daysMax); left > 0; left--) {
    times.push(momentOf(random, dayOf(openedAt) + random.whole(1, 6)))
  }
  return times.filter((at) => at > openedAt).toSorted((a, b) => a - b)
}

export interface Touching {
  /** The share of accounts that are touched again. */
  readonly share: number
  readonly daysMax: number
}

/** Times of work: sessions of some hours, and gaps that vary by so much. */
export function sessionTimes(
  kit: Kit,
  from: number,
  count: number,
  gapMs: number,
  jitter: number,
  hours: number,
): number[] {
  const { random } = kit
  const times: number[] = []
  let start = from
  let at = start
  while (times.length < count) {
    times.push(Math.round(at))
    at += Math.max(1000, gapMs * (1 + jitter * random.normal()))
    if (at - start < hours * hourMs) continue
    start = start + dayMs * random.whole(1, 2) + random.real(-1, 1) * hourMs
    at = start
  }
  return times
}

/** When work begins: after the boss is there, and so that its hold ends within the world. */
export function startOf(kit: Kit, account: Account): number {
  const at = account.openedAt + kit.random.real(0.3, 8) * dayMs
  return Math.min(at, (kit.days - 2) * dayMs)
}
