/**
 * Other accounts were seen on the friend's device or install. A second-hand phone has one, a family a few. Even a device
 * of many stays below a review by itself: it may be the one of a phone shop.
 */
import * as z from 'zod'
import { rule } from '../signals/rule.js'
import { crowdWeight } from '../signals/sharers.js'

export const sameDevice = rule({
  name: 'same_device',
  family: 'identity',
  stages: ['signup'],
  parameters: z.strictObject({
    othersFrom: z.int().min(1).max(24).default(1).describe('Other accounts on the device'),
  }),
  finds({ sharedDevice: accounts }, { othersFrom }) {
    if (accounts < othersFrom) return undefined
    return { weight: Math.min(13, crowdWeight(accounts)), figures: { accounts } }
  },
})
