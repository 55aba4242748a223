/**
 * Friends of several advocates came from the same networks in the same hours, more densely than anything around them. One
 * house or school does this too, so it is a hint.
 */
import * as z from 'zod'
import { rule } from '../signals/rule.js'

export const denseBlock = rule({
  name: 'dense_block',
  family: 'shape',
  stages: ['release'],
  parameters: z.strictObject({
    friendsFrom: z.int().min(3).max(1000).default(6).describe('Friends in the block'),
    advocatesFrom: z.int().min(1).max(100).default(2).describe('Advocates in the block'),
  }),
  finds({ group, trace }, { friendsFrom, advocatesFrom }) {
    const block = group?.block
    if (block == null || trace.subnet === null || block.friends < friendsFrom || block.advocates < advocatesFrom)
      return undefined
    const weight = Math.min(5, 1 + Math.round(Math.log2(block.friends / friendsFrom) + Math.log2(block.advocates)))
    return { weight, figures: { friends: block.friends, advocates: block.advocates } }
  },
})
