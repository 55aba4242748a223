/** বাংলা: the rules of an offer, a sentence for each term. */
import { at, of, on } from '../../endings/bengali.js'

/** Said to the advocate. */
export const rules = {
  reward: (reward: string) => `প্রতি নতুন বন্ধুর জন্য আপনি পাবেন ${reward}।`,
  friendReward: (reward: string) => `নতুন বন্ধু নিজেও পাবেন ${reward}।`,
  newOnly:
    'শুধু নতুনদের জন্য। বন্ধুর আগে থেকে অ্যাকাউন্ট থাকলে কেউ কিছু পান না। একজন বন্ধুর জন্য বোনাস একবারই, আর নিজেকে আমন্ত্রণ জানানো যায় না।',
  onePerDevice: 'এক ফোনে একজনের জন্যই বোনাস।',
  sharedDevice: 'এক ফোনে পরিবারের কয়েকজন অ্যাকাউন্ট খুললেও বোনাস পাবেন, তবে আপনার নিজের ফোনে নয়।',
  requires: (things: string) => `বন্ধুর ${things} যাচাই করা থাকতে হবে।`,
  minimumAge: (age: string) => `জন্মসাল ধরে বন্ধুর বয়স অন্তত ${age} বছর হতে হবে।`,
  countries: (countries: string) => `শুধু ${of(countries)} বন্ধুদের জন্য।`,
  endedCountry: (country: string, ended: string) =>
    `${of(country)} বন্ধুদের জন্য অফারটি ${on(ended)} শেষ হয়েছে। তার আগে যিনি আপনার লিংক খুলেছেন, সময়মতো অ্যাকাউন্ট খুললে তাঁর জন্য বোনাস পাবেন।`,
  action: (label: string, days: string) =>
    `যোগ দেওয়ার ${days} দিনের মধ্যে বন্ধুকে এই কাজটি করতে হবে: ${label}। ততদিন আপনার টাকা জমা রাখা থাকে। সময়ের মধ্যে না হলে বোনাস হয় না।`,
  window: (days: string) =>
    `লিংক খোলার ${days} দিনের মধ্যে বন্ধুকে অ্যাকাউন্ট খুলতে হবে। লিংক খোলার পরে কারও কোড লিখলে কোডটিই ধরা হয়।`,
  lateCode: (hours: string) => `লিংক বা কোড ছাড়া অ্যাকাউন্ট খুলে ফেললেও ${hours} ঘণ্টার মধ্যে আপনার কোড দেওয়া যায়।`,
  noLateCode: 'লিংক ছাড়া এলে অ্যাকাউন্ট খোলার সময়ই আপনার কোড দিতে হবে, পরে নয়।',
  capPerDay: (count: string) => `দিনে সর্বোচ্চ ${count} জন বন্ধুর জন্য বোনাস পাবেন।`,
  capTotal: (count: string) => `সব মিলিয়ে সর্বোচ্চ ${count} জন বন্ধুর জন্য বোনাস পাবেন।`,
  hold: (days: string) => `বন্ধু যোগ দেওয়ার পর ${days} দিন যাচাই চলে, তারপর টাকা তোলা যাবে। যাচাইয়ে গরমিল পাওয়া গেলে বোনাস বাতিল হয়।`,
  holdOfAction: (days: string) =>
    `বন্ধু কাজটি করার পর ${days} দিন যাচাই চলে, তারপর টাকা তোলা যাবে। যাচাইয়ে গরমিল পাওয়া গেলে বোনাস বাতিল হয়।`,
  noHold: 'বন্ধু যোগ দিলেই টাকা তোলা যাবে।',
  noHoldOfAction: 'বন্ধু কাজটি করলেই টাকা তোলা যাবে।',
  minimumPayout: (amount: string) => `${amount} জমলে টাকা তোলা যাবে। অফার শেষ হলে এই সীমা থাকে না।`,
  noMinimumPayout: 'যত জমবে, ততটুকুই তোলা যাবে।',
  approval: (amount: string) => `একই নম্বরে দিনে ${amount}-এর বেশি তুললে আগে একজন মানুষ দেখে অনুমোদন দেন।`,
  wallet: (people: string) => `একই নম্বরে সর্বোচ্চ ${people} জন টাকা তুলতে পারেন।`,
  walletDay: (amount: string) => `একটি মোবাইল ব্যাংকিং নম্বরে দিনে সর্বোচ্চ ${amount} তোলা যায়।`,
  walletMonth: (amount: string) => `একটি মোবাইল ব্যাংকিং নম্বরে মাসে সর্বোচ্চ ${amount} তোলা যায়।`,
  budget: 'অফারের টাকা আগে থেকে জমা রাখা। তা শেষ হয়ে গেলে নতুন বন্ধুর জন্য বোনাস হয় না, আর তা লিংক পাঠানোর আগেই দেখতে পাবেন।',
  dates: (starts: string, ends: string) => `অফারের মেয়াদ ${at(starts)} থেকে ${at(ends)} পর্যন্ত।`,
  afterEnd:
    'শেষ হওয়ার আগে যিনি লিংক খুলেছেন, সময়ের মধ্যে অ্যাকাউন্ট খুললে তাঁর জন্য বোনাস পাবেন। আপনার জমা টাকা আপনারই থাকে, অফার শেষ হলেও তোলা যায়।',
  changes: (hours: string) =>
    `সুবিধা কমাতে হলে অন্তত ${hours} ঘণ্টা আগে জানানো হয়। তার আগে যিনি লিংক খুলেছেন, তাঁর জন্য আগের শর্তই থাকে।`,
  depth: 'অংশ নিতে কোনো টাকা লাগে না। বন্ধুর বন্ধু এলে তাঁর জন্য আপনি কিছু পান না।',
  things: { phone: 'মোবাইল নম্বর', email: 'ইমেইল', device: 'ফোন', install: 'অ্যাপ ইনস্টল' },
}

/** The same offer, said to the friend who is invited. */
export const friendRules = {
  newOnly: 'শুধু নতুনদের জন্য। আগে অ্যাকাউন্ট থাকলে হবে না।',
  onePerDevice: 'এক ফোনে একজন।',
  requires: (things: string) => `${things} যাচাই করতে হবে।`,
  minimumAge: (age: string) => `জন্মসাল ধরে আপনার বয়স অন্তত ${age} বছর হতে হবে।`,
  countries: (countries: string) => `শুধু ${of(countries)} মানুষের জন্য।`,
  endedCountry: (country: string, ended: string) =>
    `${of(country)} মানুষের জন্য অফারটি ${on(ended)} শেষ হয়েছে। তার আগে লিংক খুলে থাকলে তা এখনও চলবে: সময়মতো অ্যাকাউন্ট খুলুন।`,
  action: (label: string, days: string) => `যোগ দেওয়ার ${days} দিনের মধ্যে এই কাজটি করতে হবে: ${label}।`,
  window: (days: string) => `লিংক খোলার ${days} দিনের মধ্যে অ্যাকাউন্ট খুলুন।`,
}
