/** বাংলা: every reason for which a friend does not count or money does not arrive, in each wording. */

/** The same for each way in which abuse is found: a person who tries them learns nothing. */
const notConfirmed = 'যাচাইয়ে এই আমন্ত্রণটি নিশ্চিত করা যায়নি, তাই বোনাস হয়নি। চাইলে আবার দেখার অনুরোধ করতে পারেন।'

/** Why a friend was not counted, for the person it happened to. None tells one person anything about another. */
export const refusals = {
  program_not_live: 'অফারটি তখন চালু ছিল না, তাই বোনাস হয়নি।',
  program_closed: 'অফারটি শেষ হয়ে গেছে, অথবা এখন শুধু কিছু দেশে চলছে আর আপনার দেশ জানানো হয়নি।',
  link_stopped: 'যে লিংক বা কোড দিয়ে এসেছেন, সেটি এখন আর চলে না।',
  already_member: 'আপনার আগে থেকেই একটি অ্যাকাউন্ট আছে। অফারটি শুধু নতুনদের জন্য।',
  identity_missing: 'প্রয়োজনীয় তথ্য (যেমন ফোন নম্বর) যাচাই করা হয়নি, তাই বোনাস হয়নি।',
  under_age: 'অফারটির একটি সর্বনিম্ন বয়স আছে। আপনার বয়স তার কম, অথবা জানানো হয়নি।',
  country_not_eligible: 'অফারটি নির্দিষ্ট কিছু দেশের জন্য। আপনার দেশ তার মধ্যে নেই, অথবা জানানো হয়নি।',
  self_referral: 'নিজের লিংক দিয়ে নিজেকে আমন্ত্রণ জানানো যায় না।',
  same_device: 'এই ফোন থেকে আগে একটি অ্যাকাউন্ট খোলা হয়েছে। অফারটিতে এক ফোনে একজনের জন্যই বোনাস।',
  suspected_abuse: notConfirmed,
  declined_by_app: notConfirmed,
  advocate_cap_reached: 'যিনি আমন্ত্রণ জানিয়েছেন, তাঁর বোনাসের সীমা পূর্ণ হয়ে গেছে।',
  budget_exhausted: 'অফারের জন্য জমা রাখা টাকা শেষ হয়ে গেছে, তাই বোনাস হয়নি।',
}

/** Abuse has no name of its own here either. */
const otherReason = 'অন্য কারণে'

/** Why people were not counted, after a share of them: in the portal, of the whole program. */
export const refusalShares: Readonly<Record<keyof typeof refusals, string>> = {
  program_not_live: 'তখন অফার চালু ছিল না',
  program_closed: 'অফার শেষ হয়ে গিয়েছিল',
  link_stopped: 'যে লিংকে এসেছিলেন, সেটি বন্ধ করা ছিল',
  already_member: 'আগে থেকেই অ্যাকাউন্ট ছিল',
  identity_missing: 'দরকারি তথ্য যাচাই করা ছিল না',
  under_age: 'বয়স কম ছিল, বা জানানো হয়নি',
  country_not_eligible: 'অফারটি তাঁদের দেশের জন্য নয়',
  self_referral: 'নিজেকে নিজে আমন্ত্রণ জানিয়েছিলেন',
  same_device: 'একই ফোনে আগে একজন অ্যাকাউন্ট খুলেছিলেন',
  suspected_abuse: otherReason,
  declined_by_app: otherReason,
  advocate_cap_reached: 'যিনি ডেকেছেন, তাঁর বোনাসের সীমা পূর্ণ ছিল',
  budget_exhausted: 'অফারের জমা টাকা শেষ হয়ে গিয়েছিল',
}

type OrganicReason = 'no_code' | 'unknown_code' | 'unknown_click' | 'click_expired'

/** The same reasons in a few words, for an operator. */
export const reasonLabels: Readonly<Record<OrganicReason | keyof typeof refusals, string>> = {
  no_code: 'লিংক বা কোড নেই',
  unknown_code: 'অচেনা কোড',
  unknown_click: 'অচেনা ক্লিক',
  click_expired: 'ক্লিক পুরোনো',
  program_not_live: 'অফার চালু ছিল না',
  program_closed: 'অফার শেষ',
  link_stopped: 'লিংক বন্ধ করা',
  already_member: 'আগে থেকেই অ্যাকাউন্ট ছিল',
  identity_missing: 'পরিচয় দেওয়া হয়নি',
  under_age: 'বয়স কম',
  country_not_eligible: 'অন্য দেশ',
  self_referral: 'নিজেরই অ্যাকাউন্ট',
  same_device: 'একই ফোন',
  suspected_abuse: 'অপব্যবহারের সন্দেহ',
  declined_by_app: 'অ্যাপ মানা করেছে',
  advocate_cap_reached: 'সীমা পূর্ণ',
  budget_exhausted: 'তহবিলের টাকা শেষ',
}

/** Why money did not arrive, for the person who waits for it. */
export const payoutFailures = {
  account_unknown: 'এই নম্বরে কোনো অ্যাকাউন্ট পাওয়া যায়নি। নম্বরটি মিলিয়ে দেখুন। টাকা আপনার হিসাবে ফেরত এসেছে।',
  account_blocked: 'আপনার অ্যাকাউন্টটি তখন টাকা নিতে পারছিল না। টাকা আপনার হিসাবে ফেরত এসেছে।',
  account_limit: 'আপনার অ্যাকাউন্টের সীমা পার হয়ে গিয়েছিল। টাকা আপনার হিসাবে ফেরত এসেছে, পরে আবার তুলতে পারেন।',
  amount_unsupported: 'এই পরিমাণ টাকা এভাবে পাঠানো যায় না। টাকা আপনার হিসাবে ফেরত এসেছে, অন্য পরিমাণ দিয়ে আবার চেষ্টা করুন।',
  provider_refused: 'পাঠানো যায়নি। টাকা আপনার হিসাবে ফেরত এসেছে।',
  not_sent: 'পাঠানো হয়নি। টাকা আপনার হিসাবে ফেরত এসেছে।',
  rejected: 'টাকা তোলার এই অনুরোধটি অনুমোদন পায়নি। টাকা আপনার হিসাবে ফেরত এসেছে। কারণ জানতে যোগাযোগ করুন।',
}

/** What went back to the offer of a payout that came back: for a friend who was found not to count meanwhile. */
export const takenBack = {
  whole: 'টাকাটা অফারে ফেরত গেছে: যাঁর জন্য পেয়েছিলেন, সেই বন্ধুর আমন্ত্রণ যাচাইয়ে বাতিল হয়েছে।',
  part: 'এর একটি অংশ অফারে ফেরত গেছে: যাঁর জন্য পেয়েছিলেন, সেই বন্ধুর আমন্ত্রণ যাচাইয়ে বাতিল হয়েছে। বাকি টাকা আবার তোলা যাবে।',
}

export const notReceived: string = 'টাকাটা পৌঁছায়নি।'
