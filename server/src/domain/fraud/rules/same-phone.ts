/** Other accounts were seen with the friend's verified phone number. */
import * as z from 'zod'
import { rule } from '../signals/rule.js'
import { crowdWeight } from '../signals/sharers.js'

export const samePhone = rule({
  name: 'same_phone',
  family: 'identity',
  stages: ['signup'],
  parameters: z.strictObject({
    othersFrom: z.int().min(1).max(24).default(1).describe('Other accounts with the number'),
  }),
  finds({ sharedPhone: accounts }, { othersFrom }) {
    if (accounts < othersFrom) return undefined
    return { weight: Math.min(14, crowdWeight(accounts)), figures: { accounts } }
  },
})
