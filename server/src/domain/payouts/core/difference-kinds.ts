/** The kinds of differences and of resolutions: closed sets, with a sentence each for the operator. Pure. */
import type { Message } from '../../reasons/signup-reasons.js'

export const differenceKinds = {
  // From news of providers.
  never_sent: {
    bn: 'প্রোভাইডার এমন একটি টাকা তোলার কথা বলছে যা তাকে কখনো দেওয়া হয়নি।',
    en: 'The provider speaks of a payout that it was never handed.',
  },
  unknown_reference: {
    bn: 'প্রোভাইডার এমন রেফারেন্সের কথা বলছে যা এই অফারের নয়।',
    en: 'The provider speaks of a reference that is none of this program’s.',
  },
  paid_after_failed: {
    bn: 'এখানে ব্যর্থ বলে শেষ হয়েছে, প্রোভাইডার পরে বলেছে টাকা গেছে: একই টাকা দুবার যেতে পারে।',
    en: 'It is failed here, and the provider says later that it paid: the money can have gone out twice.',
  },
  failed_after_paid: {
    bn: 'এখানে পরিশোধ হয়েছে, প্রোভাইডার পরে বলেছে ব্যর্থ: মানুষটি টাকা না-ও পেয়ে থাকতে পারেন।',
    en: 'It is paid here, and the provider says later that it failed: the person may have received nothing.',
  },
  returned_after_failed: {
    bn: 'এখানে ব্যর্থ বলে শেষ হয়েছে, প্রোভাইডার বলেছে টাকা গিয়ে ফেরত এসেছে।',
    en: 'It is failed here, and the provider says that it was paid and came back.',
  },
  paid_twice: {
    bn: 'প্রোভাইডার একই টাকা তোলা দুই লেনদেনে পরিশোধ করেছে বলছে।',
    en: 'The provider names a second payment of the same payout.',
  },
  provider_reference_repeated: {
    bn: 'একই লেনদেন নম্বরে আরেকটি টাকা তোলা পরিশোধ হয়েছে; এক লেনদেনে একটিই পরিশোধ হয়।',
    en: 'This payment has paid another payout already. One payment pays one payout.',
  },
  wrong_amount: {
    bn: 'প্রোভাইডার অন্য অঙ্ক পাঠিয়েছে বলছে।',
    en: 'The provider says that it paid another amount.',
  },
  sent_twice: {
    bn: 'প্রোভাইডার একই রেফারেন্স আবার পেয়েছে।',
    en: 'The provider was given the same reference again.',
  },
  vanished: {
    bn: 'প্রোভাইডার আগে এটি নিয়েছিল, এখন বলছে চেনে না।',
    en: 'The provider had the payment and knows nothing of it now.',
  },
  unsettled: {
    bn: 'এক দিন ধরে জিজ্ঞেস করেও প্রোভাইডারের উত্তর মেলেনি।',
    en: 'The provider was asked for a day and gave no answer.',
  },
  // The provider's statement against the payouts.
  statement_unknown: {
    bn: 'প্রোভাইডারের হিসাবে টাকা গেছে, এখানে এমন কোনো টাকা তোলা নেই।',
    en: 'The statement has a payment, and here is no payout of its reference.',
  },
  statement_absent: {
    bn: 'এখানে পরিশোধ হয়েছে, প্রোভাইডারের হিসাবে এটি নেই।',
    en: 'It is paid here, and the statement does not have it.',
  },
  statement_amount: {
    bn: 'প্রোভাইডারের হিসাবের অঙ্ক এখানকার অঙ্কের সমান নয়।',
    en: 'The statement has another amount.',
  },
  statement_state: {
    bn: 'প্রোভাইডারের হিসাবে টাকা গেছে, এখানে পরিশোধ হয়নি।',
    en: 'The statement says that it was paid, and here it is not.',
  },
  statement_returned: {
    bn: 'প্রোভাইডারের হিসাবে টাকা ফেরত এসেছে, এখানে আসেনি।',
    en: 'The statement says that it came back, and here it did not.',
  },
  statement_not_returned: {
    bn: 'এখানে টাকা ফেরত এসেছে, প্রোভাইডারের হিসাবে আসেনি।',
    en: 'It came back here, and by the statement it did not.',
  },
  statement_repeated: {
    bn: 'প্রোভাইডারের হিসাবে একই রেফারেন্স একাধিকবার পরিশোধ হয়েছে।',
    en: 'The statement has the same reference paid more than once.',
  },
  statement_reference: {
    bn: 'প্রোভাইডারের হিসাবের লেনদেন নম্বর এখানকার নম্বর নয়।',
    en: 'The statement names another payment than the one that is known here.',
  },
  // The ledger against the payouts.
  ledger_step_missing: {
    bn: 'টাকা তোলার অবস্থা যে লেনদেন দাবি করে, খাতায় তা নেই।',
    en: 'The ledger lacks a movement that the state of the payout calls for.',
  },
  ledger_step_extra: {
    bn: 'খাতায় এমন লেনদেন আছে যা কোনো টাকা তোলার অবস্থা থেকে আসে না।',
    en: 'The ledger has a movement that no payout calls for.',
  },
  ledger_step_differs: {
    bn: 'খাতার লেনদেনের অঙ্ক, মালিক বা হিসাব টাকা তোলার সঙ্গে মেলে না।',
    en: 'The ledger moved another amount, for another person or between other accounts than the payout says.',
  },
  balance_differs: {
    bn: 'অংশগ্রহণকারীর ব্যালেন্স তাঁর টাকা তোলাগুলোর যোগফলের সমান নয়।',
    en: 'A balance of the participant is not the sum of their payouts.',
  },
} as const satisfies Readonly<Record<string, Message>>

export type DifferenceKind = keyof typeof differenceKinds
export const differenceKindNames = Object.keys(differenceKinds) as [DifferenceKind, ...DifferenceKind[]]

/** A person's resolutions. */
export const resolutions = {
  corrected_here: { bn: 'এখানে ঠিক করা হয়েছে।', en: 'It was put right here.' },
  corrected_there: { bn: 'প্রোভাইডার ঠিক করেছে।', en: 'The provider put it right.' },
  loss_accepted: { bn: 'ক্ষতি মেনে নেওয়া হয়েছে।', en: 'The loss is accepted.' },
  no_difference: { bn: 'আসলে মেলে; কারণ লেখা আছে।', en: 'It does agree; the note says why.' },
} as const satisfies Readonly<Record<string, Message>>

/** Resolutions without a person. */
export const machineResolutions = {
  settled: { bn: 'এই টাকা তোলার কী হয়েছে তা জানা গেছে।', en: 'It is known now what became of the payout.' },
  explained: { bn: 'পরের মিলানোয় আর পাওয়া যায়নি।', en: 'A later reconciliation did not find it any more.' },
} as const satisfies Readonly<Record<string, Message>>

export const allResolutions = { ...resolutions, ...machineResolutions }
export type PersonsResolution = keyof typeof resolutions
export type Resolution = keyof typeof allResolutions
export const resolutionNames = Object.keys(allResolutions) as [Resolution, ...Resolution[]]
export const personsResolutionNames = Object.keys(resolutions) as [PersonsResolution, ...PersonsResolution[]]
