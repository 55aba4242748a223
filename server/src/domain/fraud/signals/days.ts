/**
 * Whether the friends of a ring come back, against what is usual in the program. Pure.
 *
 * Accounts that are opened for money are dropped at once, or touched once or twice so that they look alive. People differ:
 * some leave, some stay for good. The weight compares how well each explains the days of the others in the ring. The
 * friends of different honest advocates differ too, so the usual shares are not taken as exact. Then comes the friend's
 * own life: a person who lives in the app is not made a fake by the company they keep.
 */
import { ageDaysOf, type FraudCase, type Group, type Sibling } from './case.js'
import { countDays, groupOf, markWeight } from './crowds.js'
import { linesWeight } from './variety.js'
import { isLoose, markOf, oncePerRing, type Bond, type Member, type Ring } from './ring.js'
import { anyOf, bounded, decibans, eitherOf, logChance } from './weight.js'

/**
 * What is done with accounts that are opened for money, how often, and the days that follow from it: none, one, two or
 * three, more. One ring does with all of its accounts about the same. Few rings touch each account, and many people come
 * back once or twice, so a small group that does so proves nothing.
 */
const habits = [
  { share: 0.7, days: [8, 1, 0.4, 0.2] },
  { share: 0.1, days: [1.5, 6, 1.5, 0.2] },
  { share: 0.1, days: [1, 2, 6, 0.3] },
  { share: 0.1, days: [1.5, 4, 3, 0.3] },
]
/** So many rings imitate people who lose interest: their days are like those of people, but nobody lives in the app. */
const imitating = 0.3
/** Of a hundred accounts that are opened for money, two are active on four days or more. */
const livingIfPaid = [0.4, 19.6]
/** Of single accounts that are opened for money. */
const paidShares = [0.76, 0.13, 0.095, 0.015]

/** A group without a rare mark in common may be an audience that loses interest. */
const looseMax = 6
/** People who are paid for typing a code, or the audience of a film in which it is said. */
const typedMax = 11
/**
 * An audience that loses interest is silent. Around a group with a rare mark, friends of whom fewer than usual are silent,
 * and of whom nobody lives in the app, are none: somebody touches these accounts.
 */
const touchedMax = 11
/** So many friends of one advocate are looked at as a whole. */
const audienceMin = 8
const tightMax = 14
const inFavourMax = 12

/** From here on friends are twice as likely to be dropped accounts than people. */
export const silentFrom = 3
/** And from here on four times as likely. */
export const surelySilentFrom = 6

/**
 * Each friend may say this much against a ring. People of one week have the same exams and holidays, so their days are not
 * as independent as the distributions say: four people who each came back twice are no slow ring.
 */
const perFriendMax = 2

/** A friend who came back is seldom a fake, however alike the days of several are: in the order of `dayGroups`. */
const perGroupMax = [perFriendMax, 0.6, 0.4, 0]
/**
 * So much may one friend say for the others. To touch an account on a day or three is cheap, so only those who live in the
 * app speak in full.
 */
const perGroupMin = [0, 0.2, 0.3, 4]
/** And a few who came back say half as much. */
const returnedFrom = 10

export interface Days {
  readonly friends: number
  /** How many of them did not come back on a later day. */
  readonly silent: number
  readonly weight: number
}

/** @param ring undefined: the friend alone */
export function daysOf(one: FraudCase, ring: Ring | undefined): Days | undefined {
  return ring === undefined ? daysWith(one) : daysInRing(one, ring)
}

const daysInRing = oncePerRing(daysWith)

function daysWith(one: FraudCase, ring?: Ring): Days | undefined {
  const { group } = one
  const usual = group?.usual.days
  if (group === null || usual == null) return undefined
  const shares = sharesOf(usual)
  const members = ring?.members ?? []
  const others = ring === undefined ? 0 : companyWeight(one, group, ring, shares)
  const own = groupOf(group.own.laterDays)
  if (own === undefined && others === 0) return undefined
  const alone = own === undefined ? 0 : decibans(Math.log(paidShares[own] ?? 0), Math.log(shares[own] ?? 0))
  const days = [group.own.laterDays, ...members.map(({ laterDays }) => laterDays)]
  return {
    friends: days.filter((count) => count !== null).length,
    silent: days.filter((count) => count === 0).length,
    weight: bounded(others + Math.min(perFriendMax, alone), -inFavourMax, tightMax),
  }
}

/** A share of nothing would make one friend impossible. */
function sharesOf(days: readonly number[]): number[] {
  return days.map((share) => (share + 0.02) / 1.08)
}

export function daysWeight(one: FraudCase, ring: Ring | undefined): number {
  return daysOf(one, ring)?.weight ?? 0
}

/** Whether the friends of a ring are twice as likely people with a life of their own as dropped accounts. */
export function isLively(one: FraudCase, ring: Ring | undefined): boolean {
  return daysWeight(one, ring) <= -silentFrom
}

/**
 * Whether the friends of a ring do not come back: likelier dropped accounts than people, and more of them silent than is
 * usual. Customers who each came back for a day or three are not silent, even if nobody of them lives in the app.
 */
export function isSilent(one: FraudCase, ring: Ring, from = silentFrom): boolean {
  const days = daysOf(one, ring)
  const usual = one.group?.usual.days?.[0] ?? 1
  return days !== undefined && days.weight >= from && days.silent > usual * days.friends
}

/** How the others of the ring live, in decibans. */
function companyWeight(one: FraudCase, group: Group, ring: Ring, shares: readonly number[]): number {
  const own = livesOf(one, group, ring, { shares })
  if (isLoose(ring.bond)) return own
  // Where all friends of the advocate are dropped or touched, a part of them does not stand out, and is no better. A part
  // that lives is.
  if (own <= 0 && livesOf(one, group, ring, { shares, siblings: [] }) <= 0) return own
  const around = looseRingsOf(one, group)
  return Math.max(
    own,
    ...around.map((each) => livesOf(one, group, each, { shares, isAround: isTight(one, group, ring) })),
  )
}

function looseRingsOf({ trace }: FraudCase, { siblings }: Group): Ring[] {
  const typed = trace.clickId === null ? siblings.filter(({ clickId }) => clickId === null) : []
  const rings: Ring[] = [
    { bond: 'all', members: siblings, chosen: 0 },
    { bond: 'typed', members: typed, chosen: 10 * Math.log10((siblings.length + 1) / (typed.length + 1)) },
  ]
  return rings.filter(({ members }) => members.length >= audienceMin)
}

interface Living {
  readonly shares: readonly number[]
  /** With whom the ring is compared. */
  readonly siblings?: readonly Sibling[]
  /** The ring surrounds one whose members share something rare. */
  readonly isAround?: boolean
}

function livesOf(one: FraudCase, group: Group, ring: Ring, living: Living): number {
  const { shares, siblings = group.siblings, isAround = false } = living
  const { members } = ring
  const counts = countDays(
    members.map(({ laterDays }) => laterDays),
    (at) => stillSilent(one, group, members[at]),
  )
  const friends = counts.reduce((sum, count) => sum + count, 0)
  if (friends === 0) return 0
  const honest = honestChance(one, group, ring, { counts, shares, siblings })
  const habit = anyOf(habits.map(({ share, days }) => Math.log(share) + logChance(counts, days)))
  const paid = eitherOf(imitating, honest + lifelessness(counts, shares, group.usual.spread), habit)
  const isTouched = isAround && (counts[0] ?? 0) < (shares[0] ?? 0) * friends
  const looseOrTouchedMax = isTouched ? touchedMax : looseMax
  const max = isTight(one, group, ring) ? tightMax : ring.bond === 'typed' ? typedMax : looseOrTouchedMax
  const weight = decibans(paid, honest) - ring.chosen
  const part = (at: number) => (at > 0 && friends < returnedFrom ? 0.5 : 1)
  const most = counts.reduce((sum, count, at) => sum + count * part(at) * (perGroupMax[at] ?? 0), 0)
  const least = counts.reduce((sum, count, at) => sum + count * (perGroupMin[at] ?? 0), 0)
  return Math.max(-inFavourMax, -least, Math.min(max, most, weight))
}

/**
 * How much likelier a ring has so few who live in the app than people. The share of people who do is the program's own. A
 * ring can touch its accounts as it likes, but to live in each of them costs more than it earns. A natural logarithm.
 */
function lifelessness(counts: readonly number[], shares: readonly number[], spread: number): number {
  const living = counts.at(-1) ?? 0
  const split = [living, counts.reduce((sum, count) => sum + count, 0) - living]
  const share = shares.at(-1) ?? 0
  return logChance(split, livingIfPaid) - logChance(split, [share * spread, (1 - share) * spread])
}

/** So much do the other friends of the advocate say about a group of them, at most. */
const besideMax = 24

/**
 * The log of the chance of these days among honest friends. The friends beside the ring show how loyal the friends of this
 * advocate are: where an audience loses interest, one neighbourhood of it does so too. The others of the same house speak
 * for the ring only: the customers of one computer of a café are like those of the next, or are so by chance.
 */
function honestChance(
  one: FraudCase,
  group: Group,
  ring: Ring,
  {
    counts,
    shares,
    siblings: known,
  }: { readonly counts: readonly number[]; readonly shares: readonly number[]; readonly siblings: readonly Sibling[] },
): number {
  const inside = new Set(ring.members.map(({ friendId }) => friendId))
  const chanceBeside = (beside: readonly Pick<Member, 'laterDays'>[]) =>
    logChance(counts, expectedOf(group, shares, countDays(beside.map(({ laterDays }) => laterDays))))
  const siblings = known.filter(({ friendId }) => !inside.has(friendId))
  // A few who are unlike the other friends of the advocate may still be like the friends of others.
  const chance = Math.max(chanceBeside([]), chanceBeside(siblings))
  const ofHouse = one.sameAddress.filter(({ friendId }) => inside.has(friendId)).length * 2 > ring.members.length
  if (!ofHouse) return chance
  const counted = new Set([...inside, ...siblings.map(({ friendId }) => friendId)])
  const house = one.sameAddress.filter(({ friendId }) => !counted.has(friendId))
  return Math.max(chance, chanceBeside([...siblings, ...house]))
}

function expectedOf({ usual }: Group, shares: readonly number[], beside: readonly number[]): number[] {
  const total = beside.reduce((sum, count) => sum + count, 0)
  const weight = total <= besideMax ? 1 : besideMax / total
  return shares.map((share, at) => share * usual.spread + weight * (beside[at] ?? 0))
}

/**
 * A younger account has had less time to come back. Of those that are silent at its age, only a part will still be silent
 * at the age of the friend in question: it counts for that part.
 */
function stillSilent({ occurredAt, now }: FraudCase, { usual }: Group, member: Member | undefined): number {
  if (member?.laterDays !== 0) return 1
  const last = usual.silentAfter.length - 1
  const young = usual.silentAfter[Math.min(last, ageDaysOf(member.occurredAt, now))] ?? 0
  const grown = usual.silentAfter[Math.min(last, ageDaysOf(occurredAt, now))] ?? 0
  return young === 0 ? 1 : Math.min(1, grown / young)
}

/** In decibans. A carrier's network is shared by chance, and ties nobody. */
const rareFrom = 3

/** So many other friends of one hundred of phone numbers are no chance. */
const stripFrom = 3

const tightBonds: ReadonlySet<Bond> = new Set(['home', 'place', 'cluster', 'ties'])

/** Whether the members share something that is rare. */
export function isTight(one: FraudCase, group: Group, ring: Ring): boolean {
  if (tightBonds.has(ring.bond)) return true
  if (ring.bond === 'lines') return linesWeight(one, group) >= rareFrom
  // A program would need a tenth of all phones in the country before this happened by chance.
  if (ring.bond === 'numberBlock' || ring.bond === 'strips') return ring.members.length >= stripFrom
  const mark = markOf(ring.bond)
  return mark !== undefined && markWeight(one, group, mark, tightMax) >= rareFrom
}
