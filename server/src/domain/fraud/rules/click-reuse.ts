/**
 * Several accounts were opened after one and the same click. Somebody may forward the page that the link led to, or open
 * an account for a customer, so a few say little.
 */
import * as z from 'zod'
import { rule } from '../signals/rule.js'

export const clickReuse = rule({
  name: 'click_reuse',
  family: 'shape',
  stages: ['signup', 'release'],
  parameters: z.strictObject({
    othersFrom: z.int().min(1).max(24).default(5).describe('Other accounts after the same click'),
  }),
  finds({ sameClick: accounts }, { othersFrom }) {
    if (accounts < othersFrom) return undefined
    return { weight: Math.min(9, Math.round(3 * Math.log2(1 + accounts)) - 5), figures: { accounts } }
  },
})
