/**
 * Most of the ring is withheld already, and the friend has not come back either. Accounts of one ring differ by chance in
 * what each of them shows; they were opened for the same purse. Friends of an advocate without a mark in common are no ring.
 */
import * as z from 'zod'
import { ringsOf } from '../signals/rings.js'
import { isLoose } from '../signals/ring.js'
import { rule } from '../signals/rule.js'

export const withheldRing = rule({
  name: 'withheld_ring',
  family: 'shape',
  stages: ['release'],
  parameters: z.strictObject({
    friendsFrom: z.int().min(2).max(200).default(3).describe('Friends of the ring who are withheld'),
  }),
  finds(one, { friendsFrom }) {
    const { group } = one
    if (group === null || group.own.laterDays === null || group.own.laterDays > 1) return undefined
    const found = ringsOf(one)
      .filter(({ bond }) => !isLoose(bond))
      .map(({ members }) => ({
        friends: members.filter(({ friendId }) => group.withheld.has(friendId)).length,
        of: members.length,
      }))
      .filter(({ friends, of }) => friends >= friendsFrom && friends * 2 > of)
      .toSorted((a, b) => b.friends - a.friends)[0]
    return found && { weight: Math.min(10, 4 + 2 * Math.round(Math.log2(found.friends))), figures: found }
  },
})
