/** English: every reason for which a friend does not count or money does not arrive, in each wording. */
import type * as base from '../bn/reasons.js'

/** The same for each way in which abuse is found: a person who tries them learns nothing. */
const notConfirmed =
  'Our checks could not confirm this invitation, so it was not counted. You can ask for it to be looked at again.'

/** Why a friend was not counted, for the person it happened to. None tells one person anything about another. */
export const refusals: typeof base.refusals = {
  program_not_live: 'The offer was not running at that time, so this was not counted.',
  program_closed: 'The offer has ended, or it now runs in some countries only and yours was not given.',
  link_stopped: 'The link or code you came by does not count any more, so this was not counted.',
  already_member: 'You already had an account. The offer is for new people only.',
  identity_missing: 'Something the offer asks for, such as a phone number, was not confirmed, so this was not counted.',
  under_age: 'The offer has a minimum age. Your age is below it or was not given.',
  country_not_eligible: 'The offer is for certain countries. Yours is not among them or was not given.',
  self_referral: 'A person cannot invite themselves through their own link.',
  same_device: 'An account was opened on this phone before. The offer counts one person a phone.',
  suspected_abuse: notConfirmed,
  declined_by_app: notConfirmed,
  advocate_cap_reached: 'The person who invited you has reached the highest number that counts.',
  budget_exhausted: 'All the money set aside for the offer is already promised, so this was not counted.',
}

/** Abuse has no name of its own here either. */
const otherReason = 'another reason'

/** Why people were not counted, after a share of them: in the portal, of the whole program. */
export const refusalShares: typeof base.refusalShares = {
  program_not_live: 'the offer was not running',
  program_closed: 'the offer had ended',
  link_stopped: 'the link they came by was stopped',
  already_member: 'already had an account',
  identity_missing: 'something that is asked for was not confirmed',
  under_age: 'were too young, or gave no age',
  country_not_eligible: 'the offer is not for their country',
  self_referral: 'invited themselves',
  same_device: 'an account was opened on the same phone before',
  suspected_abuse: otherReason,
  declined_by_app: otherReason,
  advocate_cap_reached: 'the person who invited them had reached the limit',
  budget_exhausted: 'the money of the offer was promised',
}

/** The same reasons in a few words, for an operator. */
export const reasonLabels: typeof base.reasonLabels = {
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
  suspected_abuse: 'suspected abuse',
  declined_by_app: 'declined by the app',
  advocate_cap_reached: 'limit reached',
  budget_exhausted: 'money all promised',
}

/** Why money did not arrive, for the person who waits for it. */
export const payoutFailures: typeof base.payoutFailures = {
  account_unknown: 'There is no account of this number. Check the number. The money is back in your balance.',
  account_blocked: 'Your account could not receive money. The money is back in your balance.',
  account_limit: 'Your account had reached its limit. The money is back in your balance. You can try again later.',
  amount_unsupported: 'This amount cannot be sent this way. The money is back in your balance. Try another amount.',
  provider_refused: 'The money could not be sent. It is back in your balance.',
  not_sent: 'The money was not sent. It is back in your balance.',
  rejected: 'This cash-out was not approved. The money is back in your balance. Get in touch to learn why.',
}

/** What went back to the offer of a payout that came back: for a friend who was found not to count meanwhile. */
export const takenBack: typeof base.takenBack = {
  whole: 'It went back to the offer: a check found that the friend it was for does not count.',
  part: 'Part of it went back to the offer: a check found that the friend it was for does not count. The rest can be cashed out again.',
}

export const notReceived: typeof base.notReceived = 'The money did not arrive.'
