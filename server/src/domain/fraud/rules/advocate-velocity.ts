/**
 * Friends of the advocate came in a burst far above the advocate's own rate. A class or a post that many people see does
 * this too, so it is never more than a hint.
 */
import * as z from 'zod'
import { hourMs } from '../../../clock.js'
import { rule } from '../signals/rule.js'
import { siblingsOf, within } from '../signals/times.js'

export const advocateVelocity = rule({
  name: 'advocate_velocity',
  family: 'timing',
  stages: ['signup', 'release'],
  parameters: z.strictObject({
    perHour: z.int().min(2).max(200).default(10).describe('Other friends of the advocate within an hour'),
    timesOwnRate: z.number().min(1).max(1000).default(8).describe('How many times the rate of the other hours'),
  }),
  finds(one, { perHour, timesOwnRate }) {
    const siblings = siblingsOf(one)
    const friends = siblings.filter((sibling) => within(sibling, one.occurredAt, 1)).length
    if (friends < perHour) return undefined
    const times = siblings.map(({ occurredAt }) => occurredAt.getTime())
    const hours = (Math.max(...times) - Math.min(...times)) / hourMs
    const otherHours = Math.max(0, hours - 2)
    const rate = otherHours === 0 ? 0 : (siblings.length - friends) / otherHours
    return friends < timesOwnRate * rate ? undefined : { weight: 1, figures: { friends } }
  },
})
