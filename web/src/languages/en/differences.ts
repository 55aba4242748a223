/** English: what reconciliation finds. */
import type * as base from '../bn/differences.js'

/** What does not agree, for the operator. */
export const differenceKinds: typeof base.differenceKinds = {
  // By the word of providers.
  never_sent: 'The provider speaks of a payout that it was never handed.',
  unknown_reference: 'The provider speaks of a reference that is none of this program’s.',
  paid_after_failed: 'It is failed here, and the provider says later that it paid: the money can have gone out twice.',
  failed_after_paid:
    'It is paid here, and the provider says later that it failed: the person may have received nothing.',
  returned_after_failed: 'It is failed here, and the provider says that it was paid and came back.',
  paid_twice: 'The provider names a second payment of the same payout.',
  provider_reference_repeated: 'This payment has paid another payout already. One payment pays one payout.',
  wrong_amount: 'The provider says that it paid another amount.',
  sent_twice: 'The provider was given the same reference again.',
  vanished: 'The provider had the payment and knows nothing of it now.',
  unsettled: 'The provider was asked for a day and gave no answer.',
  // The provider's statement against the payouts.
  statement_unknown: 'The statement has a payment, and here is no payout of its reference.',
  statement_absent: 'It is paid here, and the statement does not have it.',
  statement_amount: 'The statement has another amount.',
  statement_state: 'The statement says that it was paid, and here it is not.',
  statement_returned: 'The statement says that it came back, and here it did not.',
  statement_not_returned: 'It came back here, and by the statement it did not.',
  statement_repeated: 'The statement has the same reference paid more than once.',
  statement_reference: 'The statement names another payment than the one that is known here.',
  // The ledger against the payouts.
  ledger_step_missing: 'The ledger lacks a movement that the state of the payout calls for.',
  ledger_step_extra: 'The ledger has a movement that no payout calls for.',
  ledger_step_differs:
    'The ledger moved another amount, for another person or between other accounts than the payout says.',
  balance_differs: 'A balance of the participant is not the sum of their payouts.',
}

/** How it was resolved. */
export const resolutions: typeof base.resolutions = {
  corrected_here: 'It was put right here.',
  corrected_there: 'The provider put it right.',
  loss_accepted: 'The loss is accepted.',
  no_difference: 'It does agree; the note says why.',

  settled: 'It is known now what became of the payout.',
  explained: 'A later reconciliation did not find it any more.',
}
