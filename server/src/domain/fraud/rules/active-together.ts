/**
 * Friends who have something in common are active within minutes of each other, on later days, far more often than the friends
 * of others: somebody keeps their accounts alive, one after the other. It says nothing of friends who live in the app.
 */
import * as z from 'zod'
import { isLively } from '../signals/days.js'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'
import { togetherOf } from '../signals/together.js'

export const activeTogether = rule({
  name: 'active_together',
  family: 'timing',
  stages: ['release'],
  parameters: z.strictObject({
    friendsFrom: z.int().min(3).max(200).default(3).describe('Friends who are active within minutes of another one'),
  }),
  finds(one, { friendsFrom }) {
    const ring = ringOf(one)
    if (ring === undefined || isLively(one, ring)) return undefined
    const found = togetherOf(one, ring)
    if (found === undefined || found.together < friendsFrom) return undefined
    return { weight: found.weight, figures: { friends: found.together, of: found.friends } }
  },
})
