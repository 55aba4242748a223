/** The friend's mail address is of a service for addresses that are thrown away. Some people use one for privacy. */
import * as z from 'zod'
import { rule } from '../signals/rule.js'

export const disposableMail = rule({
  name: 'disposable_mail',
  family: 'identity',
  stages: ['signup', 'release'],
  parameters: z.strictObject({}),
  finds({ trace }) {
    return trace.disposableMail ? { weight: 8, figures: {} } : undefined
  },
})
