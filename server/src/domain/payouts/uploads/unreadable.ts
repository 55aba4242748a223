/** Why a whole file is refused: a closed set, with the line and a sentence for the uploader. Pure. */
import type { AppError, Sentence } from '../../../errors.js'
import { inBengali, refusal } from '../../../csv/refusal.js'

type Say = (column: string) => Sentence

/** The continuation of "Line 8 of the file". */
const faults = {
  not_csv: () => ({
    bn: 'CSV নয়; কোনো উদ্ধৃতি চিহ্ন (") খোলা রয়ে গেছে কি না দেখুন',
    en: 'is not CSV: look for a quotation mark that is not closed',
  }),
  empty: () => ({ bn: 'ফাঁকা', en: 'is empty' }),
  column_twice: (column) => ({ bn: `${column} কলামটি দুবার আছে`, en: `names the column ${column} twice` }),
  column_missing: (column) => ({
    bn: `শিরোনামে ${column} কলাম নেই`,
    en: `names no column ${column}: see docs/payout-files.md`,
  }),
  row_incomplete: () => ({ bn: 'সব ঘর নেই', en: 'has fewer cells than the heading needs' }),
  row_too_long: () => ({ bn: 'শিরোনামের চেয়ে বেশি ঘর আছে', en: 'has more cells than the heading' }),
  state_unknown: () => ({ bn: 'অবস্থা paid বা returned হতে হবে', en: 'must say paid or returned' }),
  amount_unreadable: () => ({
    bn: 'টাকার অঙ্ক পড়া যায় না; 1,000.00 এর মতো লিখুন',
    en: 'has an amount that cannot be read: write it like 1,000.00',
  }),
  currency_wrong: () => ({ bn: 'মুদ্রা অফারের মুদ্রা নয়', en: "is in another currency than the program's" }),
  time_unreadable: () => ({
    bn: 'সময় পড়া যায় না; 2026-12-01 14:05 এর মতো লিখুন',
    en: 'has a time that cannot be read: write it like 2026-12-01 14:05',
  }),
  time_outside: () => ({
    bn: 'যে সময়ের হিসাব বলা হয়েছে, তার বাইরের তারিখ',
    en: 'is dated outside of the time that the statement is said to be of',
  }),
  provider_reference_missing: () => ({ bn: 'লেনদেন নম্বর (providerReference) নেই', en: 'has no providerReference' }),
  cell_too_long: () => ({ bn: 'কোনো ঘরের লেখা বেশি লম্বা', en: 'is too long' }),
} as const satisfies Readonly<Record<string, Say>>

export type FileFault = keyof typeof faults

/** @param column for faults about one. @returns AppError `result_file_unreadable` */
export function unreadable(line: number, fault: FileFault, column = ''): AppError {
  const { bn, en } = faults[fault](column)
  return refusal('result_file_unreadable', {
    bn: `ফাইলের ${inBengali(line)} নম্বর লাইন: ${bn}। ফাইল থেকে কিছুই নেওয়া হয়নি।`,
    en: `Line ${line} of the file ${en}. Nothing was taken from the file.`,
  })
}

/** @returns AppError `result_file_too_long` */
export function tooLong(rowsMax: number): AppError {
  return refusal('result_file_too_long', {
    bn: `ফাইলে ${inBengali(rowsMax)}টির বেশি সারি আছে। ভাগ করে কয়েকটি ফাইল করুন।`,
    en: `The file has more than ${rowsMax} rows. Cut it into several.`,
  })
}
