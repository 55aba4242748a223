/** বাংলা: every sentence of the portal. */
import { at, of, on } from '../../endings/bengali.js'
import { methodKinds } from './method-kinds.js'

export const portal = {
  title: (offer: string) => `${offer}: আমার লিংক ও টাকা`,
  subtitle: 'আমার লিংক ও টাকা',
  otherPages: 'অন্য পাতা',
  skip: 'মূল লেখায় যান',
  madeWith: 'হিসাব রাখে Bondhu বন্ধু',
  test: 'পরীক্ষামূলক অফার: টাকা আসল নয়',
  back: 'ফিরে যান',
  backToApp: 'অ্যাপে ফিরে যান',
  again: 'আবার চেষ্টা করুন',
  loading: 'আনা হচ্ছে…',
  noScript: 'বাকি পাতাগুলো দেখতে ব্রাউজারে জাভাস্ক্রিপ্ট চালু করুন।',

  money: 'আমার টাকা',
  available: 'এখন তোলা যাবে',
  /** Below the smallest cash-out. */
  saved: 'জমেছে',
  held: 'যাচাই চলছে',
  heldOn: (day: string, enough: boolean) => `${day} ${enough ? 'থেকে তোলা যাবে' : 'যাচাই শেষ'}`,
  heldFrom: (first: string, last: string, enough: boolean) =>
    `${first} থেকে ${of(last)} মধ্যে ${enough ? 'তোলা যাবে' : 'যাচাই শেষ'}`,
  clearing: 'তোলা হচ্ছে',
  paid: 'পেয়েছেন',
  atLeast: (minimum: string) => `${minimum} হলে তোলা যায়`,
  progress: (minimum: string, left: string) => `${minimum} হলে তোলা যায়। আর ${left} জমলেই তুলতে পারবেন।`,
  progressAtEnd: 'অফার শেষ হলে তুলতে পারবেন, তখন যত কমই হোক তোলা যায়।',
  progressOn: (day: string, all: string) => `${day} ${all} হবে, তখন টাকা তুলতে পারবেন।`,
  progressBy: (day: string, all: string) => `${of(day)} মধ্যে ${all} হবে, তখন টাকা তুলতে পারবেন।`,
  cashOut: 'টাকা তুলুন',

  share: {
    lead: 'প্রতি নতুন বন্ধুতে পাবেন',
    when: 'বন্ধু আপনার লিংকে প্রথমবার অ্যাকাউন্ট খুললে।',
    friendToo: (friend: string) => `বন্ধু আপনার লিংকে প্রথমবার অ্যাকাউন্ট খুললে। বন্ধুও পাবেন ${friend}।`,
    leftToday: (count: string) => `আজ আরও ${count} জন বন্ধুর জন্য বোনাস পেতে পারেন।`,
    off: 'এখন লিংক না পাঠানোই ভালো',
    link: 'আপনার লিংক',
    code: 'আপনার কোড',
    copy: 'কপি',
    copyLink: 'লিংক কপি করুন',
    copyCode: 'কোড কপি করুন',
    copied: 'কপি হয়েছে',
    notCopied: 'কপি করা গেল না। লেখাটি চেপে ধরে কপি করুন।',
    unopened: 'অ্যাপটি খুলল না। লিংক কপি হয়েছে, সেখানে গিয়ে পেস্ট করুন।',
    sheet: 'বন্ধুকে পাঠান',
    more: 'আরও: কোড, QR, অন্য অ্যাপ',
    by: 'যা দিয়ে পাঠাবেন',
    channels: {
      whatsapp: 'WhatsApp',
      messenger: 'Messenger',
      telegram: 'Telegram',
      imo: 'imo',
      viber: 'Viber',
      sms: 'SMS',
    },
    text: (app: string, own: string | null, link: string | null, code: string, reward: string) =>
      `${own ?? `আমি ${app} ব্যবহার করি, আপনিও দেখতে পারেন।`}${link === null ? '' : ` ${link}`}\nআমার কোড: ${code}\nআপনি নতুন হলে আমি পাব ${reward}।`,
    qrSave: 'QR কোডের ছবি সেভ করুন',
    qrAlt: 'আপনার লিংকের QR কোড',
    qrHint: 'বন্ধু ফোনের ক্যামেরা ধরলেই লিংকটি খুলবে।',
    showName: (name: string) => `আমন্ত্রণের পাতায় বন্ধুরা আমার নাম দেখবেন: ${name}`,
    joinTitle: 'আপনিও বন্ধুদের ডাকতে পারেন।',
    join: 'আমার লিংক নিন',
  },

  obstacles: {
    stopped: (_: string, contact: string) =>
      `আপনার লিংক ও কোড বন্ধ করা হয়েছে। এখন এগুলো দিয়ে কেউ এলে বোনাস হবে না। আপনার টাকা আপনারই আছে, তোলা যাবে। জানতে চাইলে লিখুন: ${contact}।`,
    left: () => 'আপনি অফার ছেড়েছেন। এখন আপনার লিংকে কেউ এলে বোনাস হবে না। আপনার টাকা আপনারই আছে, তোলা যাবে।',
    not_started: (day: string) => `অফারটি শুরু হবে ${on(day)}। তার আগে কেউ যোগ দিলে বোনাস হবে না।`,
    paused: () => 'অফারটি এখন থেমে আছে। আগে লিংক খুলে কেউ সময়মতো যোগ দিলে আপনি বোনাস পাবেন, এখন খুললে নয়। জমা টাকা তোলা যাবে।',
    ended: () =>
      'অফারটি শেষ হয়েছে। আগে লিংক খুলে কেউ সময়মতো যোগ দিলে আপনি বোনাস পাবেন, এখন খুললে নয়। আপনার টাকা আপনারই আছে, তোলা যাবে।',
    money_promised: () =>
      'আপাতত পূর্ণ: অফারের জমা টাকা শেষ, তাই এখন কেউ এলে বোনাস হবে না। নতুন টাকা এলে এখানেই দেখতে পাবেন। আপনার জমা টাকা ঠিক আছে।',
    own_total: () => 'যতজন বন্ধুর জন্য বোনাস পাওয়া যায়, ততজনের জন্য আপনি পেয়ে গেছেন। আর কেউ যোগ দিলে আপনি কিছু পাবেন না।',
    full_today: () => 'আজকের সীমা পূর্ণ হয়েছে। আজ আর কেউ যোগ দিলে বোনাস হবে না, কাল থেকে আবার হবে।',
  },

  invitation: {
    title: 'যেভাবে যোগ দিয়েছেন',
    counted: 'বন্ধুর আমন্ত্রণে আপনি যোগ দিয়েছেন, আমন্ত্রণটি সফল হয়েছে।',
    reward: (amount: string) => `এর জন্য আপনার বোনাস ${amount}।`,
    rewardHeld: (amount: string, day: string) => `এর জন্য আপনার বোনাস ${amount}। যাচাই চলছে, ${day} থেকে তোলা যাবে।`,
    pending: (label: string, day: string) => `আমন্ত্রণটি পাওয়া গেছে। সফল হতে এই কাজটি বাকি: ${label}, ${at(day)} পর্যন্ত।`,
    review: 'আমন্ত্রণটি একজন মানুষ দেখছেন।',
    lapsed: 'সময়ের মধ্যে দরকারি কাজটি হয়নি, তাই আমন্ত্রণটি সফল হয়নি।',
    reversed: 'আমন্ত্রণটি বাতিল হয়েছে।',
    refused: 'বোনাস হয়নি',
    kept: 'আপনার অ্যাকাউন্ট ঠিকই আছে।',
    appeal: 'ভুল হয়েছে মনে হলে জানান',
    appealText: 'কেন ভুল মনে হচ্ছে, নিজের ভাষায় লিখুন',
    appealHint: 'না লিখেও পাঠাতে পারেন। একবারই পাঠানো যায়। একজন মানুষ দেখে উত্তর দেবেন, আর আপনি এখানে জানতে পারবেন।',
    appealSend: 'আপত্তি পাঠান',
    appealOpen: (moment: string) => `আপনার আপত্তি পেয়েছি ${on(moment)}। একজন মানুষ দেখছেন। উত্তর এখানেই পাবেন।`,
    appealDismissed: 'আপনার আপত্তি একজন মানুষ দেখেছেন। আগের সিদ্ধান্তই থাকছে।',
  },

  signOut: 'এই ফোন থেকে লগ আউট করুন',

  /** While the page is open; `portalOver` is said when it is opened too late. */
  over: 'এই পাতার সময় শেষ হয়েছে। অ্যাপ থেকে আবার খুলুন।',
  problems: {
    offline: (time: string) => `ইন্টারনেট নেই। ${of(time)} হিসাব দেখানো হচ্ছে।`,
    unreachable: (time: string) => `এখন যোগাযোগ করা যাচ্ছে না। ${of(time)} হিসাব দেখানো হচ্ছে।`,
    screen: 'এখন আনা গেল না। ইন্টারনেট আছে কি না দেখে আবার চেষ্টা করুন।',
    refused: 'এখন করা গেল না। একটু পরে আবার চেষ্টা করুন।',
  },

  titles: {
    missing: 'বন্ধু এসেছেন, বোনাস হয়নি?',
    leave: 'অফার ছাড়ুন',
    comeBack: 'অফারে ফিরুন',
    card: 'যা পেয়েছি তা দেখান',
    estimate: 'কত পেতে পারি',
    statement: 'লেনদেন',
    receipts: 'রসিদ',
    rules: 'নিয়ম',
    friends: 'আমার বন্ধুরা',
    until: (day: string) => `${day} পর্যন্ত`,
  },

  start: {
    title: 'শুরু করবেন যেভাবে',
    send: 'যাঁর কাজে লাগবে, এমন একজনকে লিংকটি পাঠান।',
    joins: (action: string) =>
      action === '' ? 'তিনি নতুন অ্যাকাউন্ট খুললে এখানেই দেখবেন।' : `তিনি নতুন অ্যাকাউন্ট খুলে এই কাজটি করলে বোনাস হবে: ${action}।`,
    money: (reward: string, days: string, minimum: string) =>
      `${days === '' ? '' : `${days} দিন যাচাই চলে, তারপর `}${reward} আপনার।${minimum === '' ? '' : ` ${minimum} জমলে টাকা তুলুন।`}`,
  },

  ladder: {
    all: 'সব দেখুন',
    joined: 'যোগ দিয়েছেন',
    checked: 'যাচাই চলছে',
    ready: 'যাচাই শেষ',
    received: 'পেয়েছেন',
    without: 'যাঁদের জন্য বোনাস হয়নি, তাঁদের এখানে দেখানো হয় না।',
  },

  payout: {
    kinds: methodKinds,
    account: (kind: string, masked: string) => `${kind} ${masked}`,
    arrived: (amount: string) => `${amount} পেয়েছেন`,
    onTheWay: (amount: string, waits: boolean) => `${amount} ${waits ? 'অনুমোদনের অপেক্ষায়' : 'পাঠানো হচ্ছে'}`,
    isBack: (amount: string) => `${amount} আপনার কাছেই আছে`,
    states: {
      failed: 'পাঠানো যায়নি',
      rejected: 'অনুমোদন হয়নি',
      returned: 'টাকা ফেরত এসেছে',
      unknown: 'পৌঁছেছে কি না, খোঁজ নেওয়া হচ্ছে। টাকা হারাবে না, দুবারও পাঠানো হবে না। আপনার কিছু করতে হবে না; জানা গেলে এখানে দেখতে পাবেন।',
    },
  },
}
