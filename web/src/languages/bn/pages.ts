/** বাংলা: every sentence of the public pages. Numbers, money and dates come in formatted. */

/** The rules of an offer, said to the advocate. */
export const rules = {
  reward: (reward: string) => `প্রতি নতুন বন্ধুর জন্য আপনি পাবেন ${reward}।`,
  friendReward: (reward: string) => `নতুন বন্ধু নিজেও পাবেন ${reward}।`,
  newOnly:
    'শুধু নতুনরাই গণনা হন। যাঁর আগে থেকেই অ্যাকাউন্ট আছে, তাঁর জন্য কেউ কিছু পান না। একজন মানুষ একবারই গণনা হন, আর নিজেকে আমন্ত্রণ জানানো যায় না।',
  onePerDevice: 'প্রতি ফোনে একজন গণনা হয়।',
  sharedDevice: 'এক ফোনে পরিবারের কয়েকজন অ্যাকাউন্ট খুললেও গণনা হয়, তবে আপনার নিজের ফোনে নয়।',
  requires: (things: string) => `বন্ধুর এটি যাচাই করা থাকতে হবে: ${things}।`,
  minimumAge: (age: string) => `জন্মসাল ধরে বন্ধুর বয়স অন্তত ${age} বছর হতে হবে।`,
  countries: (countries: string) => `বন্ধুকে এই দেশের হতে হবে: ${countries}।`,
  endedCountry: (country: string, at: string) =>
    `${country}-এর বন্ধুদের জন্য অফারটি ${at}-এ শেষ হয়েছে। তার আগে যিনি আপনার লিংক খুলেছেন, সময়মতো অ্যাকাউন্ট খুললে তিনি গণনা হবেন।`,
  action: (label: string, days: string) =>
    `যোগ দেওয়ার ${days} দিনের মধ্যে বন্ধুকে এই কাজটি করতে হবে: ${label}। ততদিন আপনার টাকা আলাদা করে রাখা থাকে। সময়ের মধ্যে না হলে গণনা হয় না।`,
  window: (days: string) =>
    `লিংক খোলার ${days} দিনের মধ্যে বন্ধুকে অ্যাকাউন্ট খুলতে হবে। লিংকের পরেও কারও কোড লিখলে কোডটিই ধরা হয়।`,
  lateCode: (hours: string) => `লিংক বা কোড ছাড়া অ্যাকাউন্ট খুলে ফেললেও ${hours} ঘণ্টার মধ্যে আপনার কোড দেওয়া যায়।`,
  noLateCode: 'লিংক ছাড়া এলে অ্যাকাউন্ট খোলার সময়ই আপনার কোড দিতে হবে, পরে নয়।',
  capPerDay: (count: string) => `দিনে সর্বোচ্চ ${count} জন বন্ধু গণনা হয়।`,
  capTotal: (count: string) => `সব মিলিয়ে সর্বোচ্চ ${count} জন বন্ধু গণনা হয়।`,
  hold: (days: string) => `গণনার পর ${days} দিন যাচাই চলে, তারপর টাকা তোলা যাবে। যাচাইয়ে গরমিল পাওয়া গেলে গণনা বাতিল হয়।`,
  noHold: 'গণনা হলেই টাকা তোলা যাবে।',
  minimumPayout: (amount: string) => `${amount} জমলে টাকা তোলা যাবে। অফার বন্ধ হলে এই সীমা থাকে না।`,
  noMinimumPayout: 'যত জমবে, ততটুকুই তোলা যাবে।',
  approval: (amount: string) => `একই নম্বরে দিনে ${amount}-এর বেশি তুললে আগে একজন মানুষ দেখে অনুমোদন দেন।`,
  wallet: (people: string) => `একই নম্বরে সর্বোচ্চ ${people} জন টাকা তুলতে পারেন।`,
  walletDay: (amount: string) => `একটি মোবাইল ব্যাংকিং নম্বরে দিনে সর্বোচ্চ ${amount} তোলা যায়।`,
  walletMonth: (amount: string) => `একটি মোবাইল ব্যাংকিং নম্বরে মাসে সর্বোচ্চ ${amount} তোলা যায়।`,
  budget: 'অফারের টাকা আগে থেকে আলাদা করে রাখা। তা ফুরিয়ে গেলে নতুন বন্ধু গণনা হয় না, আর সেটা আগেই জানানো হয়।',
  dates: (starts: string, ends: string) => `অফার চলবে ${starts} থেকে ${ends} পর্যন্ত।`,
  afterEnd:
    'শেষ হওয়ার আগে যিনি লিংক খুলেছেন, সময়ের মধ্যে অ্যাকাউন্ট খুললে তিনি গণনা হবেন। আপনার জমা টাকা আপনারই থাকে, অফার শেষ হলেও তোলা যায়।',
  changes: (hours: string) =>
    `শর্ত কমাতে হলে অন্তত ${hours} ঘণ্টা আগে জানানো হয়। তার আগে যিনি লিংক খুলেছেন, তাঁর জন্য আগের শর্তই থাকে।`,
  depth: 'অংশ নিতে কোনো টাকা লাগে না। বন্ধুর বন্ধু এলে তার জন্য আপনি কিছু পান না।',
  things: { phone: 'মোবাইল নম্বর', email: 'ইমেইল', device: 'ফোন', install: 'অ্যাপ ইনস্টল' },
}

/** The same offer, said to the friend who is invited. */
export const friendRules = {
  newOnly: 'অফারটি শুধু নতুনদের জন্য। আপনার আগে থেকেই অ্যাকাউন্ট থাকলে গণনা হবে না।',
  onePerDevice: 'প্রতি ফোনে একজন গণনা হয়।',
  requires: (things: string) => `আপনার এটি যাচাই করা থাকতে হবে: ${things}।`,
  minimumAge: (age: string) => `জন্মসাল ধরে আপনার বয়স অন্তত ${age} বছর হতে হবে।`,
  countries: (countries: string) => `আপনাকে এই দেশের হতে হবে: ${countries}।`,
  endedCountry: (country: string, at: string) =>
    `${country}-এর মানুষের জন্য অফারটি ${at}-এ শেষ হয়েছে। তার আগে লিংক খুলে থাকলে তা এখনও চলবে: সময়মতো অ্যাকাউন্ট খুলুন।`,
  action: (label: string, days: string) => `যোগ দেওয়ার ${days} দিনের মধ্যে এই কাজটি করতে হবে: ${label}।`,
  window: (days: string) => `এই লিংক খোলার ${days} দিনের মধ্যে অ্যাকাউন্ট খুলুন।`,
}

/** What an offer is at this moment, said before anyone acts. */
export const states = {
  before: (starts: string) => `অফারটি শুরু হবে ${starts}। তার আগে কেউ গণনা হবেন না।`,
  full: 'অফারের জন্য রাখা সব টাকা বরাদ্দ হয়ে গেছে। নতুন টাকা না আসা পর্যন্ত কেউ যোগ দিলে গণনা হবে না। যাঁরা আগেই গণনা হয়েছেন, তাঁদের টাকা ঠিক আছে।',
  paused: (days: string) =>
    `অফারটি এখন থেমে আছে। থামার আগে যাঁরা লিংক খুলেছেন, তাঁরা ${days} দিনের মধ্যে অ্যাকাউন্ট খুললে গণনা হবেন। এখন লিংক খুললে গণনা হবে না। জমা টাকা তোলা যাবে।`,
  closing: (ended: string, until: string) =>
    `অফারটি ${ended}-এ শেষ হয়েছে। তার আগে যাঁরা লিংক খুলেছেন, ${until} পর্যন্ত সময়মতো অ্যাকাউন্ট খুললে তাঁরা গণনা হবেন। এখন লিংক খুললে গণনা হবে না। জমা টাকা তোলা যাবে।`,
  over: 'অফারটি শেষ হয়েছে। নতুন কেউ আর গণনা হবেন না। যাঁর যা পাওনা, তা তাঁরই থাকছে, তোলা যাবে।',
  test: 'এটি পরীক্ষামূলক অফার। এখানকার টাকা আসল নয়।',
}

/** The page that a friend sees. */
export const landing = {
  title: (organization: string) => `বন্ধুর আমন্ত্রণ · ${organization}`,
  invited: (organization: string) => `আপনার এক বন্ধু আপনাকে ${organization}-এ ডাকছেন`,
  runBy: (offer: string, organization: string) => `অফারের নাম ${offer}। চালাচ্ছে ${organization}।`,
  friendEarns: 'আপনার বন্ধু পাবেন',
  youGet: 'আপনি পাবেন',
  youGetNothing: 'আপনার জন্য আলাদা টাকা নেই।',
  onlyNew: 'এই লিংক থেকে আপনি নতুন অ্যাকাউন্ট খুললে',
  play: 'প্লে স্টোর থেকে অ্যাপটি নিন',
  appStore: 'অ্যাপ স্টোর থেকে অ্যাপটি নিন',
  web: 'অ্যাকাউন্ট খুলুন',
  goOn: 'এগিয়ে যান',
  haveApp: 'অ্যাপটি আমার আগে থেকেই আছে',
  codeTitle: 'বন্ধুর কোড',
  codeLead: 'লিংক কাজ না করলে অ্যাকাউন্ট খোলার সময় এই কোডটি লিখুন।',
  unknownTitle: 'কোডটি চেনা যাচ্ছে না',
  unknownLead:
    'লিংকটি পুরোপুরি কপি হয়েছে কি না দেখুন, অথবা বন্ধুকে আবার পাঠাতে বলুন। এই লিংক থেকে যোগ দেওয়া যাবে, তবে কোনো বন্ধু তার জন্য কিছু পাবেন না।',
  conditions: 'কখন গণনা হবে',
  account: 'অফারের নিয়ম ও টাকার হিসাব',
  report: 'লিংকটি নিয়ে অভিযোগ জানান',
  contact: (contact: string) => `যোগাযোগ: ${contact}`,
  terms: 'শর্তাবলি',
  privacy: 'গোপনীয়তা',
  description: (organization: string, reward: string) =>
    `নতুন হলে বন্ধুর লিংক থেকে ${organization}-এ অ্যাকাউন্ট খুলুন। আপনার বন্ধু পাবেন ${reward}।`,
  cardInvites: 'আপনার এক বন্ধু আপনাকে ডাকছেন',
  cardFriendEarns: (reward: string) => `নতুন অ্যাকাউন্ট খুললে বন্ধু পাবেন ${reward}`,
  cardYouGet: (reward: string) => `আপনিও পাবেন ${reward}`,
}

/** The page of what one person received. */
export const card = {
  title: 'একজন যা পেয়েছেন',
  received: 'একজন হাতে পেয়েছেন',
  paidOut: 'এই টাকা দেওয়া হয়ে গেছে। বরাদ্দ আছে বা যাচাই চলছে, এমন টাকা এতে ধরা হয়নি।',
  typicalTitle: 'সাধারণত কে কত হাতে পান',
  middle: (amount: string) => `মাঝামাঝি একজন পেয়েছেন ${amount}`,
  nothing: (share: string) => `${share} মানুষ কিছুই পাননি`,
  early: 'সাধারণত কে কত পান, তা এখনই বলা যায় না',
  noPromise: 'একজন পেয়েছেন মানেই অন্যরাও পাবেন, তা নয়।',
  checkTitle: 'কথাটা কি সত্যি?',
  check: (moment: string) => `পাতাটি খুললেই টাকার অঙ্ক হিসাব থেকে নতুন করে পড়া হয়। এবার পড়া হয়েছে ${moment}-এ।`,
  byChoice: 'যিনি পেয়েছেন, তিনি নিজের ইচ্ছায় এই পাতা বানিয়েছেন; যেকোনো সময় সরিয়েও নিতে পারেন। তিনি কে, তা বলা হয় না।',
  description: (amount: string, median: string, share: string) =>
    `একজন হাতে পেয়েছেন ${amount}। মাঝামাঝি একজন পেয়েছেন ${median}, আর ${share} মানুষ কিছুই পাননি।`,
  descriptionEarly: (amount: string) => `একজন হাতে পেয়েছেন ${amount}। সাধারণত কে কত পান, তা এখনই বলা যায় না।`,
}

/** Telling the organizer that a link is misused. */
export const report = {
  title: 'লিংকটি নিয়ে অভিযোগ',
  lead: (organization: string) => `কী হয়েছে, বেছে নিন। ${organization} দেখবে। আপনার নাম বা নম্বর চাওয়া হবে না।`,
  legend: 'কী হয়েছে?',
  reasons: {
    unwanted: 'না চাইতেই বারবার পাঠানো হচ্ছে',
    false_promise: 'যা সত্যি নয়, এমন লাভের কথা বলা হচ্ছে',
    impersonation: 'নিজেকে প্রতিষ্ঠানের লোক বলে পরিচয় দিচ্ছেন',
    asked_for_money: 'টাকা, পিন বা ওটিপি চাওয়া হয়েছে',
    other: 'অন্য কিছু',
  },
  send: 'জানান',
  choose: 'একটি কারণ বেছে নিন।',
  takenTitle: 'ধন্যবাদ, জানলাম',
  taken: (organization: string) =>
    `অভিযোগটি ${organization}-এর কাছে গেছে। কাউকে পিন বা ওটিপি দেবেন না: টাকা পেতে এগুলো কখনো লাগে না।`,
  fullTitle: 'এখন আর নেওয়া যাচ্ছে না',
  full: 'আজ অনেক অভিযোগ এসেছে। কাল আবার জানান, অথবা সরাসরি যোগাযোগ করুন।',
  back: 'আমন্ত্রণে ফিরে যান',
}

/** The page of an offer, which anyone can read. */
export const program = {
  title: (offer: string) => `${offer}: নিয়ম ও হিসাব`,
  description: (organization: string, funded: string) =>
    `${organization} জানাচ্ছে, অফারের জন্য ${funded} আলাদা করে রাখা হয়েছে। নিয়ম, হিসাব, আর সাধারণত কে কত পান।`,
  runBy: (organization: string) => `চালাচ্ছে ${organization}`,
  runs: (starts: string, ends: string) => `${starts} থেকে ${ends} পর্যন্ত`,
  moneyTitle: 'টাকার হিসাব',
  states: (organization: string, amount: string, day: string, reference: string) =>
    `${organization} জানাচ্ছে, ${day} তারিখে ${amount} আলাদা করে রাখা হয়েছে (সূত্র: ${reference})।`,
  statesEarlier: (count: string, amount: string) => `এর আগে আরও ${count} বারে রাখা হয়েছে ${amount}।`,
  noFunding: (organization: string) => `${organization} এখনো কোনো টাকা আলাদা করে রাখেনি।`,
  funded: 'আলাদা করে রাখা',
  promised: 'বরাদ্দ হয়েছে, এখনো দেওয়া হয়নি',
  promisedHint: 'যাচাই চলছে, নয়তো তোলার অপেক্ষায়',
  lost: 'ক্ষতি',
  lostHint: 'টাকা তোলার পরে জানা গেছে, বন্ধুটি নিয়মে পড়েন না',
  paid: 'দেওয়া হয়েছে',
  left: 'বাকি আছে',
  returned: 'আয়োজকের কাছে ফেরত গেছে',
  friends: 'গণনা হওয়া বন্ধু',
  people: (count: string) => `${count} জন`,
  typicalTitle: 'সাধারণত কে কত পান',
  typicalLead: (people: string) => `যে ${people} জন লিংক নিয়েছেন, তাঁদের সবাইকে ধরে।`,
  tooEarly: (people: string, needed: string) =>
    `এখনই বলা যায় না। এ পর্যন্ত ${people} জন লিংক নিয়েছেন; অন্তত ${needed} জন হলে এখানে হিসাবটি দেখানো হবে।`,
  received: 'হাতে পেয়েছেন',
  receivedHint: 'তুলে নেওয়া টাকা',
  earned: 'মোট জমেছে',
  earnedHint: 'যাচাই চলছে, এমন টাকাসহ',
  median: 'মাঝামাঝি একজন',
  nothing: 'কিছুই পাননি',
  nothingOf: (share: string) => `${share} মানুষ`,
  ninetieth: 'দশ জনে নয় জন এর বেশি পাননি',
  rulesTitle: 'নিয়ম',
  announced: (day: string) => `${day} থেকে যা বদলাবে`,
  checkTitle: 'হিসাব মেলানো',
  checkedAt: (moment: string, transfers: string) =>
    `${moment}-এ মিলিয়ে দেখা হয়েছে: ${transfers}টি জমা-খরচের প্রতিটি টাকার হিসাব মিলেছে।`,
  checkedWrong: (moment: string, differences: string) =>
    `${moment}-এ মিলিয়ে দেখা হয়েছে: ${differences}টি হিসাবে গরমিল পাওয়া গেছে। সেগুলো মেলানো পর্যন্ত এখানে এ কথাই লেখা থাকবে।`,
  notChecked: 'হিসাব এখনো মেলানো হয়নি। প্রতি রাতে মেলানো হয়।',
  asOf: (moment: string) => `সংখ্যাগুলো ${moment}-এর।`,
}

/** Around every page. */
export const frame = {
  skip: 'মূল লেখায় যান',
  madeWith: 'হিসাব রাখে Bondhu বন্ধু',
}

/** Pages of a few words, where there is nothing else to show: for a link that leads nowhere, and for the demo. */
export const notices = {
  unknown: {
    title: 'লিংকটি চেনা যাচ্ছে না',
    lead: 'লিংকটি পুরোপুরি কপি হয়েছে কি না দেখুন, অথবা বন্ধুকে আবার পাঠাতে বলুন।',
  },
  unavailable: { title: 'এই মুহূর্তে খোলা যাচ্ছে না', lead: 'এক মিনিট পরে লিংকটি আবার খুলুন। কিছুই হারায়নি।' },
  demoStarting: { title: 'এখনই খুলছে', lead: 'ডেমো চালু হচ্ছে, পাতাটি নিজে থেকেই আবার খুলবে।' },
  demoOff: { title: 'ডেমো বন্ধ', lead: 'এই সার্ভিসে ডেমো চালু নেই।' },
}

export const needsScript: string = 'কনসোল চালাতে জাভাস্ক্রিপ্ট লাগে।'
