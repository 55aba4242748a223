/** English: the rules of an offer, a sentence for each term. */
import { many } from '../../endings/english.js'
import type * as base from '../bn/rules.js'

export const rules: typeof base.rules = {
  reward: (reward) => `You get ${reward} for each new friend.`,
  friendReward: (reward) => `The new friend gets ${reward} too.`,
  newOnly:
    'For new people only. Nobody gets anything for a friend who already has an account. There is one bonus for one friend, and nobody can invite themselves.',
  onePerDevice: 'One bonus for one phone.',
  sharedDevice:
    'Several people of a family may open accounts on one phone and bring a bonus, but not on your own phone.',
  requires: (things) => `Your friend’s ${things} must be confirmed.`,
  minimumAge: (age) => `Your friend must be at least ${age} years old, by the year of birth.`,
  countries: (countries) => `Only for friends from ${countries}.`,
  endedCountry: (country, at) =>
    `For friends from ${country} the offer ended on ${at}. A friend who opened your link before that still brings a bonus, if the account is opened in time.`,
  action: (label, days) =>
    `Within ${many(days, 'day')} of joining your friend must do this: ${label}. Your money is kept aside until then. If it is not done in time, there is no bonus.`,
  window: (days) =>
    `Your friend must open the account within ${many(days, 'day')} of opening your link. If a code is typed after that, the code decides.`,
  lateCode: (hours) =>
    `A friend who opened the account without a link or code can still type your code within ${many(hours, 'hour')}.`,
  noLateCode: 'A friend who comes without your link must type your code when opening the account, not later.',
  capPerDay: (count) => `You get a bonus for at most ${many(count, 'friend')} a day.`,
  capTotal: (count) => `You get a bonus for at most ${many(count, 'friend')} in all.`,
  hold: (days) =>
    `After a friend joins, checks take ${many(days, 'day')}. Then you can cash out the money. If the checks find something wrong, the bonus is cancelled.`,
  holdOfAction: (days) =>
    `After a friend has done what is asked, checks take ${many(days, 'day')}. Then you can cash out the money. If the checks find something wrong, the bonus is cancelled.`,
  noHold: 'You can cash out the money as soon as the friend joins.',
  noHoldOfAction: 'You can cash out the money as soon as the friend has done what is asked.',
  minimumPayout: (amount) => `You can cash out from ${amount}. When the offer has ended, there is no minimum.`,
  noMinimumPayout: 'You can cash out any amount.',
  approval: (amount) => `Above ${amount} a day to one number, a person looks at the cash-out first.`,
  wallet: (people) => `At most ${many(people, 'person', 'people')} can cash out to the same number.`,
  walletDay: (amount) => `At most ${amount} a day can be cashed out to one mobile wallet.`,
  walletMonth: (amount) => `At most ${amount} a month can be cashed out to one mobile wallet.`,
  budget:
    'The money for the offer is set aside beforehand. When all of it is promised, new friends bring no bonus, and you are told so before you invite.',
  dates: (starts, ends) => `The offer runs from ${starts} to ${ends}.`,
  afterEnd:
    'A friend who opened your link before the end still brings a bonus, if the account is opened in time. Your money stays yours. You can cash it out after the end too.',
  changes: (hours) =>
    `If the terms get worse, you are told at least ${many(hours, 'hour')} before. Links opened before the change keep the old terms.`,
  depth: 'Taking part costs nothing. You earn nothing from friends of friends.',
  things: { phone: 'mobile number', email: 'email', device: 'phone', install: 'installed app' },
}

export const friendRules: typeof base.friendRules = {
  newOnly: 'For new people only. Not if you already have an account.',
  onePerDevice: 'One person per phone.',
  requires: (things) => `Your ${things} must be confirmed.`,
  minimumAge: (age) => `You must be at least ${age} years old, by the year of birth.`,
  countries: (countries) => `Only for people from ${countries}.`,
  endedCountry: (country, at) =>
    `For people from ${country} the offer ended on ${at}. If you opened the link before that, it still works: open your account in time.`,
  action: (label, days) => `Within ${many(days, 'day')} of joining, do this: ${label}.`,
  window: (days) => `Open your account within ${many(days, 'day')} of opening this link.`,
}
