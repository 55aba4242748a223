/**
 * Friends who have something in common do not come back, or are touched once or twice so that they look alive. It also
 * speaks for people: a hostel, a class or the customers of a shop who come back weigh against what else they share.
 */
import * as z from 'zod'
import { daysOf } from '../signals/days.js'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'

export const neverReturns = rule({
  name: 'never_returns',
  family: 'behaviour',
  stages: ['release'],
  parameters: z.strictObject({}),
  finds(one) {
    const days = daysOf(one, ringOf(one))
    if (days === undefined || days.weight === 0) return undefined
    const usual = Math.round(100 * (one.group?.usual.days?.[0] ?? 0))
    return { weight: days.weight, figures: { friends: days.friends, silent: days.silent, usual } }
  },
})
