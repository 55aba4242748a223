/** বাংলা: every sentence of the public pages. Numbers, money and dates come in formatted. */
import { at, inside, of, on } from '../../endings/bengali.js'

/** What an offer is at this moment, said before anyone acts. */
export const states = {
  before: (starts: string) => `অফারটি শুরু হবে ${on(starts)}। তার আগে কেউ যোগ দিলে বোনাস হবে না।`,
  full: 'আপাতত পূর্ণ: অফারের জন্য জমা রাখা টাকা শেষ। নতুন টাকা না আসা পর্যন্ত কেউ যোগ দিলে বোনাস হবে না। যাঁরা আগে বোনাস পেয়েছেন, তাঁদের টাকা ঠিক আছে।',
  paused: (days: string) =>
    `অফারটি এখন থেমে আছে। থামার আগে যাঁরা লিংক খুলেছেন, তাঁরা ${days} দিনের মধ্যে অ্যাকাউন্ট খুললে বোনাস হবে। এখন লিংক খুললে হবে না। জমা টাকা তোলা যাবে।`,
  closing: (ended: string, until: string) =>
    `অফারটি ${on(ended)} শেষ হয়েছে। তার আগে যাঁরা লিংক খুলেছেন, তাঁরা সময়মতো অ্যাকাউন্ট খুললে বোনাস হবে, ${at(until)} পর্যন্ত। এখন লিংক খুললে হবে না। জমা টাকা তোলা যাবে।`,
  over: 'অফারটি শেষ হয়েছে। নতুন কেউ যোগ দিলে আর বোনাস হবে না। যাঁর যা পাওনা, তা তাঁরই থাকছে, তোলা যাবে।',
  test: 'এটি পরীক্ষামূলক অফার। এখানকার টাকা আসল নয়।',
}

/** The page that a friend sees. */
export const landing = {
  title: (app: string) => `${app}: বন্ধুর আমন্ত্রণ`,
  invited: (app: string) => `আপনার এক বন্ধু ${inside(app)} ডাকছেন`,
  invitedBy: (name: string, app: string) => `${name} আপনাকে ${inside(app)} ডাকছেন`,
  bothGain: 'আপনি নতুন হলে দুজনেই টাকা পাবেন।',
  friendGains: (reward: string) => `আপনি নতুন হলে আপনার বন্ধু পাবেন ${reward}। আপনার কোনো খরচ নেই।`,
  personGains: (name: string, reward: string) => `আপনি নতুন হলে ${name} পাবেন ${reward}। আপনার কোনো খরচ নেই।`,
  youGet: 'আপনি পাবেন',
  friendGets: 'আপনার বন্ধু পাবেন',
  personGets: (name: string) => `${name} পাবেন`,
  afterHold: (days: string, minimum: string) =>
    `অ্যাকাউন্ট খোলার ${days} দিন পর${minimum === '' ? '' : `, ${minimum} জমলে`} টাকা তোলা যায়।`,
  noHold: (minimum: string) => `${minimum === '' ? 'অ্যাকাউন্ট খুললেই' : `${minimum} জমলেই`} টাকা তোলা যায়।`,
  afterAction: 'অ্যাকাউন্ট খুলে নিচের কাজটি করলে টাকা পাবেন।',
  play: 'প্লে স্টোর থেকে নিন',
  appStore: 'অ্যাপ স্টোর থেকে নিন',
  web: 'অ্যাকাউন্ট খুলুন',
  goOn: 'এগিয়ে যান',
  haveApp: 'অ্যাপ আগেই আছে? খুলুন',
  codeTitle: 'বন্ধুর কোড',
  codeOf: (name: string) => `${of(name)} কোড`,
  codeLead: 'লিংকে কাজ না হলে অ্যাকাউন্ট খোলার সময় কোডটি লিখুন।',
  unknownChip: 'লিংকটি অচেনা',
  unknownTitle: 'লিংকটি চেনা যাচ্ছে না',
  unknownLead:
    'লিংকটি পুরোপুরি কপি হয়েছে কি না দেখুন, অথবা বন্ধুকে আবার পাঠাতে বলুন। অ্যাপটি নিতে পারবেন, তবে কোনো বন্ধু তার জন্য কিছু পাবেন না।',
  onwards: 'আমন্ত্রণ ছাড়া অ্যাপটি দেখুন',
  beforeChip: 'এখনো শুরু হয়নি',
  beforeTitle: (starts: string) => `অফারটি শুরু হবে ${on(starts)}`,
  beforeLead: 'তার আগে যোগ দিলে আপনার বন্ধু টাকা পাবেন না। শুরু হলে এই লিংকেই আবার আসুন।',
  pausedChip: 'এখন থেমে আছে',
  pausedTitle: 'আমন্ত্রণটি এখন থেমে আছে',
  pausedLead: 'এখন এই লিংকে যোগ দিলে আপনার বন্ধু টাকা পাবেন না।',
  pausedAfter: (days: string) => `লিংকটি আগেই খুলেছিলেন? খোলার ${days} দিনের মধ্যে অ্যাকাউন্ট খুললে আমন্ত্রণটি চলবে।`,
  fullChip: 'আপাতত পূর্ণ',
  fullTitle: 'আপাতত আর জায়গা নেই',
  fullLead: 'অফারের জন্য জমা রাখা টাকা শেষ। নতুন টাকা এলে আবার চালু হবে। এখন যোগ দিলে আপনার বন্ধু টাকা পাবেন না।',
  fullAfter: 'কয়েক দিন পরে এই লিংকেই আবার দেখতে পারেন।',
  overChip: 'শেষ হয়েছে',
  closingTitle: (ended: string) => `অফারটি ${on(ended)} শেষ হয়েছে`,
  closingAfter: (days: string, until: string) =>
    `লিংকটি আগেই খুলেছিলেন? খোলার ${days} দিনের মধ্যে অ্যাকাউন্ট খুললে আমন্ত্রণটি চলবে, ${at(until)} পর্যন্ত।`,
  overTitle: 'অফারটি শেষ হয়েছে',
  overLead: 'এখন এই লিংকে যোগ দিলে কেউ টাকা পাবেন না।',
  conditions: 'সহজ নিয়ম',
  theirs: 'অফারটি এঁদের।',
  theirsFunded: 'অফারটি এঁদের। টাকা আগে থেকেই জমা রাখা আছে।',
  account: 'টাকার হিসাব ও পুরো নিয়ম',
  safety: 'কেউ টাকা, পিন বা ওটিপি চাইলে দেবেন না।',
  safetyLead: 'আমন্ত্রণে এগুলোর কোনোটাই লাগে না।',
  report: 'লিংকটি নিয়ে অভিযোগ',
  terms: 'শর্ত',
  privacy: 'গোপনীয়তা',
  description: (app: string, reward: string) =>
    `নতুন হলে বন্ধুর লিংক থেকে ${inside(app)} অ্যাকাউন্ট খুলুন। আপনার বন্ধু পাবেন ${reward}।`,
  descriptionBoth: (app: string, yours: string, reward: string) =>
    `নতুন হলে বন্ধুর লিংক থেকে ${inside(app)} অ্যাকাউন্ট খুলুন। আপনি পাবেন ${yours}, আপনার বন্ধু ${reward}।`,
  cardInvites: (app: string) => `এক বন্ধু ${inside(app)} ডাকছেন`,
  cardFriendGets: 'আপনি নতুন হলে বন্ধু পাবেন',
  cardYouGet: 'নতুন হলে আপনি পাবেন',
  cardFriendToo: 'বন্ধু পাবেন',
}

/** The page of what one person received. */
export const card = {
  received: 'একজন হাতে পেয়েছেন',
  typicalTitle: 'সাধারণত কে কত হাতে পান',
  middle: (amount: string) => `মাঝামাঝি একজন পেয়েছেন ${amount}।`,
  nothing: (share: string) => `${share} মানুষ কিছুই পাননি।`,
  early: 'সাধারণত কে কত পান, তা এখনই বলা যায় না',
  noPromise: 'একজন পেয়েছেন মানেই আপনিও পাবেন, তা নয়।',
  checkTitle: 'সত্যি তো?',
  check: (moment: string) =>
    `হ্যাঁ। পাতা খুললেই অঙ্কটি হিসাব থেকে পড়া হয়। এবার পড়া হয়েছে ${on(moment)}। যাচাই চলছে, এমন টাকা এতে নেই।`,
  byChoice: 'যিনি পেয়েছেন, পাতাটি তিনি নিজেই বানিয়েছেন। তিনি কে, তা বলা হয় না।',
  description: (amount: string, median: string, share: string) =>
    `একজন হাতে পেয়েছেন ${amount}। মাঝামাঝি একজন পেয়েছেন ${median}, আর ${share} মানুষ কিছুই পাননি।`,
  descriptionEarly: (amount: string) => `একজন হাতে পেয়েছেন ${amount}। সাধারণত কে কত পান, তা এখনই বলা যায় না।`,
}

/** Telling the organizer that a link is misused. */
export const report = {
  title: 'লিংকটি নিয়ে অভিযোগ',
  lead: (organization: string) => `কী হয়েছে, বেছে নিন। অভিযোগটি যাবে ${of(organization)} কাছে। আপনার নাম বা নম্বর চাওয়া হবে না।`,
  legend: 'কী হয়েছে?',
  reasons: {
    unwanted: 'না চাইতেই বারবার পাঠানো হচ্ছে',
    false_promise: 'মিথ্যা লাভের কথা বলা হচ্ছে',
    impersonation: 'নিজেকে প্রতিষ্ঠানের লোক বলে পরিচয় দিচ্ছেন',
    asked_for_money: 'টাকা, পিন বা ওটিপি চাওয়া হয়েছে',
    other: 'অন্য কিছু',
  },
  send: 'জানান',
  choose: 'একটি কারণ বেছে নিন।',
  takenTitle: 'ধন্যবাদ, অভিযোগটি পেয়েছি',
  taken: (organization: string) =>
    `এটি ${of(organization)} কাছে গেছে। কাউকে পিন বা ওটিপি দেবেন না: টাকা পেতে এগুলো কখনো লাগে না।`,
  fullTitle: 'আজ আর অভিযোগ নেওয়া যাচ্ছে না',
  full: 'আজ অনেক অভিযোগ এসেছে, তাই আপনারটি জমা হয়নি। কাল আবার জানান, অথবা সরাসরি যোগাযোগ করুন।',
  contact: (contact: string) => `যোগাযোগ: ${contact}`,
  back: 'আমন্ত্রণে ফিরে যান',
}

/** The page of an offer, which anyone can read. */
export const program = {
  title: (offer: string) => `${offer}: নিয়ম ও হিসাব`,
  description: (organization: string, funded: string) =>
    `${of(organization)} দেওয়া তথ্য: অফারের জন্য জমা রাখা হয়েছে ${funded}। নিয়ম, হিসাব, আর সাধারণত কে কত পান।`,
  runBy: (organization: string) => `${of(organization)} অফার`,
  perFriend: (reward: string) => `প্রতি নতুন বন্ধুতে ${reward}`,
  states: (day: string, amount: string, reference: string) => `${day}\u00a0· ${amount}\u00a0· সূত্র ${reference}`,
  statesEarlier: (count: string, amount: string) => `এর আগে আরও ${count} বারে ${amount}`,
  stated: (organization: string) => `তথ্যটি ${of(organization)} দেওয়া।`,
  noFunding: (organization: string) => `${of(organization)} পক্ষ থেকে এখনো কোনো টাকা জমা রাখা হয়নি।`,
  funded: 'অফারের জন্য জমা রাখা',
  promised: 'দেওয়ার কথা',
  promisedHint: 'যাচাই চলছে, বা এখনো তোলা হয়নি',
  lost: 'ক্ষতি',
  lostHint: 'টাকা তোলার পরে জানা গেছে, বন্ধুটি নিয়মে পড়েন না',
  paid: 'মানুষ হাতে পেয়েছেন',
  left: 'বাকি আছে',
  leftHint: (friends: string) => `আরও ${friends} জন বন্ধুর জন্য`,
  returned: 'আয়োজকের কাছে ফেরত গেছে',
  friends: 'সফল আমন্ত্রণ',
  people: (count: string) => `${count} জন`,
  typicalTitle: 'সাধারণত কে কত পান',
  typicalLead: (people: string) => `যে ${people} জন লিংক নিয়েছেন, তাঁদের সবাইকে ধরে।`,
  tooEarly: (people: string, needed: string) =>
    `এখনই বলা যায় না। এ পর্যন্ত ${people} জন লিংক নিয়েছেন; অন্তত ${needed} জন হলে এখানে হিসাবটি দেখানো হবে।`,
  median: 'মাঝামাঝি একজন হাতে পেয়েছেন',
  nothing: 'কিছুই পাননি',
  ninetieth: '১০ জনে ৯ জন পেয়েছেন বড়জোর',
  nineOfTen: '১০ জনে ৯ জন পেয়েছেন',
  nothingAtAll: 'কিছুই না',
  earned: (median: string, nothing: string, most: string | null) =>
    `যা এখনো তোলা হয়নি, তা ধরলে মাঝামাঝি একজনের ${median}, ১০ জনে ৯ জনের ${most === null ? 'কিছুই নেই' : `বড়জোর ${most}`}। ${nothing} মানুষের কিছুই জমেনি।`,
  datesTitle: 'কবে থেকে কবে',
  today: 'আজ',
  starts: 'শুরু',
  ends: 'শেষ',
  rulesTitle: 'নিয়ম',
  announced: (day: string) => `${at(day)} থেকে যা বদলাবে`,
  checkedTitle: 'হিসাব মিলেছে',
  checkedAt: (moment: string, transfers: string) =>
    `${on(moment)} ${transfers}টি লেনদেনের প্রতিটি টাকা মিলিয়ে দেখা হয়েছে। প্রতি রাতেই হয়।`,
  wrongTitle: (differences: string) => `${differences}টি হিসাবে গরমিল`,
  checkedWrong: (moment: string) => `${on(moment)} মিলিয়ে দেখা হয়েছে। না মেলা পর্যন্ত এ কথাই এখানে থাকবে।`,
  notCheckedTitle: 'হিসাব এখনো মেলানো হয়নি',
  notChecked: 'প্রতি রাতে মেলানো হয়।',
  asOf: (moment: string) => `সংখ্যাগুলো ${of(moment)}।`,
}

/** Around every page. */
export const frame = {
  skip: 'মূল লেখায় যান',
  madeWith: 'হিসাব রাখে Bondhu বন্ধু',
}

/** The portal, opened after its time. */
export const portalOver = {
  title: 'পাতাটির সময় শেষ',
  lead: 'নিরাপত্তার জন্য এই পাতা আধা ঘণ্টা খোলা থাকে। অ্যাপ থেকে আবার খুলুন; আপনার টাকা ও লিংক যেমন ছিল তেমনই আছে।',
  backToApp: 'অ্যাপে ফিরে যান',
}

/** Pages of a few words, where there is nothing else to show: for a link that leads nowhere, and for the demo. */
export const notices = {
  unknown: {
    title: 'লিংকটি চেনা যাচ্ছে না',
    lead: 'লিংকটি পুরোপুরি কপি হয়েছে কি না দেখুন, অথবা বন্ধুকে আবার পাঠাতে বলুন।',
  },
  cardGone: { title: 'পাতাটি আর নেই', lead: 'যিনি বানিয়েছিলেন, তিনি এটি সরিয়ে নিয়েছেন, অথবা ঠিকানাটি পুরো কপি হয়নি।' },
  unavailable: { title: 'এই মুহূর্তে খোলা যাচ্ছে না', lead: 'এক মিনিট পরে লিংকটি আবার খুলুন। কিছুই হারায়নি।' },
  demoStarting: { title: 'এখনই খুলছে', lead: 'ডেমো চালু হচ্ছে, পাতাটি নিজে থেকেই আবার খুলবে।' },
  demoOff: { title: 'ডেমো বন্ধ', lead: 'এই সার্ভিসে ডেমো চালু নেই।' },
}

export const needsScript: string = 'কনসোল চালাতে জাভাস্ক্রিপ্ট লাগে।'
