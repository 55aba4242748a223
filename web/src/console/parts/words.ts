import { both } from '../lib/preferences.svelte.js'

export const words = both({
  en: {
    loading: 'Loading…',
    retry: 'Try again',
    more: 'Show more',
    close: 'Close',
    cancel: 'Cancel',
    copy: 'Copy',
    copied: 'Copied.',
    search: 'Search',
    readAt: (time: string) => `As of ${time}`,
    problems: {
      unreachable: 'The service cannot be reached. What you typed is still here; try again in a moment.',
      unauthenticated: 'Your session has ended. Sign in again.',
      permission_denied: 'Your role does not allow this. An owner can change it under Team.',
      sign_in_refused: 'The mail address or the password is wrong.',
      second_factor_refused: 'This code is wrong or was used already. Wait for the next one.',
      budget_short:
        'What is left in the budget does not cover this. Nothing was changed: fund the program, or ask finance to.',
      appeal_state_conflict: 'Somebody else has answered this meanwhile, and that answer stands. Nothing was changed.',
      referral_state_conflict: 'This referral was decided otherwise meanwhile. Nothing was changed: look at it again.',
      too_many_attempts: 'Too many attempts. Wait a quarter of an hour.',
      body_too_large: 'This file is larger than 64 MB. Nothing was taken from it: cut it into several.',
      file_empty: 'This file is empty.',
      upload_failed:
        'The file did not arrive. The line broke off, or the file was changed meanwhile. Choose it again and upload it again: twice does no harm.',
      upload_stopped: 'Stopped. Nothing was taken from the file.',
      payout_batch_empty:
        'Nothing waits any more: somebody else has made the batch meanwhile. Look at the list of batches.',
    },
  },
  bn: {
    loading: 'আনা হচ্ছে…',
    retry: 'আবার চেষ্টা করুন',
    more: 'আরও দেখুন',
    close: 'বন্ধ করুন',
    cancel: 'থাক',
    copy: 'কপি করুন',
    copied: 'কপি হয়েছে।',
    search: 'খুঁজুন',
    readAt: (time: string) => `${time}-এর হিসাব`,
    problems: {
      unreachable: 'সার্ভিসের সঙ্গে যোগাযোগ হচ্ছে না। যা লিখেছেন তা এখানেই আছে; একটু পরে আবার চেষ্টা করুন।',
      unauthenticated: 'আপনার সেশন শেষ হয়েছে। আবার সাইন ইন করুন।',
      permission_denied: 'আপনার দায়িত্বে এই কাজের অনুমতি নেই। মালিক “দল” পাতা থেকে তা বদলাতে পারেন।',
      sign_in_refused: 'মেইল ঠিকানা বা পাসওয়ার্ড ভুল।',
      second_factor_refused: 'কোডটি ভুল, বা আগেই ব্যবহার হয়েছে। পরের কোডটির জন্য অপেক্ষা করুন।',
      budget_short: 'তহবিলে এত টাকা নেই। কিছু বদলায়নি: তহবিলে টাকা দিন, বা যিনি অর্থ দেখেন তাঁকে বলুন।',
      appeal_state_conflict: 'আরেকজন এর উত্তর দিয়ে ফেলেছেন, সেটিই থাকছে। কিছু বদলায়নি।',
      referral_state_conflict: 'এই রেফারেলের সিদ্ধান্ত এর মধ্যে অন্যভাবে হয়েছে। কিছু বদলায়নি: আবার দেখুন।',
      too_many_attempts: 'অনেকবার চেষ্টা হয়েছে। পনেরো মিনিট অপেক্ষা করুন।',
      body_too_large: 'ফাইলটি ৬৪ MB-এর চেয়ে বড়। কিছুই নেওয়া হয়নি: ভাগ করে কয়েকটি ফাইল করুন।',
      file_empty: 'ফাইলটি ফাঁকা।',
      upload_failed:
        'ফাইলটি পৌঁছায়নি। সংযোগ কেটে গেছে, বা এর মধ্যে ফাইলটি বদলেছে। ফাইলটি আবার বেছে নিয়ে আবার দিন: দুবার দিলে ক্ষতি নেই।',
      upload_stopped: 'থামানো হয়েছে। ফাইল থেকে কিছুই নেওয়া হয়নি।',
      payout_batch_empty: 'আর কিছু অপেক্ষায় নেই: এর মধ্যে আরেকজন ব্যাচ বানিয়েছেন। ব্যাচের তালিকা দেখুন।',
    },
  },
})
