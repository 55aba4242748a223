/** বাংলা: what the rules of abuse found, for operators. No person is named. */

/** The figures of a finding, already written in this language. */
type Figures = Readonly<Record<string, string>>

/** A sentence for each rule, from its figures. */
export const signals = {
  same_device: ({ accounts }: Figures) => `একই ফোন থেকে আরও ${accounts}টি অ্যাকাউন্ট খোলা হয়েছে।`,
  same_phone: ({ accounts }: Figures) => `একই ফোন নম্বরে আরও ${accounts}টি অ্যাকাউন্ট আছে।`,
  same_wallet: ({ accounts }: Figures) => `আরও ${accounts}টি অ্যাকাউন্টের টাকা একই ওয়ালেটে যায়।`,
  number_sequence: ({ friends }: Figures) => `আরও ${friends} জন বন্ধুর ফোন নম্বর এই নম্বর থেকে শুধু শেষ দুই অঙ্কে আলাদা।`,
  mail_sequence: ({ friends }: Figures) => `আরও ${friends} জন বন্ধুর ইমেইল ঠিকানা এই ঠিকানা থেকে শুধু অঙ্কে আলাদা।`,
  disposable_mail: () => 'ইমেইল ঠিকানাটি অল্প সময়ের জন্য তৈরি করা যায়, এমন সেবার।',
  failed_integrity: () => 'ফোনটি নির্মাতার নিরাপত্তা যাচাইয়ে উত্তীর্ণ হয়নি।',
  emulator: () => 'অ্যাকাউন্টটি আসল ফোনে নয়, কম্পিউটারে চালানো নকল ফোনে খোলা হয়েছে।',
  too_fast: ({ seconds }: Figures) => `লিংকে ক্লিকের ${seconds} সেকেন্ড পরেই অ্যাকাউন্ট খোলা হয়েছে।`,
  equal_gaps: ({ friends, seconds }: Figures) =>
    `এই ব্যক্তির ${friends} জন বন্ধু প্রায় সমান বিরতিতে এসেছেন, প্রায় ${seconds} সেকেন্ড পরপর।`,
  equal_delays: ({ friends, seconds }: Figures) =>
    `মিল আছে এমন ${friends} জন বন্ধুর সবার ক্লিক থেকে অ্যাকাউন্ট খুলতে প্রায় একই সময় লেগেছে, প্রায় ${seconds} সেকেন্ড।`,
  active_together: ({ friends, of }: Figures) =>
    `মিল আছে এমন যে ${of} জন বন্ধু পরে ফিরে এসেছেন, তাঁদের ${friends} জন আরেকজনের কয়েক মিনিটের মধ্যে অ্যাপ ব্যবহার করেছেন।`,
  advocate_velocity: ({ friends }: Figures) =>
    `এই ব্যক্তির আরও ${friends} জন বন্ধু এক ঘণ্টার মধ্যে এসেছেন, যা তাঁর স্বাভাবিক হারের অনেক বেশি।`,
  program_velocity: ({ signups, usual }: Figures) =>
    `ওই ঘণ্টায় প্রোগ্রামে ${signups}টি অ্যাকাউন্ট খোলা হয়েছে, সাধারণত খোলে প্রায় ${usual}টি।`,
  subnet_velocity: ({ accounts }: Figures) => `এক ঘণ্টার মধ্যে একই নেটওয়ার্ক থেকে আরও ${accounts}টি অ্যাকাউন্ট খোলা হয়েছে।`,
  hosting_network: () => 'অ্যাকাউন্টটি ডেটা সেন্টারের নেটওয়ার্ক থেকে খোলা হয়েছে।',
  country_mismatch: () => 'যে দেশের কথা জানানো হয়েছে, নেটওয়ার্কটি সেই দেশের নয়।',
  own_network: ({ sameAgent, neighbours }: Figures) =>
    sameAgent === '১'
      ? `বন্ধু এসেছেন আমন্ত্রণকারীর নিজের নেটওয়ার্ক ও একই ধরনের ফোন থেকে। ওই নেটওয়ার্কে আরও ${neighbours}টি অ্যাকাউন্ট আছে।`
      : `বন্ধু এসেছেন আমন্ত্রণকারীর নিজের নেটওয়ার্ক থেকে। ওই নেটওয়ার্কে আরও ${neighbours}টি অ্যাকাউন্ট আছে।`,
  one_network: ({ friends, of }: Figures) => `এই ব্যক্তির অন্য ${of} জন বন্ধুর মধ্যে ${friends} জন একই নেটওয়ার্ক থেকে এসেছেন।`,
  one_agent: ({ friends, of }: Figures) => `এই ব্যক্তির অন্য ${of} জন বন্ধুর মধ্যে ${friends} জনের ফোন একই ধরনের।`,
  one_place: ({ accounts, of }: Figures) => `একই নেটওয়ার্কের আরও ${of}টি অ্যাকাউন্টের মধ্যে ${accounts}টির ফোন একই ধরনের।`,
  never_returns: ({ friends, silent, usual }: Figures) =>
    `মিল আছে এমন ${friends} জন বন্ধুর মধ্যে ${silent} জন পরে আর অ্যাপে ফেরেননি। সাধারণত ১০০ জনে ${usual} জন ফেরেন না।`,
  click_reuse: ({ accounts }: Figures) => `একই ক্লিক থেকে আরও ${accounts}টি অ্যাকাউন্ট খোলা হয়েছে।`,
  own_cluster: ({ accounts }: Figures) =>
    `বন্ধু ও আমন্ত্রণকারী একই ফোন, নম্বর বা ওয়ালেটে যুক্ত ${accounts}টি অ্যাকাউন্টের মধ্যে আছেন।`,
  cluster_size: ({ accounts, chained }: Figures) =>
    `ফোন, নম্বর বা ওয়ালেটের সূত্রে ${accounts}টি অ্যাকাউন্ট একসঙ্গে যুক্ত, তার ${chained}টি অন্য অ্যাকাউন্টের মাধ্যমে।`,
  dense_block: ({ friends, advocates }: Figures) =>
    `${advocates} জন আমন্ত্রণকারীর ${friends} জন বন্ধু একই সময়ে একই নেটওয়ার্ক থেকে এসেছেন।`,
  typed_codes: ({ friends, of, usual }: Figures) =>
    `এই ব্যক্তির অন্য ${of} জন বন্ধুর মধ্যে ${friends} জন কোড লিখে এসেছেন। সাধারণত ১০০ জনে ${usual} জন কোড লেখেন।`,
  tied_friends: ({ friends, of, groups }: Figures) =>
    `মিল আছে এমন ${of} জন বন্ধুর মধ্যে ${friends} জন মিলে ${groups}টি ফোন বা ওয়ালেট ব্যবহার করেন।`,
  one_purse: ({ friends, of }: Figures) =>
    `মিল আছে এমন আরও ${of} জন বন্ধুর মধ্যে ${friends} জনের টাকা এমন ওয়ালেটে যায়, যা আরও অনেক অ্যাকাউন্ট ব্যবহার করে।`,
  several_purses: ({ friends, of, purses }: Figures) =>
    `মিল আছে এমন ${of} জন বন্ধুর মধ্যে ${friends} জনের টাকা ${purses}টি ওয়ালেটে যায়, আর প্রতিটি ওয়ালেট তাঁদের কয়েকজন মিলে ব্যবহার করেন।`,
  strip_session: ({ friends, advocates }: Figures) =>
    `কয়েক ঘণ্টার মধ্যে অন্য ${advocates} জন আমন্ত্রণকারীর ${friends} জন বন্ধু একই শতকের ফোন নম্বর দিয়ে আলাদা আলাদা ইন্টারনেট ঠিকানা থেকে এসেছেন।`,
  few_phones: ({ friends, kinds }: Figures) => `মিল আছে এমন ${friends} জন বন্ধুর ফোন মাত্র ${kinds} ধরনের।`,
  no_stragglers: ({ friends, slow, usual }: Figures) =>
    `লিংকে গিয়ে আসা, মিল আছে এমন ${friends} জন বন্ধুর মধ্যে ${slow} জনের অ্যাকাউন্ট খুলতে এক ঘণ্টার বেশি লেগেছে। সাধারণত ১০০ জনে ${usual} জনের লাগে।`,
  unsafe_phones: ({ friends, of }: Figures) =>
    `মিল আছে এমন ${of} জন বন্ধুর মধ্যে ${friends} জনের ফোন নিরাপত্তা যাচাইয়ে টেকেনি।`,
  withheld_ring: ({ friends, of }: Figures) => `মিল আছে এমন আরও ${of} জন বন্ধুর মধ্যে ${friends} জনের বোনাস আটকে আছে।`,
}
