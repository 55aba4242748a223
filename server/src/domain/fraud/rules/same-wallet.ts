/**
 * Other accounts are paid to the friend's wallet. A family shares one. Each account beyond a family makes it less likely
 * that they are people of their own, because the money is all that these accounts have in common. So does each further
 * advocate from outside who brought one of them: a family is mostly asked by one person, or by one of its own.
 */
import * as z from 'zod'
import type { FraudCase } from '../signals/case.js'
import { rule } from '../signals/rule.js'
import { purseWeight } from '../signals/sharers.js'

export const sameWallet = rule({
  name: 'same_wallet',
  family: 'identity',
  stages: ['signup', 'release'],
  parameters: z.strictObject({
    familyMax: z.int().min(1).max(24).default(5).describe('Accounts of one family that may share a wallet'),
  }),
  finds(one, { familyMax }) {
    const accounts = one.sharedWallet
    if (accounts === 0) return undefined
    const weight = purseWeight(accounts + 1, furtherAdvocates(one), familyMax)
    return { weight: Math.min(22, Math.round(weight)), figures: { accounts } }
  },
})

/** Beside one, who brought accounts of the cluster and are not in it themselves. */
function furtherAdvocates({ cluster, friendId, advocateId }: FraudCase): number {
  if (cluster === null) return 0
  const inside = new Set([friendId, ...cluster.friends.map((friend) => friend.friendId)])
  const advocates = new Set(cluster.friends.map((friend) => friend.advocateId))
  if (!cluster.holdsAdvocate) advocates.add(advocateId)
  else advocates.delete(advocateId)
  return Math.max(0, [...advocates].filter((id) => !inside.has(id)).length - 1)
}
