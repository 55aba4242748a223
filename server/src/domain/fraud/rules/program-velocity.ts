/** The program had far more signups in this hour than usual. A campaign does this too, so it hardly counts by itself. */
import * as z from 'zod'
import { rule } from '../signals/rule.js'

export const programVelocity = rule({
  name: 'program_velocity',
  family: 'timing',
  stages: ['release'],
  parameters: z.strictObject({
    timesUsual: z.number().min(2).max(1000).default(8).describe('How many times the usual number of an hour'),
    signupsFrom: z.int().min(10).max(1_000_000).default(50).describe('Fewer signups in an hour are never a rush'),
  }),
  finds({ group }, { timesUsual, signupsFrom }) {
    const hour = group?.programHour
    if (hour == null || hour.signups < signupsFrom || hour.signups < timesUsual * Math.max(1, hour.usual))
      return undefined
    return { weight: 1, figures: { signups: hour.signups, usual: Math.round(hour.usual) } }
  },
})
