/**
 * The ring of a friend: the other friends with whom it is judged. Pure.
 *
 * A ring is friends who have something weak in common and behave alike. Neither suffices: a hostel has one address and
 * lively people, an audience loses interest and comes from everywhere. So each group of friends that share something
 * with this one is looked at as a whole, and the one whose members look most like accounts opened for money is the ring.
 * The rules about networks, times and later days all speak about this same ring: evidence of different groups of
 * friends is not added up.
 */
import { matesMax, type FraudCase, type Group, type Mark, type Mate, type Sibling } from './case.js'
import { sharing } from './crowds.js'
import { daysWeight } from './days.js'
import { isLoose, markOf, type Bond, type Member, type Ring } from './ring.js'
import { delaysWeight, rhythmWeight } from './ring-times.js'
import { within } from './times.js'
import { togetherWeight } from './together.js'

/** Two others and the friend: fewer are no group. */
const membersMin = 2

/** Friends who share no mark are a ring only if they are many, and those of one hour if they are more. */
const looseMembersMin = 8
const nearMembersMin = 12

/** The group of friends that looks most like a ring, or undefined if the friend is in no group. At the release only. */
export function ringOf(one: FraudCase): Ring | undefined {
  const known = found.get(one)
  if (known !== undefined) return known.ring
  const rings = besidesLively(one, ringsOf(one))
  const weights = rings.map((ring) => suspicionOf(one, ring))
  const ring = rings[weights.indexOf(Math.max(...weights))]
  found.set(one, { ring })
  return ring
}

/**
 * A part of a lively house, shop or class is not judged alone: of forty customers some few with one kind of phone always
 * stay away. A ring that works inside a lively house stands out more.
 */
function besidesLively(one: FraudCase, rings: readonly Ring[]): Ring[] {
  const lively = rings.filter(
    (ring) =>
      (ring.bond === 'near' || !isLoose(ring.bond)) &&
      ring.members.length >= livelyMembersMin &&
      daysWeight(one, ring) <= -livelyFrom,
  )
  return rings.filter((ring) => !lively.some((whole) => isPartOf(ring, whole)) || daysWeight(one, ring) >= apartFrom)
}

/** They must be three times as likely to be people than dropped accounts. */
const livelyFrom = 5
const livelyMembersMin = 6
/** A part that is ten times as likely to be dropped accounts is not there by chance. */
const apartFrom = 10
const partShare = 0.8

function isPartOf(ring: Ring, whole: Ring): boolean {
  if (whole.members.length <= ring.members.length) return false
  const inside = new Set(whole.members.map(({ friendId }) => friendId))
  return ring.members.filter(({ friendId }) => inside.has(friendId)).length >= partShare * ring.members.length
}

/** Several rules ask for the ring of the same case. */
const found = new WeakMap<FraudCase, { readonly ring: Ring | undefined }>()

export function ringsOf(one: FraudCase): Ring[] {
  const { group } = one
  if (group === null) return []
  const typed = one.trace.clickId === null ? group.siblings.filter(({ clickId }) => clickId === null) : []
  const groups: readonly { readonly bond: Bond; readonly members: readonly Member[] }[] = [
    ...(['address', 'subnet', 'agent', 'mailBlock'] as const).map((mark) => ({
      bond: mark,
      members: sharing(one, group, mark),
    })),
    { bond: 'lines', members: pairedBy(one, group, ({ address }) => address) },
    { bond: 'strips', members: pairedBy(one, group, ({ numberBlock }) => numberBlock) },
    { bond: 'ties', members: pairedBy(one, group, (friend) => group.ties.get(friend.friendId) ?? null) },
    { bond: 'numberBlock', members: withClicks(one.sameNumberBlock, group) },
    { bond: 'home', members: sameHome(one) },
    { bond: 'place', members: samePlace(one) },
    { bond: 'cluster', members: withClicks(one.cluster?.friends ?? [], group) },
    { bond: 'typed', members: typed },
    { bond: 'near', members: group.siblings.filter((sibling) => within(sibling, one.occurredAt, 1)) },
    { bond: 'all', members: group.siblings },
  ]
  return groups
    .filter(({ bond, members }) => members.length >= leastOf(bond))
    .map((ring) => ({ ...ring, chosen: chosenOf(one, group, ring.bond, ring.members) }))
}

function leastOf(bond: Bond): number {
  return bond === 'near' ? nearMembersMin : isLoose(bond) ? looseMembersMin : membersMin
}

/** Friends of the advocate who share something with another one of them, this friend included. */
function pairedBy(
  { friendId, trace }: FraudCase,
  { siblings }: Group,
  read: (friend: Pick<Sibling, 'friendId' | 'address' | 'numberBlock'>) => string | null,
): Sibling[] {
  const own = read({ friendId, ...trace })
  if (own === null) return []
  const counts = new Map([[own, 1]])
  for (const sibling of siblings) {
    const value = read(sibling)
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  const isPaired = (value: string | null) => value !== null && (counts.get(value) ?? 0) > 1
  return isPaired(own) ? siblings.filter((sibling) => isPaired(read(sibling))) : []
}

/**
 * Of many friends who came in a wave, some twelve in a row stay away by chance. Of forty customers of a shop, some five
 * with one kind of phone do, and some five customers of one computer of a café. The more such groups there are, the less
 * one of them says.
 */
function chosenOf(one: FraudCase, group: Group, bond: Bond, members: readonly Member[]): number {
  if (bond === 'home') return 0
  if (isLoose(bond)) return 10 * Math.log10(Math.max(1, (group.siblings.length + 1) / (members.length + 1)))
  const around = placeAround(one, members)
  // Many people have one name; the place of a friend is one of the networks of the others.
  if (bond === 'mailBlock') return 10 * Math.log10((group.siblings.length + 1) / (members.length + 1))
  const mark = bond === 'place' ? 'subnet' : markOf(bond)
  // All that are shared are taken: there was no choice among them.
  const alike = mark === undefined ? 1 : groupsOf(group, mark)
  return 10 * Math.log10(Math.max(1, alike, (around + 1) / (members.length + 1)))
}

/** How many friends came from this friend's address, if most of the group is among them. */
function placeAround({ sameAddress }: FraudCase, members: readonly Member[]): number {
  const around = new Set(sameAddress.map(({ friendId }) => friendId))
  const inside = members.filter(({ friendId }) => around.has(friendId)).length
  return inside * 2 > members.length ? around.size : 0
}

/** How many groups the mark makes of the friends of the advocate. */
function groupsOf({ siblings }: Group, mark: Mark): number {
  const counts = new Map<string, number>()
  for (const { [mark]: value } of siblings) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts.values()].filter((count) => count >= membersMin).length
}

/**
 * Friends of any advocate from the friend's address. The address of a carrier brings a friend or two of each of many
 * advocates; a house, a shop and a farm bring several friends of each.
 */
function sameHome({ sameAddress, advocateId, group }: FraudCase): Member[] {
  if (group === null) return []
  const advocates = new Set([advocateId, ...sameAddress.map((mate) => mate.advocateId)])
  return sameAddress.length + 1 < friendsOfEachFrom * advocates.size ? [] : withClicks(sameAddress, group)
}

const friendsOfEachFrom = 2

/**
 * Friends of any advocate with the same network and the same kind of phone. A network that fills the look-up is a
 * carrier's, where this happens by chance, unless half of it has that kind.
 */
function samePlace({ sameSubnet, trace, group }: FraudCase): Member[] {
  if (trace.agent === null || group === null) return []
  const alike = sameSubnet.filter(({ agent }) => agent === trace.agent)
  return sameSubnet.length >= matesMax && alike.length * 2 < matesMax ? [] : withClicks(alike, group)
}

/** Of the advocate's own friends the clicks are known. */
function withClicks(mates: readonly Mate[], { siblings }: Group): Member[] {
  const known = new Map(siblings.map((sibling) => [sibling.friendId, sibling]))
  return mates.map((mate) => known.get(mate.friendId) ?? { ...mate, clickMs: null })
}

/** What a mark in common is worth in choosing the ring: a small, tight group before all friends. */
const boundBonus = 3

function suspicionOf(one: FraudCase, ring: Ring): number {
  const bonus = isLoose(ring.bond) ? 0 : boundBonus
  const times = rhythmWeight(one, ring) + delaysWeight(one, ring) + togetherWeight(one, ring)
  return bonus + daysWeight(one, ring) + times
}
