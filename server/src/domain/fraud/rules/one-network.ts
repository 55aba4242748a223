/**
 * Friends of the advocate came from the friend's network, more than the program explains. The weight falls with the
 * number of people who share the network, and with the number of honest advocates whose friends live together.
 */
import { z } from 'zod'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'
import { sharedMark } from '../signals/shared-marks.js'

export const oneNetwork = rule({
  name: 'one_network',
  family: 'network',
  stages: ['release'],
  parameters: z.strictObject({
    friendsFrom: z.int().min(2).max(200).default(2).describe('Other friends from the network'),
  }),
  finds(one, { friendsFrom }) {
    const ring = ringOf(one)
    if (ring === undefined) return undefined
    const found = (['address', 'subnet'] as const)
      .flatMap((mark) => sharedMark(one, ring, mark, 10) ?? [])
      .toSorted((a, b) => b.weight - a.weight)[0]
    if (found === undefined || found.friends < friendsFrom) return undefined
    return { weight: found.weight, figures: { friends: found.friends, of: one.group?.siblings.length ?? 0 } }
  },
})
