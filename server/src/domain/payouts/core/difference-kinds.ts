/** The kinds of differences and of resolutions: closed sets, with a sentence each for the operator. Pure. */
import { textsOf } from '@bondhu/web/texts'

export const differenceKindNames = [
  // From news of providers.
  'never_sent',
  'unknown_reference',
  'paid_after_failed',
  'failed_after_paid',
  'returned_after_failed',
  'paid_twice',
  'provider_reference_repeated',
  'wrong_amount',
  'sent_twice',
  'vanished',
  'unsettled',
  // The provider's statement against the payouts.
  'statement_unknown',
  'statement_absent',
  'statement_amount',
  'statement_state',
  'statement_returned',
  'statement_not_returned',
  'statement_repeated',
  'statement_reference',
  // The ledger against the payouts.
  'ledger_step_missing',
  'ledger_step_extra',
  'ledger_step_differs',
  'balance_differs',
] as const
export type DifferenceKind = (typeof differenceKindNames)[number]

export const differenceKinds = textsOf(differenceKindNames, (say) => say.differenceKinds)

/** A person's resolutions. */
export const personsResolutionNames = ['corrected_here', 'corrected_there', 'loss_accepted', 'no_difference'] as const

/** Resolutions without a person. */
export const machineResolutionNames = ['settled', 'explained'] as const

export const resolutionNames = [...personsResolutionNames, ...machineResolutionNames] as const
export type PersonsResolution = (typeof personsResolutionNames)[number]
export type Resolution = (typeof resolutionNames)[number]

export const resolutions = textsOf(resolutionNames, (say) => say.resolutions)
