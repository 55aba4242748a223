/** The address belongs to a data centre: a program was there, or a person behind a VPN. */
import * as z from 'zod'
import { rule } from '../signals/rule.js'

export const hostingNetwork = rule({
  name: 'hosting_network',
  family: 'network',
  stages: ['signup', 'release'],
  parameters: z.strictObject({}),
  finds({ trace }) {
    return trace.network === 'hosting' ? { weight: 10, figures: {} } : undefined
  },
})
