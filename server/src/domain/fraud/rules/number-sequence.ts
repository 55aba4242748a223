/**
 * Other friends have phone numbers of the same hundred: SIM cards that were bought as a strip. Inside the signup, friends
 * of other advocates in this hundred make it a common one. At the release they count too if none of them comes back.
 */
import * as z from 'zod'
import { rule } from '../signals/rule.js'
import { sequenceFinding } from '../signals/sequence.js'

export const numberSequence = rule({
  name: 'number_sequence',
  family: 'identity',
  stages: ['signup', 'release'],
  parameters: z.strictObject({
    othersFrom: z.int().min(1).max(24).default(1).describe('Other friends with a number of the same hundred'),
  }),
  finds(one, { othersFrom }) {
    return sequenceFinding(one, 'numberBlock', othersFrom, { unproven: 2, proven: 11 })
  },
})
