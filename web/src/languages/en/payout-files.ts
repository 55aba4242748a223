/** English: files of payouts and their results. */
import type * as base from '../bn/payout-files.js'

/** The result of checking a row. */
export const verdicts: typeof base.verdicts = {
  pays: 'Will be marked as paid.',
  fails: 'Will be marked as failed, and the money can be cashed out again.',
  returns: 'Will be marked as returned, and the money can be cashed out again.',
  known: 'Already known; nothing changes.',
  repeated: 'The same row is in the file before; the first one is used.',
  contradicts_itself: 'Rows of the file disagree about this payout, so none of them is used.',
  unknown_reference: 'This program has no payout by file with this reference.',
  never_sent: 'This payout was never sent out in a file.',
  wrong_amount: 'The amount is not the amount of the payout.',
  provider_reference_repeated:
    'Another payout already has this payment reference. One payment can pay only one payout, so this row is left out.',
  contradicts: 'Contradicts a final result. No money moves, and a difference is opened for a person to look at.',
  row_incomplete: 'The row has fewer cells than the heading needs.',
  row_too_long: 'The row has more cells than the heading.',
  reference_unreadable: 'This is not one of our references: they begin with pay_.',
  state_unknown: 'The state must be paid, failed or returned.',
  amount_unreadable: 'The amount cannot be read. Write it like 1,000.00.',
  currency_wrong: "The currency is not the program's.",
  provider_reference_missing: "The provider's reference is missing. Without it nobody can find the payment again.",
  code_unknown: 'The code is not one of the published reasons.',
}

/** What is wrong with a line of a file: the part of a sentence that `fileRefusals.unreadable` continues with. */
export const fileFaults: typeof base.fileFaults = {
  not_csv: 'is not CSV: look for a quotation mark that is not closed',
  empty: 'is empty',
  column_twice: (column) => `names the column ${column} twice`,
  column_missing: (column) => `names no column ${column}: see docs/payout-files.md`,
  row_incomplete: 'has fewer cells than the heading needs',
  row_too_long: 'has more cells than the heading',
  state_unknown: 'must say paid or returned',
  amount_unreadable: 'has an amount that cannot be read: write it like 1,000.00',
  currency_wrong: "is in another currency than the program's",
  time_unreadable: 'has a time that cannot be read: write it like 2026-12-01 14:05',
  time_outside: 'has a date outside the days of the statement',
  provider_reference_missing: 'has no providerReference',
  cell_too_long: 'is too long',
}

/** Why a whole file is refused, for the person who made it. */
export const fileRefusals: typeof base.fileRefusals = {
  unreadable: (line, fault) => `Line ${line} of the file ${fault}. Nothing was read from the file.`,
  tooLong: (rows) => `The file has more than ${rows} rows. Split it into several files.`,
  noText: (line) =>
    `Line ${line} of the file is not readable text: it must be UTF-8, or UTF-16 with a byte order mark. ` +
    'In a spreadsheet, save it as "CSV UTF-8". Nothing was read from the file.',
}
