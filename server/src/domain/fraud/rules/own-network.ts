/**
 * The friend came from the advocate's own address, or from the network and with the same kind of phone: a person who invites
 * themselves, or somebody of the same home. Inside the signup it is a hint; later the days afterwards tell the two apart.
 */
import * as z from 'zod'
import type { FraudCase, Group, OwnMarks } from '../signals/case.js'
import { shareOfFriends } from '../signals/crowds.js'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'
import { provenMax } from '../signals/shared-marks.js'
import { familyAccounts } from '../signals/sharers.js'

const hintMax = 5
/** Without reports of what friends do nobody tells a relative from a second account. */
const unprovenMax = 9
/** Of an address, of both, and of the network and the kind of phone: a phone on mobile data changes its address. */
const addressWeight = 4
const bothWeight = 13
const phoneWeight = 10
/** Another friend whom the same is true of: people have relatives, but few with the advocate's own kind of phone. */
const perFriend = 3

export const ownNetwork = rule({
  name: 'own_network',
  family: 'network',
  stages: ['signup', 'release'],
  parameters: z.strictObject({}),
  finds(one) {
    const { advocate, trace, group } = one
    if (advocate === null) return undefined
    const rarity = group === null ? phoneWeight : rarityOf(group)
    const weight = weightOf(advocate, trace, rarity)
    // Inside the signup nobody knows yet whether the network is a carrier's.
    if (weight === 0 || (group === null && advocate.address !== trace.address)) return undefined
    const neighbours = neighboursOf(one)
    const weights = group?.siblings.map((sibling) => weightOf(advocate, sibling, rarity)) ?? []
    const near = weights.filter((other) => other > 0).length
    const alike = weights.filter((other) => other > addressWeight).length
    const whole = weight / Math.log2(2 + neighbours) + perFriend * alike
    // Of a class on one line some few have the teacher's kind of phone by chance.
    const chosen = weight > addressWeight ? 10 * Math.log10((near + 1) / (alike + 1)) : 0
    const max = near >= familyAccounts ? placeMax(one, group) : maxOf(one)
    const bound = Math.round(Math.min(max, Math.min(bothWeight, whole) - chosen))
    const sameAgent = trace.agent !== null && advocate.agent === trace.agent ? 1 : 0
    return bound < 1 ? undefined : { weight: bound, figures: { sameAgent, neighbours } }
  },
})

function maxOf({ group, sharedDevice, cluster }: FraudCase): number {
  // A phone that both use has one network and one kind anyway.
  const isOnePhone = sharedDevice > 0 || cluster?.holdsAdvocate === true
  if (group === null || isOnePhone) return hintMax
  return group.usual.days === null ? unprovenMax : bothWeight
}

/** More friends than a family has: the advocate teaches, works or lives there, unless these friends do not come back. */
function placeMax(one: FraudCase, group: Group | null): number {
  const ring = group === null ? undefined : ringOf(one)
  if (group === null || ring === undefined) return Math.min(hintMax, maxOf(one))
  return Math.min(provenMax(one, group, ring, bothWeight), maxOf(one))
}

/** A kind of phone that a fourth of the program has is a friend's too by chance, four times as often as one of a sixteenth. */
function rarityOf({ usual }: Group): number {
  return -10 * Math.log10(shareOfFriends(usual, usual.sharing.agent))
}

function weightOf(advocate: OwnMarks, friend: OwnMarks, rarity: number): number {
  const isSame = (mark: 'address' | 'subnet' | 'agent') => friend[mark] !== null && advocate[mark] === friend[mark]
  if (isSame('address')) return isSame('agent') ? Math.min(bothWeight, addressWeight + rarity) : addressWeight
  return isSame('subnet') && isSame('agent') ? Math.min(phoneWeight, rarity) : 0
}

/** Accounts of other advocates with the same address; or with the same network, if only that is shared. */
function neighboursOf({ advocate, advocateId, sameSubnet, trace }: FraudCase): number {
  const isHome = trace.address !== null && advocate?.address === trace.address
  return sameSubnet.filter((mate) => mate.advocateId !== advocateId && (!isHome || mate.address === trace.address))
    .length
}
