/**
 * Friends of several advocates came within hours of this one, with phone numbers of the same hundred and from other addresses:
 * somebody works through a box of cards for several accounts. A shop sells cards of one hundred too, for weeks, and opens the
 * accounts for one advocate on its own line.
 */
import * as z from 'zod'
import { isLively } from '../signals/days.js'
import { rule } from '../signals/rule.js'
import { ringOf } from '../signals/rings.js'
import { stripSessionOf } from '../signals/strip-session.js'

const weightMax = 9
const perFriend = 3

export const stripSession = rule({
  name: 'strip_session',
  family: 'timing',
  stages: ['release'],
  parameters: z.strictObject({
    friendsFrom: z
      .int()
      .min(2)
      .max(24)
      .default(2)
      .describe('Friends of other advocates, of one hundred and one session'),
  }),
  finds(one, { friendsFrom }) {
    if (one.group === null || isLively(one, ringOf(one))) return undefined
    const near = stripSessionOf(one)
    const friends = near.length
    if (friends < friendsFrom) return undefined
    const advocates = new Set(near.map((mate) => mate.advocateId)).size
    return { weight: Math.min(weightMax, perFriend * friends), figures: { friends, advocates } }
  },
})
