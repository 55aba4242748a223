/**
 * Friends who have something in common with this one are paid to a wallet to which many other accounts are paid too, and
 * this friend's own wallet is not known. A family shares a wallet, so only a wallet of more accounts than a family has, or
 * of accounts that several advocates brought, weighs.
 */
import * as z from 'zod'
import { isLoose } from '../signals/ring.js'
import { ringsOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'
import { purseWeight } from '../signals/sharers.js'

/** A family's wallet weighs less. */
const purseMin = 4
/** Each friend who is paid to such a wallet may say this much. */
const perFriend = 4

/** Of the ring, so many must be paid to such wallets. */
const ofRing = { share: 1 / 3, max: 13 }
/** A friend who shares nothing with them but the advocate, and never came back, is judged by most of the others only. */
const ofAll = { share: 1 / 2, max: 10 }

export const onePurse = rule({
  name: 'one_purse',
  family: 'identity',
  stages: ['release'],
  parameters: z.strictObject({
    friendsFrom: z.int().min(2).max(200).default(2).describe('Friends who are paid to such a wallet'),
    familyMax: z.int().min(1).max(24).default(5).describe('Accounts of one family that may share a wallet'),
  }),
  finds(one, { friendsFrom, familyMax }) {
    const { group } = one
    if (group === null || group.purses.has(one.friendId)) return undefined
    const weightOf = (friendId: string) => {
      const purse = group.purses.get(friendId)
      return purse === undefined ? 0 : purseWeight(purse.accounts, purse.advocates - 2, familyMax)
    }
    const isGone = group.own.laterDays === 0
    const found = ringsOf(one)
      .filter(({ bond }) => !isLoose(bond) || (bond === 'all' && isGone))
      .flatMap(({ bond, members }) => {
        const { share, max } = isLoose(bond) ? ofAll : ofRing
        const weights = members.map(({ friendId }) => weightOf(friendId)).filter((weight) => weight >= purseMin)
        const friends = weights.length
        if (friends < friendsFrom || friends < share * members.length) return []
        const weight = Math.min(max, perFriend * friends, Math.max(...weights))
        return { weight, figures: { friends, of: members.length } }
      })
    return found.toSorted((a, b) => b.weight - a.weight)[0]
  },
})
