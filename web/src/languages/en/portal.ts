/** English. */
import { many } from '../../endings/english.js'
import type { portal as base } from '../bn/portal.js'
import { methodKinds } from './method-kinds.js'

export const portal: typeof base = {
  title: (offer) => `${offer}: my link and money`,
  subtitle: 'My link and money',
  otherPages: 'Other pages',
  skip: 'Skip to the main text',
  madeWith: 'Accounts kept by Bondhu বন্ধু',
  test: 'Test offer: the money is not real',
  back: 'Back',
  backToApp: 'Back to the app',
  again: 'Try again',
  loading: 'Loading…',
  noScript: 'Turn on JavaScript in your browser to see the other pages.',

  money: 'My money',
  available: 'Ready to cash out',
  saved: 'Saved up',
  held: 'Being checked',
  heldOn: (day, enough) => `${enough ? 'ready on' : 'checked by'} ${day}`,
  heldFrom: (first, last, enough) => `${enough ? 'ready' : 'checked'} between ${first} and ${last}`,
  clearing: 'Being cashed out',
  paid: 'Received',
  atLeast: (minimum) => `From ${minimum}`,
  progress: (minimum, left) => `You can cash out from ${minimum}. ${left} to go.`,
  progressAtEnd: 'When the offer has ended you can cash it out: there is no minimum then.',
  progressOn: (day, all) => `On ${day} you will have ${all} and can cash out.`,
  progressBy: (day, all) => `By ${day} you will have ${all} and can cash out.`,
  cashOut: 'Cash out',

  share: {
    lead: 'For each new friend you get',
    when: 'When they open their first account by your link.',
    friendToo: (friend) => `When they open their first account by your link. Your friend gets ${friend} too.`,
    leftToday: (count) => `Today you can still get it for ${many(count, 'friend')}.`,
    off: 'Better not send the link now',
    link: 'Your link',
    code: 'Your code',
    copy: 'Copy',
    copyLink: 'Copy link',
    copyCode: 'Copy code',
    copied: 'Copied',
    notCopied: 'This could not be copied. Press and hold the text to copy it.',
    unopened: 'The app did not open. The link is copied: paste it there.',
    sheet: 'Send to a friend',
    more: 'More: code, QR, other apps',
    by: 'Send it by',
    channels: {
      whatsapp: 'WhatsApp',
      messenger: 'Messenger',
      telegram: 'Telegram',
      imo: 'imo',
      viber: 'Viber',
      sms: 'SMS',
    },
    text: (app, own, link, code, reward) =>
      `${own ?? `I use ${app}. Have a look.`}${link === null ? '' : ` ${link}`}\nMy code: ${code}\nIf you are new, I get ${reward}.`,
    qrSave: 'Save the QR code',
    qrAlt: 'QR code of your link',
    qrHint: 'Your friend points a phone camera at it, and the link opens.',
    showName: (name) => `Friends see my name on the invitation: ${name}`,
    joinTitle: 'You can invite friends too.',
    join: 'Get my link',
  },

  obstacles: {
    stopped: (_, contact) =>
      `Your link and code were stopped. Friends who use them now bring no bonus. Your money stays yours and you can cash it out. To ask why, write to ${contact}.`,
    left: () =>
      'You have left the offer. Friends who use your link now bring no bonus. Your money stays yours and you can cash it out.',
    not_started: (day) => `The offer starts on ${day}. Friends who join before that bring no bonus.`,
    paused: () =>
      'The offer is paused. Friends who opened your link before still bring a bonus if they join in time. A link opened now brings none. You can cash out the money you have.',
    ended: () =>
      'The offer has ended. Friends who opened your link before still bring a bonus if they join in time. A link opened now brings none. Your money stays yours and you can cash it out.',
    money_promised: () =>
      'Full for now: all the money set aside for the offer is promised. Until more comes, new friends bring no bonus. The money you have is safe.',
    own_total: () => 'You have a bonus for as many friends as the offer allows. You get nothing for more friends.',
    full_today: () => 'Full for today. Friends who join today bring no more bonus. From tomorrow they do.',
  },

  invitation: {
    title: 'How you joined',
    counted: 'You joined by a friend’s invitation, and it succeeded.',
    reward: (amount) => `Your bonus for it is ${amount}.`,
    rewardHeld: (amount, day) => `Your bonus for it is ${amount}. It is being checked and is ready on ${day}.`,
    pending: (label, day) => `The invitation arrived. One thing is left to do: ${label}, until ${day}.`,
    review: 'A person is looking at the invitation.',
    lapsed: 'What was needed was not done in time, so the invitation did not succeed.',
    reversed: 'The invitation was cancelled.',
    refused: 'No bonus',
    kept: 'Your account is fine.',
    appeal: 'Tell us if this is wrong',
    appealText: 'Why do you think this is wrong? Tell us in your own words',
    appealHint:
      'You can also send it empty. You can send it once. A person looks at it, and you will see the answer here.',
    appealSend: 'Send',
    appealOpen: (moment) => `We got what you told us on ${moment}. A person is looking at it. The answer will be here.`,
    appealDismissed: 'A person looked at what you told us. The decision stays.',
  },

  signOut: 'Sign out on this phone',

  over: 'This page has timed out. Open it again from the app.',
  problems: {
    offline: (time) => `No internet. Showing what was known at ${time}.`,
    unreachable: (time) => `The service cannot be reached. Showing what was known at ${time}.`,
    screen: 'This could not be loaded. Check your internet connection and try again.',
    refused: 'This could not be done now. Try again in a moment.',
  },

  titles: {
    missing: 'A friend came without a bonus?',
    leave: 'Leave the offer',
    comeBack: 'Come back to the offer',
    card: 'Show what I received',
    estimate: 'What could I get',
    statement: 'Transactions',
    receipts: 'Receipts',
    rules: 'Rules',
    friends: 'My friends',
    until: (day) => `until ${day}`,
  },

  start: {
    title: 'How to start',
    send: 'Send the link to one person who would like the app.',
    joins: (action) =>
      action === ''
        ? 'When they open a new account, you see it here.'
        : `When they open a new account and do this, there is a bonus: ${action}.`,
    money: (reward, days, minimum) =>
      `${days === '' ? '' : `Checks take ${many(days, 'day')}, then `}${reward} is yours.${minimum === '' ? '' : ` You can cash out from ${minimum}.`}`,
  },

  ladder: {
    all: 'See all',
    joined: 'Joined',
    checked: 'Being checked',
    ready: 'Checked',
    received: 'Received',
    without: 'Friends who brought no bonus are not shown here.',
  },

  payout: {
    kinds: methodKinds,
    account: (kind, masked) => `${kind} ${masked}`,
    arrived: (amount) => `${amount} received`,
    onTheWay: (amount, waits) => `${amount} ${waits ? 'waiting for approval' : 'on its way'}`,
    isBack: (amount) => `${amount} is still yours`,
    states: {
      failed: 'Could not be sent',
      rejected: 'Not approved',
      returned: 'The money came back',
      unknown:
        'We are asking whether it arrived. The money is not lost and will not be sent twice. You need not do anything. You will see it here.',
    },
  },
}
