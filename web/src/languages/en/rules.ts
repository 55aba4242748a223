/** English: the rules of an offer, a sentence for each term. */
import type * as base from '../bn/rules.js'

export const rules: typeof base.rules = {
  reward: (reward) => `You get ${reward} for each new friend.`,
  friendReward: (reward) => `The new friend gets ${reward} too.`,
  newOnly:
    'For new people only. Nobody gets anything for a friend who already has an account. There is one bonus for one friend, and nobody can invite themselves.',
  onePerDevice: 'One bonus for one phone.',
  sharedDevice:
    'Several people of a family may open accounts on one phone and bring a bonus, but not on your own phone.',
  requires: (things) => `Your friend must have this confirmed: ${things}.`,
  minimumAge: (age) => `Your friend must be at least ${age} years old, by the year of birth.`,
  countries: (countries) => `Your friend must be from: ${countries}.`,
  endedCountry: (country, at) =>
    `For friends from ${country} the offer ended on ${at}. Whoever opened your link before that still counts, if the account is opened in time.`,
  action: (label, days) =>
    `Within ${days} days of joining your friend must do this: ${label}. Your money is kept aside until then. If it is not done in time, the friend does not count.`,
  window: (days) =>
    `Your friend must open the account within ${days} days of opening your link. If a code is typed after that, the code decides.`,
  lateCode: (hours) =>
    `A friend who opened the account without a link or code can still type your code within ${hours} hours.`,
  noLateCode: 'A friend who comes without your link must type your code when opening the account, not later.',
  capPerDay: (count) => `At most ${count} friends count a day.`,
  capTotal: (count) => `At most ${count} friends count in all.`,
  hold: (days) =>
    `After a friend counts, checks take ${days} days; then the money can be cashed out. If the checks find something wrong, the friend no longer counts.`,
  noHold: 'The money can be cashed out as soon as the friend counts.',
  minimumPayout: (amount) => `You can cash out from ${amount}. When the offer closes, this limit falls away.`,
  noMinimumPayout: 'You can cash out any amount.',
  approval: (amount) => `Above ${amount} a day to one number, a person looks at the cash-out first.`,
  wallet: (people) => `At most ${people} people can cash out to the same number.`,
  walletDay: (amount) => `At most ${amount} a day can be cashed out to one mobile wallet.`,
  walletMonth: (amount) => `At most ${amount} a month can be cashed out to one mobile wallet.`,
  budget:
    'The money for the offer is set aside beforehand. When all of it is promised, new friends do not count, and that is said before anyone acts.',
  dates: (starts, ends) => `The offer runs from ${starts} to ${ends}.`,
  afterEnd:
    'Whoever opened a link before the end still counts if the account is opened in time. Your money stays yours and can be cashed out after the end.',
  changes: (hours) =>
    `Terms that get worse are announced at least ${hours} hours before. For links opened before then the old terms hold.`,
  depth: 'Taking part costs nothing. You earn nothing from friends of friends.',
  things: { phone: 'mobile number', email: 'email', device: 'phone', install: 'installed app' },
}

export const friendRules: typeof base.friendRules = {
  newOnly: 'For new people only. Not if you already have an account.',
  onePerDevice: 'One person per phone.',
  requires: (things) => `This is checked: ${things}.`,
  minimumAge: (age) => `You must be at least ${age} years old, by the year of birth.`,
  countries: (countries) => `You must be from: ${countries}.`,
  endedCountry: (country, at) =>
    `For people from ${country} the offer ended on ${at}. If you opened the link before that, it still holds: open your account in time.`,
  action: (label, days) => `Within ${days} days of joining, do this: ${label}.`,
  window: (days) => `Open your account within ${days} days of opening this link.`,
}
