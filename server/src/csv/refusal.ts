/** Why the text of a file cannot be read, with the line and a sentence for the person who made the file. Pure. */
import { AppError, type Sentence } from '../errors.js'

/** @returns AppError `result_file_encoding` */
export function noText(line: number): AppError {
  return refusal('result_file_encoding', {
    bn: `ফাইলের ${inBengali(line)} নম্বর লাইনের লেখা পড়া যায় না। স্প্রেডশিট থেকে “CSV UTF-8” হিসেবে সেভ করুন। ফাইল থেকে কিছুই নেওয়া হয়নি।`,
    en:
      `Line ${line} of the file is not text that can be read: it must be UTF-8, or UTF-16 with its mark. ` +
      'In a spreadsheet, save it as "CSV UTF-8". Nothing was taken from the file.',
  })
}

export function refusal(
  code: 'result_file_unreadable' | 'result_file_encoding' | 'result_file_too_long',
  said: Sentence,
) {
  return new AppError(code, said.en, { said })
}

export function inBengali(count: number): string {
  return new Intl.NumberFormat('bn-BD').format(count)
}
