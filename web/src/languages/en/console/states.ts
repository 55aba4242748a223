import type { states as base } from '../../bn/console/states.js'
import { reasonLabels } from '../reasons.js'

export const states: typeof base = {
  referral: {
    pending: 'waiting',
    review: 'in review',
    counted: 'counted',
    lapsed: 'lapsed',
    reversed: 'reversed',
    refused: 'refused',
  },
  reason: reasonLabels,
  account: {
    funding: 'funding',
    returned: 'returned',
    reserved: 'reserved',
    budget: 'budget',
    held: 'being checked',
    available: 'available',
    clearing: 'on its way',
    paid: 'received',
  },
}
