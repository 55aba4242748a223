/**
 * Every sentence of the pages, as types: a language that lacks one does not compile. Numbers, money and dates come in
 * formatted. Each part is exported by itself, so that a page carries its own sentences and no others.
 */

/** The rules of an offer, said to the advocate. */
export interface RuleMessages {
  readonly reward: (reward: string) => string
  readonly friendReward: (reward: string) => string
  readonly newOnly: string
  readonly onePerDevice: string
  readonly sharedDevice: string
  readonly requires: (things: string) => string
  readonly minimumAge: (age: string) => string
  readonly countries: (countries: string) => string
  readonly action: (label: string, days: string) => string
  readonly window: (days: string) => string
  readonly lateCode: (hours: string) => string
  readonly noLateCode: string
  readonly capPerDay: (count: string) => string
  readonly capTotal: (count: string) => string
  readonly hold: (days: string) => string
  readonly noHold: string
  readonly minimumPayout: (amount: string) => string
  readonly noMinimumPayout: string
  readonly budget: string
  readonly dates: (starts: string, ends: string) => string
  readonly afterEnd: string
  readonly changes: (hours: string) => string
  readonly depth: string
  readonly things: Readonly<Record<'phone' | 'email' | 'device' | 'install', string>>
}

/** The same offer, said to the friend who is invited. */
export interface FriendRuleMessages {
  readonly newOnly: string
  readonly onePerDevice: string
  readonly requires: (things: string) => string
  readonly minimumAge: (age: string) => string
  readonly countries: (countries: string) => string
  readonly action: (label: string, days: string) => string
  readonly window: (days: string) => string
}
