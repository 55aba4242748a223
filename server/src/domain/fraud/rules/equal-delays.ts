/**
 * Friends who have something in common took the same time from the click to the account, as work by rote does. At the counter of
 * a shop they do too, so without reports of what friends do it says little.
 */
import * as z from 'zod'
import { delaysOf } from '../signals/ring-times.js'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'

export const equalDelays = rule({
  name: 'equal_delays',
  family: 'timing',
  stages: ['release'],
  parameters: z.strictObject({
    friendsFrom: z.int().min(4).max(200).default(4).describe('Friends that took the same time'),
  }),
  finds(one, { friendsFrom }) {
    const ring = ringOf(one)
    const delays = ring && delaysOf(one, ring)
    if (delays === undefined || delays.friends < friendsFrom) return undefined
    const weight = one.group?.usual.days === null ? Math.min(unprovenMax, delays.weight) : delays.weight
    return { weight, figures: { friends: delays.friends, seconds: delays.seconds } }
  },
})

const unprovenMax = 4
