/**
 * Other friends of the advocate have mail addresses that differ from the friend's in digits only: `rina1@`, `rina2@`. A
 * name that friends of other advocates have too is a common one, and says less.
 */
import * as z from 'zod'
import { rule } from '../signals/rule.js'
import { sequenceFinding } from '../signals/sequence.js'

export const mailSequence = rule({
  name: 'mail_sequence',
  family: 'identity',
  stages: ['signup', 'release'],
  parameters: z.strictObject({
    othersFrom: z.int().min(1).max(24).default(2).describe('Other friends with an address that differs in digits only'),
  }),
  finds(one, { othersFrom }) {
    return sequenceFinding(one, 'mailBlock', othersFrom, { unproven: 1, proven: 9 })
  },
})
