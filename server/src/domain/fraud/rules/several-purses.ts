/**
 * Friends who have something in common are paid to several wallets, each of several of them. A family shares a wallet, and
 * a house of relatives has one or two such families. Where a third of the friends fall into such groups, few purses are filled
 * by many accounts, however small each group is kept. Relatives live on in the app: then it says little.
 */
import * as z from 'zod'
import type { FraudCase, Group } from '../signals/case.js'
import { isLively } from '../signals/days.js'
import { isLoose, type Ring } from '../signals/ring.js'
import { ringsOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'

const weightMax = 13
const livelyMax = 3
/** Of honest friends hardly a third share wallets, and fall into two families. */
const perPurse = 5
const shareOfRing = 1 / 3

export const severalPurses = rule({
  name: 'several_purses',
  family: 'identity',
  stages: ['release'],
  parameters: z.strictObject({
    pursesFrom: z.int().min(2).max(24).default(2).describe('Wallets, each of two or more of these friends'),
  }),
  finds(one, { pursesFrom }) {
    const { group } = one
    if (group === null) return undefined
    const isGone = group.own.laterDays === 0
    const hasPurse = group.purses.has(one.friendId)
    return ringsOf(one)
      .filter(({ bond }) => !isLoose(bond) || (bond === 'all' && (isGone || hasPurse)))
      .flatMap((ring) => {
        const { friends, purses } = pursesIn(one, group, ring)
        const of = ring.members.length + 1
        if (purses < pursesFrom || friends < shareOfRing * of) return []
        const max = isLively(one, ring) ? livelyMax : weightMax
        return { weight: Math.min(max, perPurse * purses), figures: { friends, of, purses } }
      })
      .toSorted((a, b) => b.weight - a.weight)[0]
  },
})

/** How many wallets two or more of these friends share, and how many friends these are. */
function pursesIn({ friendId }: FraudCase, { purses }: Group, { members }: Ring) {
  const counts = new Map<string, number>()
  for (const id of [friendId, ...members.map((member) => member.friendId)]) {
    const wallet = purses.get(id)?.wallet
    if (wallet !== undefined) counts.set(wallet, (counts.get(wallet) ?? 0) + 1)
  }
  const shared = [...counts.values()].filter((count) => count > 1)
  return { friends: shared.reduce((sum, count) => sum + count, 0), purses: shared.length }
}
