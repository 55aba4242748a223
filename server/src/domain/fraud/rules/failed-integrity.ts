/** The device failed the check of its maker (Play Integrity, App Attest). A phone with an opened system fails it too. */
import * as z from 'zod'
import { rule } from '../signals/rule.js'

export const failedIntegrity = rule({
  name: 'failed_integrity',
  family: 'identity',
  stages: ['signup', 'release'],
  parameters: z.strictObject({}),
  finds({ trace }) {
    return trace.integrity === 'failed' ? { weight: 4, figures: {} } : undefined
  },
})
