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
  readonly endedCountry: (country: string, at: string) => string
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
  readonly approval: (amount: string) => string
  readonly wallet: (people: string) => string
  readonly walletDay: (amount: string) => string
  readonly walletMonth: (amount: string) => string
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
  readonly endedCountry: (country: string, at: string) => string
  readonly action: (label: string, days: string) => string
  readonly window: (days: string) => string
}

/** What an offer is at this moment, said before anyone acts. */
export interface StateMessages {
  readonly before: (starts: string) => string
  readonly full: string
  readonly paused: (days: string) => string
  readonly closing: (ended: string, until: string) => string
  readonly over: string
  readonly test: string
}

/** The page that a friend sees. */
export interface LandingMessages {
  readonly title: (organization: string) => string
  readonly invited: (organization: string) => string
  readonly runBy: (offer: string, organization: string) => string
  readonly friendEarns: string
  readonly youGet: string
  readonly youGetNothing: string
  readonly onlyNew: string
  readonly play: string
  readonly appStore: string
  readonly web: string
  readonly goOn: string
  readonly haveApp: string
  readonly codeTitle: string
  readonly codeLead: string
  readonly unknownTitle: string
  readonly unknownLead: string
  readonly conditions: string
  readonly account: string
  readonly report: string
  readonly contact: (contact: string) => string
  readonly terms: string
  readonly privacy: string
  readonly description: (organization: string, reward: string) => string
  readonly cardInvites: string
  readonly cardFriendEarns: (reward: string) => string
  readonly cardYouGet: (reward: string) => string
}

export type ReportReason = 'unwanted' | 'false_promise' | 'impersonation' | 'asked_for_money' | 'other'

/** Telling the organizer that a link is misused. */
export interface ReportMessages {
  readonly title: string
  readonly lead: (organization: string) => string
  readonly legend: string
  readonly reasons: Readonly<Record<ReportReason, string>>
  readonly send: string
  readonly choose: string
  readonly takenTitle: string
  readonly taken: (organization: string) => string
  readonly fullTitle: string
  readonly full: string
  readonly back: string
}

/** The page of an offer, which anyone can read. */
export interface ProgramMessages {
  readonly title: (offer: string) => string
  readonly description: (organization: string, funded: string) => string
  readonly runBy: (organization: string) => string
  readonly runs: (starts: string, ends: string) => string
  readonly moneyTitle: string
  readonly states: (organization: string, amount: string, day: string, reference: string) => string
  readonly statesEarlier: (count: string, amount: string) => string
  readonly noFunding: (organization: string) => string
  readonly funded: string
  readonly promised: string
  readonly promisedHint: string
  readonly lost: string
  readonly lostHint: string
  readonly paid: string
  readonly left: string
  readonly returned: string
  readonly friends: string
  readonly people: (count: string) => string
  readonly typicalTitle: string
  readonly typicalLead: (people: string) => string
  readonly tooEarly: (people: string, needed: string) => string
  readonly received: string
  readonly receivedHint: string
  readonly earned: string
  readonly earnedHint: string
  readonly median: string
  readonly nothing: string
  readonly nothingOf: (share: string) => string
  readonly ninetieth: string
  readonly rulesTitle: string
  readonly announced: (day: string) => string
  readonly checkTitle: string
  readonly checkedAt: (moment: string, transfers: string) => string
  readonly checkedWrong: (moment: string, differences: string) => string
  readonly notChecked: string
  readonly asOf: (moment: string) => string
}

/** What one person received, shown by that person. */
export interface CardMessages {
  readonly title: string
  readonly received: string
  readonly paidOut: string
  readonly typicalTitle: string
  readonly middle: (amount: string) => string
  readonly nothing: (share: string) => string
  readonly early: string
  readonly noPromise: string
  readonly checkTitle: string
  readonly check: (moment: string) => string
  readonly byChoice: string
  readonly description: (amount: string, median: string, share: string) => string
  readonly descriptionEarly: (amount: string) => string
}

/** The few words around every page. */
export interface FrameMessages {
  readonly otherLanguage: string
  readonly skip: string
  readonly madeWith: string
}
