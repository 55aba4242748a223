/**
 * Friends of the ring are on phones or wallets that others of the ring use too, more of them than in the program. A family
 * shares one phone, and a café a few, so it weighs in full only where more of these friends than usual do not come back.
 */
import * as z from 'zod'
import type { FraudCase, Group } from '../signals/case.js'
import { shareOfCrowds, shareOfFriends } from '../signals/crowds.js'
import { isSilent, surelySilentFrom } from '../signals/days.js'
import type { Ring } from '../signals/ring.js'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'
import { arePublic } from '../signals/public-phones.js'
import { crowdWeight } from '../signals/sharers.js'
import { countTied, type Tied } from '../signals/ties.js'
import { decibans, eitherOf, logChance } from '../signals/weight.js'

const livelyMax = 3
/** One phone may be the family's. Each further one that several of these friends share says this much. */
const perPhone = 3

export const tiedFriends = rule({
  name: 'tied_friends',
  family: 'identity',
  stages: ['release'],
  parameters: z.strictObject({
    friendsFrom: z.int().min(2).max(200).default(3).describe('Friends who share phones or wallets'),
  }),
  finds(one, { friendsFrom }) {
    const ring = ringOf(one)
    if (ring === undefined || one.group === null) return undefined
    const { ties } = one.group
    const tied = countTied([one.friendId, ...ring.members.map(({ friendId }) => friendId)].map((id) => ties.get(id)))
    if (tied.friends < friendsFrom) return undefined
    const of = ring.members.length + 1
    const several = crowdWeight(tied.largest - 1) + perPhone * (tied.groups - 1)
    // All of them on one phone are a family, or a group that was chosen for it.
    const isOne = tied.groups === 1 && (tied.friends === of || ring.bond === 'cluster')
    const weight = isOne ? several : Math.max(several, unusual(tied, of, one.group))
    const max = arePublic(one, ring) ? livelyMax : silentMax(one, ring)
    return { weight: Math.round(Math.min(max, weight)), figures: { friends: tied.friends, of, groups: tied.groups } }
  },
})

function silentMax(one: FraudCase, ring: Ring): number {
  if (isSilent(one, ring, surelySilentFrom)) return 13
  return isSilent(one, ring) ? 8 : livelyMax
}

/** Of rings, so many share phones or wallets. */
const ringShare = 0.5
/** Among a family's accounts it says no more than this much for each of them. */
const perFriend = 1.5

/** Against the share of friends in the program who share anything, and of the advocates whose friends do. */
function unusual({ friends }: Tied, of: number, { usual }: Group): number {
  const everywhere = shareOfFriends(usual, usual.tied)
  const together = shareOfCrowds(usual, usual.tiedCrowds)
  const counts = [friends, of - friends]
  const near = logChance(counts, [1, 1])
  const apart = logChance(counts, [20 * everywhere, 20 * (1 - everywhere)])
  return Math.min(perFriend * friends, decibans(eitherOf(ringShare, near, apart), eitherOf(together, near, apart)))
}
