/** The verdicts on a row of a results file: a closed set, with a sentence each. Pure. */
import type { Sentence } from '../../../errors.js'
import type { RowFault } from './result-row.js'

export type Verdict =
  | RowFault
  | 'pays'
  | 'fails'
  | 'returns'
  | 'known'
  | 'repeated'
  | 'contradicts_itself'
  | 'unknown_reference'
  | 'never_sent'
  | 'wrong_amount'
  | 'provider_reference_repeated'
  | 'contradicts'

export const verdicts: Readonly<Record<Verdict, Sentence>> = {
  pays: { bn: 'পরিশোধ হয়েছে বলে লেখা হবে।', en: 'Will be marked as paid.' },
  fails: {
    bn: 'ব্যর্থ বলে লেখা হবে, টাকা ফেরত গিয়ে আবার তোলা যাবে।',
    en: 'Will be marked as failed, and the money can be cashed out again.',
  },
  returns: {
    bn: 'ফেরত এসেছে বলে লেখা হবে, টাকা আবার তোলা যাবে।',
    en: 'Will be marked as returned, and the money can be cashed out again.',
  },
  known: { bn: 'আগেই জানা আছে, কিছু বদলাবে না।', en: 'Known already; nothing changes.' },
  repeated: {
    bn: 'একই কথা ফাইলে আগেও আছে; প্রথমটিই ধরা হবে।',
    en: 'The same stands in the file before; the first one is taken.',
  },
  contradicts_itself: {
    bn: 'একই টাকা তোলা নিয়ে ফাইলে দুই রকম লেখা; কোনোটিই ধরা হবে না।',
    en: 'The file says different things of this payout; none of them is taken.',
  },
  unknown_reference: {
    bn: 'এই অফারে ফাইলে পাঠানো এমন কোনো টাকা তোলা নেই।',
    en: 'This program has no payout of this reference that goes by file.',
  },
  never_sent: { bn: 'এটি কোনো ফাইলে পাঠানো হয়নি।', en: 'This payout was never sent out in a file.' },
  wrong_amount: { bn: 'টাকার অঙ্ক মেলে না।', en: 'The amount is not that of the payout.' },
  provider_reference_repeated: {
    bn: 'একই লেনদেন নম্বর আরেকটি টাকা তোলারও: কোনোটিই ধরা হবে না।',
    en: 'Another payout has the same number of a payment. One payment pays one payout: this row is left out.',
  },
  contradicts: {
    bn: 'আগের ফলাফলের সঙ্গে মেলে না: টাকা নড়বে না, একজনকে দেখতে হবে।',
    en: 'Contradicts what is final: no money moves, and a difference is opened for a person to look at.',
  },
  row_incomplete: { bn: 'সারিতে সব ঘর নেই।', en: 'The row has fewer cells than the heading needs.' },
  row_too_long: { bn: 'সারিতে শিরোনামের চেয়ে বেশি ঘর আছে।', en: 'The row has more cells than the heading.' },
  reference_unreadable: {
    bn: 'এটি আমাদের রেফারেন্স নয়: সেগুলো pay_ দিয়ে শুরু।',
    en: 'This is no reference of ours: they begin with pay_.',
  },
  state_unknown: { bn: 'অবস্থা paid, failed বা returned হতে হবে।', en: 'The state must be paid, failed or returned.' },
  amount_unreadable: {
    bn: 'টাকার অঙ্ক পড়া যায় না; 1,000.00 এর মতো লিখুন।',
    en: 'The amount cannot be read; write it like 1,000.00.',
  },
  currency_wrong: { bn: 'মুদ্রা অফারের মুদ্রা নয়।', en: "The currency is not the program's." },
  provider_reference_missing: {
    bn: 'লেনদেন নম্বর (providerReference) নেই।',
    en: "The provider's reference is missing; without it nobody can find the payment again.",
  },
  code_unknown: { bn: 'ব্যর্থতার কারণ তালিকায় নেই।', en: 'The code is none of the published reasons.' },
}
