/**
 * Friends of the advocate came from the friend's network, more than the program explains. The weight falls with the
 * number of people who share the network, and with the number of honest advocates whose friends live together.
 */
import * as z from 'zod'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'
import type { FraudCase } from '../signals/case.js'
import type { Ring } from '../signals/ring.js'
import { provenMax, sharedMark, type SharedMark } from '../signals/shared-marks.js'
import { linesWeight } from '../signals/variety.js'
import { bounded } from '../signals/weight.js'

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
    const lines = linesOf(one, ring)
    if (lines !== undefined && lines.friends >= friendsFrom && lines.weight > 0)
      return { weight: lines.weight, figures: { friends: lines.friends, of: one.group?.siblings.length ?? 0 } }
    const found = (['address', 'subnet'] as const)
      .flatMap((mark) => sharedMark(one, ring, mark, 10) ?? [])
      .toSorted((a, b) => b.weight - a.weight)[0]
    if (found === undefined || found.friends < friendsFrom) return undefined
    return { weight: found.weight, figures: { friends: found.friends, of: one.group?.siblings.length ?? 0 } }
  },
})

/** Those who share an address with another friend, and how few lines all of them have. */
function linesOf(one: FraudCase, ring: Ring): SharedMark | undefined {
  const { group } = one
  if (group === null || ring.bond !== 'lines') return undefined
  const friends = ring.members.length
  const weight = bounded(Math.min(1.4 * friends, linesWeight(one, group)), 0, provenMax(one, group, ring, 10))
  return { friends, weight }
}
