/** English: every sentence of the public pages. */
import { many } from '../../endings/english.js'
import type * as base from '../bn/pages.js'

export const states: typeof base.states = {
  before: (starts) => `The offer begins on ${starts}. Friends who join before that bring no bonus.`,
  full: 'Full for now: all the money set aside for the offer is promised. Until more is set aside, new friends bring no bonus. Bonuses already earned are safe.',
  paused: (days) =>
    `The offer is paused. Friends who opened a link before the pause bring a bonus if they open an account within ${many(days, 'day')}. A link opened now brings none. You can cash out the money you have.`,
  closing: (ended, until) =>
    `The offer ended on ${ended}. Friends who opened a link before that bring a bonus if they open an account in time, until ${until}. A link opened now brings none. You can cash out the money you have.`,
  over: 'The offer is over. New friends bring no bonus. The money that people have earned stays theirs. They can cash it out.',
  test: 'This is a test offer. The money in it is not real.',
}

export const landing: typeof base.landing = {
  title: (app) => `${app}: a friend’s invitation`,
  invited: (app) => `A friend of yours invites you to ${app}`,
  invitedBy: (name, app) => `${name} invites you to ${app}`,
  bothGain: 'If you are new, both of you get money.',
  friendGains: (reward) => `If you are new, your friend gets ${reward}. You pay nothing.`,
  personGains: (name, reward) => `If you are new, ${name} gets ${reward}. You pay nothing.`,
  youGet: 'You get',
  friendGets: 'Your friend gets',
  personGets: (name) => `${name} gets`,
  afterHold: (days, minimum) =>
    `You can cash out ${many(days, 'day')} after you open the account${minimum === '' ? '' : `, once you have ${minimum}`}.`,
  noHold: (minimum) => `You can cash out as soon as you ${minimum === '' ? 'open the account' : `have ${minimum}`}.`,
  afterAction: 'You get it when you have opened the account and done what is asked below.',
  play: 'Get it on Google Play',
  appStore: 'Get it on the App Store',
  web: 'Open an account',
  goOn: 'Continue',
  haveApp: 'Have the app? Open it',
  codeTitle: 'Your friend’s code',
  codeOf: (name) => `${name}’s code`,
  codeLead: 'If the link fails, type this code when you open your account.',
  unknownChip: 'Unknown link',
  unknownTitle: 'This link is not known',
  unknownLead:
    'Check that all of the link was copied, or ask your friend to send it again. You can still get the app, but no friend will get anything for it.',
  onwards: 'See the app without the invitation',
  beforeChip: 'Not started',
  beforeTitle: (starts) => `The offer starts on ${starts}`,
  beforeLead: 'Your friend gets nothing if you join before that. Come back by this link once it has started.',
  pausedChip: 'Paused',
  pausedTitle: 'The invitation is paused',
  pausedLead: 'Your friend gets nothing if you join by this link now.',
  pausedAfter: (days) =>
    `Did you open this link earlier? It still works if you open an account within ${many(days, 'day')} of that.`,
  fullChip: 'Full for now',
  fullTitle: 'There is no room for now',
  fullLead:
    'The money set aside for the offer is used up. It goes on when more comes. Your friend gets nothing if you join now.',
  fullAfter: 'You can try this link again in a few days.',
  overChip: 'Ended',
  closingTitle: (ended) => `The offer ended on ${ended}`,
  closingAfter: (days, until) =>
    `Did you open this link earlier? It still works if you open an account within ${many(days, 'day')} of that, until ${until}.`,
  overTitle: 'The offer has ended',
  overLead: 'Nobody gets money if you join by this link now.',
  conditions: 'The rules, in short',
  theirs: 'They run the offer.',
  theirsFunded: 'They run the offer. The money is set aside beforehand.',
  account: 'The money and the full rules',
  safety: 'Never give anyone money, a PIN or an OTP.',
  safetyLead: 'An invitation needs none of them.',
  report: 'Report this link',
  terms: 'Terms',
  privacy: 'Privacy',
  description: (app, reward) =>
    `New to ${app}? Open an account through your friend’s link. Your friend gets ${reward}.`,
  descriptionBoth: (app, yours, reward) =>
    `New to ${app}? Open an account through your friend’s link. You get ${yours}, your friend gets ${reward}.`,
  cardInvites: (app) => `A friend invites you to ${app}`,
  cardFriendGets: 'If you are new, your friend gets',
  cardYouGet: 'If you are new, you get',
  cardFriendToo: 'Your friend gets',
}

export const card: typeof base.card = {
  received: 'The person who made this page received',
  typicalTitle: 'What people typically receive',
  middle: (amount) => `The person in the middle received ${amount}.`,
  nothing: (share) => `${share} of people received nothing.`,
  early: 'Too early to tell what people typically receive',
  noPromise: 'That one person received this does not mean that you will.',
  checkTitle: 'Is this true?',
  check: (moment) =>
    `Yes. The amount is read from the accounts each time this page is opened, this time on ${moment}. Money that is still being checked is not in it.`,
  byChoice: 'They made this page themselves. Their name is not shown.',
  description: (amount, median, share) =>
    `The person who made this page received ${amount}. The person in the middle received ${median}, and ${share} of people nothing.`,
  descriptionEarly: (amount) =>
    `The person who made this page received ${amount}. It is too early to tell what people typically receive.`,
}

export const report: typeof base.report = {
  title: 'Report this link',
  lead: (organization) =>
    `Choose what happened. ${organization} will look at it. You are not asked for your name or number.`,
  legend: 'What happened?',
  reasons: {
    unwanted: 'It is sent again and again, unasked',
    false_promise: 'It promises earnings that are not true',
    impersonation: 'The sender claims to work for the company',
    asked_for_money: 'I was asked for money, a PIN or an OTP',
    other: 'Something else',
  },
  send: 'Report',
  choose: 'Choose a reason.',
  takenTitle: 'Thank you for telling us',
  contact: (contact) => `Contact: ${contact}`,
  taken: (organization) =>
    `Your report has gone to ${organization}. Never give anyone a PIN or an OTP: nobody needs them to pay you.`,
  fullTitle: 'Too many reports today',
  full: 'Your report was not taken. Try again tomorrow, or get in touch directly.',
  back: 'Back to the invitation',
}

export const program: typeof base.program = {
  title: (offer) => `${offer}: rules and accounts`,
  description: (organization, funded) =>
    `${organization} states that ${funded} was set aside for this offer. Its rules, its accounts, and what people typically get.`,
  runBy: (organization) => `An offer of ${organization}`,
  perFriend: (reward) => `${reward} for each new friend`,
  states: (day, amount, reference) => `${day}\u00a0· ${amount}\u00a0· reference ${reference}`,
  statesEarlier: (count, amount) => `Before that, ${amount} in ${many(count, 'step')}`,
  stated: (organization) => `As stated by ${organization}.`,
  noFunding: (organization) => `${organization} has not set any money aside yet.`,
  funded: 'Set aside for the offer',
  promised: 'Promised',
  promisedHint: 'being checked, or not yet cashed out',
  lost: 'Lost',
  lostHint: 'cashed out before a check found that the friend does not count',
  paid: 'Received by people',
  left: 'Left',
  leftHint: (friends) => `enough for ${many(friends, 'more friend')}`,
  returned: 'Gone back to the organizer',
  friends: 'Friends who joined',
  people: (count) => count,
  typicalTitle: 'What people typically get',
  typicalLead: (people) => `Counting all ${people} people who took a link.`,
  tooEarly: (people, needed) =>
    `Too early to tell. So far ${many(people, 'person', 'people')} took a link; from ${needed} on, the figures are shown here.`,
  median: 'The person in the middle received',
  nothing: 'Received nothing',
  ninetieth: '9 of 10 received at most',
  nineOfTen: '9 of 10 received',
  nothingAtAll: 'Nothing',
  earned: (median, nothing, most) =>
    `With money that is not cashed out yet, the person in the middle has ${median} and 9 of 10 have ${most === null ? 'nothing' : `at most ${most}`}. ${nothing} of people have nothing.`,
  datesTitle: 'From when to when',
  today: 'Today',
  starts: 'Starts',
  ends: 'Ends',
  rulesTitle: 'The rules',
  announced: (day) => `What changes from ${day}`,
  checkedTitle: 'The books agree',
  checkedAt: (moment, transfers) =>
    `Every taka of ${many(transfers, 'movement')} was checked on ${moment}. This is done every night.`,
  wrongTitle: (differences) => many(differences, 'account does not agree', 'accounts do not agree'),
  checkedWrong: (moment) => `The books were checked on ${moment}. This notice stays here until they agree.`,
  notCheckedTitle: 'The books have not been checked yet',
  notChecked: 'They are checked every night.',
  asOf: (moment) => `Figures as of ${moment}.`,
}

export const frame: typeof base.frame = {
  skip: 'Skip to the content',
  madeWith: 'Accounts kept by Bondhu',
}

/** The portal, opened after its time. */
export const portalOver: typeof base.portalOver = {
  title: 'This page has timed out',
  lead: 'To keep you safe, this page stays open for half an hour. Open it again from the app. Your money and your link are as they were.',
  backToApp: 'Back to the app',
}

/** Pages of a few words, where there is nothing else to show: for a link that leads nowhere, and for the demo. */
export const notices: typeof base.notices = {
  unknown: {
    title: 'This link is not known',
    lead: 'Check that all of it was copied, or ask your friend to send it again.',
  },
  cardGone: {
    title: 'This page is gone',
    lead: 'Its owner has taken it back, or not all of the address was copied.',
  },
  unavailable: { title: 'This cannot be opened right now', lead: 'Open the link again in a minute. Nothing is lost.' },
  demoStarting: { title: 'Opening now', lead: 'The demo is starting. This page loads again by itself.' },
  demoOff: { title: 'No demo', lead: 'The demo is off here. The API is described at /docs.' },
}

export const needsScript: typeof base.needsScript = 'The console needs JavaScript.'
