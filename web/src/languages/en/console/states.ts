import type { states as base } from '../../bn/console/states.js'

export const states: typeof base = {
  referral: {
    pending: 'waiting',
    review: 'in review',
    counted: 'counted',
    lapsed: 'lapsed',
    reversed: 'reversed',
    refused: 'refused',
  },
  reason: {
    no_code: 'no link and no code',
    unknown_code: 'unknown code',
    unknown_click: 'unknown click',
    click_expired: 'click too old',
    program_not_live: 'program not live',
    program_closed: 'program closed',
    link_stopped: 'link stopped',
    already_member: 'had an account',
    identity_missing: 'identity missing',
    under_age: 'under age',
    country_not_eligible: 'other country',
    self_referral: 'own account',
    same_device: 'same device',
    advocate_cap_reached: 'limit reached',
    budget_exhausted: 'money all promised',
  },
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
