/**
 * Friends of the ring are on phones or wallets that others of the ring use too. A family shares one phone, and a café a
 * few, so it weighs only where these friends do not come back.
 */
import { z } from 'zod'
import { daysWeight } from '../signals/days.js'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'
import { crowdWeight } from '../signals/sharers.js'

/** They must be twice as likely to be dropped accounts than people. */
const silentFrom = 3
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
    const counts = new Map<string, number>()
    for (const id of [one.friendId, ...ring.members.map(({ friendId }) => friendId)]) {
      const label = one.group.ties.get(id)
      if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1)
    }
    const shared = [...counts.values()].filter((count) => count > 1)
    const friends = shared.reduce((sum, count) => sum + count, 0)
    if (friends < friendsFrom) return undefined
    const weight = crowdWeight(Math.max(...shared) - 1) + perPhone * (shared.length - 1)
    const max = daysWeight(one, ring) >= silentFrom ? 13 : livelyMax
    return { weight: Math.min(max, weight), figures: { friends, of: ring.members.length + 1, groups: shared.length } }
  },
})
