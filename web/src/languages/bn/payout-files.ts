/** বাংলা: files of payouts and their results. */

/** What was found about a row. */
export const verdicts = {
  pays: 'পরিশোধ হয়েছে বলে লেখা হবে।',
  fails: 'ব্যর্থ বলে লেখা হবে, টাকা ফেরত গিয়ে আবার তোলা যাবে।',
  returns: 'ফেরত এসেছে বলে লেখা হবে, টাকা আবার তোলা যাবে।',
  known: 'আগেই জানা আছে, কিছু বদলাবে না।',
  repeated: 'একই কথা ফাইলে আগেও আছে; প্রথমটিই ধরা হবে।',
  contradicts_itself: 'একই টাকা তোলা নিয়ে ফাইলে দুই রকম লেখা; কোনোটিই ধরা হবে না।',
  unknown_reference: 'এই অফারে ফাইলে পাঠানো এমন কোনো টাকা তোলা নেই।',
  never_sent: 'এটি কোনো ফাইলে পাঠানো হয়নি।',
  wrong_amount: 'টাকার অঙ্ক মেলে না।',
  provider_reference_repeated: 'একই লেনদেন নম্বর আরেকটি টাকা তোলারও: কোনোটিই ধরা হবে না।',
  contradicts: 'আগের ফলাফলের সঙ্গে মেলে না: টাকা নড়বে না, একজনকে দেখতে হবে।',
  row_incomplete: 'সারিতে সব ঘর নেই।',
  row_too_long: 'সারিতে শিরোনামের চেয়ে বেশি ঘর আছে।',
  reference_unreadable: 'এটি আমাদের রেফারেন্স নয়: সেগুলো pay_ দিয়ে শুরু।',
  state_unknown: 'অবস্থা paid, failed বা returned হতে হবে।',
  amount_unreadable: 'টাকার অঙ্ক পড়া যায় না; 1,000.00 এর মতো লিখুন।',
  currency_wrong: 'মুদ্রা অফারের মুদ্রা নয়।',
  provider_reference_missing: 'লেনদেন নম্বর (providerReference) নেই।',
  code_unknown: 'ব্যর্থতার কারণ তালিকায় নেই।',
}

/** What is wrong with a line of a file: the part of a sentence that `unreadableFile` goes on with. */
export const fileFaults = {
  not_csv: 'CSV নয়; কোনো উদ্ধৃতি চিহ্ন (") খোলা রয়ে গেছে কি না দেখুন',
  empty: 'ফাঁকা',
  column_twice: (column: string) => `${column} কলামটি দুবার আছে`,
  column_missing: (column: string) => `শিরোনামে ${column} কলাম নেই`,
  row_incomplete: 'সব ঘর নেই',
  row_too_long: 'শিরোনামের চেয়ে বেশি ঘর আছে',
  state_unknown: 'অবস্থা paid বা returned হতে হবে',
  amount_unreadable: 'টাকার অঙ্ক পড়া যায় না; 1,000.00 এর মতো লিখুন',
  currency_wrong: 'মুদ্রা অফারের মুদ্রা নয়',
  time_unreadable: 'সময় পড়া যায় না; 2026-12-01 14:05 এর মতো লিখুন',
  time_outside: 'যে সময়ের হিসাব বলা হয়েছে, তার বাইরের তারিখ',
  provider_reference_missing: 'লেনদেন নম্বর (providerReference) নেই',
  cell_too_long: 'কোনো ঘরের লেখা বেশি লম্বা',
}

/** Why a file is refused whole, for the person who made it. */
export const fileRefusals = {
  unreadable: (line: string, fault: string) => `ফাইলের ${line} নম্বর লাইন: ${fault}। ফাইল থেকে কিছুই নেওয়া হয়নি।`,
  tooLong: (rows: string) => `ফাইলে ${rows}টির বেশি সারি আছে। ভাগ করে কয়েকটি ফাইল করুন।`,
  noText: (line: string) =>
    `ফাইলের ${line} নম্বর লাইনের লেখা পড়া যায় না। স্প্রেডশিট থেকে “CSV UTF-8” হিসেবে সেভ করুন। ফাইল থেকে কিছুই নেওয়া হয়নি।`,
}
