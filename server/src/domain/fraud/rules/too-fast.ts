/** The account was opened faster after the click than a person can install an app and fill in a form. */
import * as z from 'zod'
import { rule } from '../signals/rule.js'

export const tooFast = rule({
  name: 'too_fast',
  family: 'timing',
  stages: ['signup', 'release'],
  parameters: z.strictObject({
    underSeconds: z.int().min(1).max(3600).default(5).describe('From the click until the account is open'),
  }),
  finds({ trace }, { underSeconds }) {
    if (trace.clickMs === null || trace.clickMs < 0 || trace.clickMs >= underSeconds * 1000) return undefined
    return { weight: 10, figures: { seconds: Math.floor(trace.clickMs / 1000) } }
  },
})
