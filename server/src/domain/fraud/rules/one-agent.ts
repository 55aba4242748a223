/** Friends of the advocate have the same phone model and version, more than its spread in the program explains. */
import * as z from 'zod'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'
import { sharedMark } from '../signals/shared-marks.js'

export const oneAgent = rule({
  name: 'one_agent',
  family: 'network',
  stages: ['release'],
  parameters: z.strictObject({
    friendsFrom: z.int().min(2).max(200).default(2).describe('Other friends with the same browser or app'),
  }),
  finds(one, { friendsFrom }) {
    const ring = ringOf(one)
    const found = ring && sharedMark(one, ring, 'agent', 9)
    if (found === undefined || found.friends < friendsFrom) return undefined
    return { weight: found.weight, figures: { friends: found.friends, of: one.group?.siblings.length ?? 0 } }
  },
})
