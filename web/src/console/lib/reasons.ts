/** Why a signup was not counted, said to an operator; and the states of referrals and of money. */
import { both } from './preferences.svelte.js'

export const stateWords = both({
  en: {
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
      click_expired: 'click too old',
      program_not_live: 'program not live',
      program_closed: 'program closed',
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
  },
  bn: {
    referral: {
      pending: 'অপেক্ষায়',
      review: 'দেখা হচ্ছে',
      counted: 'গণনা হয়েছে',
      lapsed: 'সময় শেষ',
      reversed: 'ফেরত নেওয়া',
      refused: 'গণনা হয়নি',
    },
    reason: {
      no_code: 'লিংক বা কোড নেই',
      unknown_code: 'অচেনা কোড',
      click_expired: 'ক্লিক পুরোনো',
      program_not_live: 'অফার চালু ছিল না',
      program_closed: 'অফার শেষ',
      already_member: 'আগে থেকেই অ্যাকাউন্ট ছিল',
      identity_missing: 'পরিচয় দেওয়া হয়নি',
      under_age: 'বয়স কম',
      country_not_eligible: 'অন্য দেশ',
      self_referral: 'নিজেরই অ্যাকাউন্ট',
      same_device: 'একই ফোন',
      advocate_cap_reached: 'সীমা পূর্ণ',
      budget_exhausted: 'তহবিলের টাকা শেষ',
    },
    account: {
      funding: 'তহবিলের উৎস',
      returned: 'ফেরত',
      reserved: 'তুলে রাখা',
      budget: 'তহবিল',
      held: 'যাচাই চলছে',
      available: 'তোলা যাবে',
      clearing: 'পথে আছে',
      paid: 'পেয়েছেন',
    },
  },
})

export const referralTone = {
  pending: 'warn',
  review: 'warn',
  counted: 'good',
  lapsed: 'plain',
  reversed: 'bad',
  refused: 'plain',
} as const
