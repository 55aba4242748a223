/** The address is in another country than the friend. People travel, work abroad and use a VPN, so it says little. */
import * as z from 'zod'
import { rule } from '../signals/rule.js'

export const countryMismatch = rule({
  name: 'country_mismatch',
  family: 'network',
  stages: ['signup', 'release'],
  parameters: z.strictObject({}),
  finds({ country, trace }) {
    if (country === undefined || trace.addressCountry === null || trace.addressCountry === country) return undefined
    return { weight: 4, figures: {} }
  },
})
