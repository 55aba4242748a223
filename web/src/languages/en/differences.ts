/** English: what reconciliation finds. */
import type * as base from '../bn/differences.js'

/** The kinds of differences, for the operator. */
export const differenceKinds: typeof base.differenceKinds = {
  // From the answers of providers.
  never_sent: 'The provider reports a payout that was never sent to it.',
  unknown_reference: 'The provider reports a reference that is not from this program.',
  paid_after_failed: 'It failed here, and the provider later says that it paid. The money may have been paid twice.',
  failed_after_paid:
    'It is paid here, and the provider later says that it failed. The person may have received nothing.',
  returned_after_failed: 'It failed here, and the provider says that it was paid and came back.',
  paid_twice: 'The provider reports a second payment for the same payout.',
  provider_reference_repeated: 'This payment already paid another payout. One payment can pay only one payout.',
  wrong_amount: 'The provider says that it paid a different amount.',
  sent_twice: 'The provider received the same reference twice.',
  vanished: 'The provider had the payment and no longer knows it.',
  unsettled: 'The provider has not answered for a day.',
  // The provider's statement against the payouts.
  statement_unknown: 'The statement has a payment, and no payout here has its reference.',
  statement_absent: 'It is paid here, and the statement does not have it.',
  statement_amount: 'The statement has a different amount.',
  statement_state: 'The statement says that it was paid, and here it is not.',
  statement_returned: 'The statement says that it came back, and here it did not.',
  statement_not_returned: 'It came back here, and the statement says that it did not.',
  statement_repeated: 'The statement has more than one payment for this reference.',
  statement_reference: 'The statement has a different payment for this payout.',
  // The ledger against the payouts.
  ledger_step_missing: 'The ledger lacks a movement that the state of the payout requires.',
  ledger_step_extra: 'The ledger has a movement that no payout requires.',
  ledger_step_differs: 'The amount, the person or the accounts of the ledger’s movement are not those of the payout.',
  balance_differs: 'A balance of the participant is not the sum of their payouts.',
}

/** How it was resolved. */
export const resolutions: typeof base.resolutions = {
  corrected_here: 'It was corrected here.',
  corrected_there: 'The provider corrected it.',
  loss_accepted: 'The loss is accepted.',
  no_difference: 'There is no difference; the note says why.',

  settled: 'The result of the payout is known now.',
  explained: 'A later reconciliation no longer found it.',
}
