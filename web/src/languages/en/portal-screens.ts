/** English. */
import { many } from '../../endings/english.js'
import type { portalScreens as base } from '../bn/portal-screens.js'
import { refusalShares } from './reasons.js'

export const portalScreens: typeof base = {
  friends: {
    awaited: (count) => `Something left to do for ${count}`,
    each: 'Transactions by day',
    hold: (days, count, acts) =>
      `For a friend who ${acts ? 'does what is asked' : 'joins'} now, checks take ${days} ${count === 1 ? 'day' : 'days'}. Then you can cash out the money.`,
    noHold: (acts) => `You can cash out as soon as a friend has ${acts ? 'done what is asked' : 'joined'}.`,
    none: 'No friend has brought a bonus yet. When one does, you see it here.',
    without: (share) =>
      `In the whole offer, about ${share} of those who sign up by link or code are refused at once. The reasons are below.`,
    action: (label, day) => `${label}, until ${day}. You can remind your friend.`,
    review: (count) => `A person is looking at ${count} of your friends. You will see the result here.`,
    whyTitle: 'Why some friends bring no bonus',
    whyLead: (people, day) =>
      `In the whole offer, ${people} people came by a link or a code up to ${day}. Some of them brought no bonus. These are the reasons, and how common each is.`,
    whyEarly: 'Too few people have joined the whole offer. It is too early to tell.',
    whyAll: 'Almost everybody brought a bonus.',
    reasons: refusalShares,
    privacy: 'Nobody is told which friend brought a bonus and which did not. Nobody is told about you either.',
  },

  missing: {
    atLimit: (count) =>
      `You already have a bonus for as many friends as the offer allows (${count}). Another friend brings you none.`,
    firstTitle: 'Do this first',
    firstLead: 'Send your friend this message. If they came without the link, typing the code usually helps.',
    message: 'Message for your friend',
    messageText: (code, hours) =>
      `My invitation does not show up. Could you type my code in the app, where it asks for an invitation? Code: ${code}${hours === null ? '' : `. It works within ${many(hours, 'hour')} of opening the account.`}`,
    byWhatsapp: 'Send by WhatsApp',
    typedTitle: 'If your friend says “I typed it”',
    typed: [
      'It does not work for somebody who ever had an account in this app.',
      'It may not work if somebody already opened an account on your friend’s phone.',
      'Your friend sees the exact reason in their own app, and can say there if it is wrong.',
    ],
    formTitle: 'Still not shown? Tell us',
    copyMessage: 'Copy message',
    lead: 'Answer two questions to see what can be done. You are told nothing about anybody’s account.',
    came: 'How did your friend come?',
    cameBy: { link: 'Through my link', code: 'By typing my code', neither: 'Without link or code' },
    opened: 'When was the account opened?',
    lately: (hours) => `Within the last ${many(hours, 'hour')}`,
    today: 'Today',
    before: 'Before that',
    send: 'Show the answer',
    friend: 'Your friend’s phone number or e-mail (optional)',
    friendHint:
      'If you give it, a person will look into it. Only a fingerprint of it is kept, which a person can compare. The number cannot be read from it.',
    unchosen: 'Answer both questions.',
    unreadable: 'This is not a phone number or an e-mail address.',
    noted: 'A person will look into it. If there is a bonus, you see it under “My friends”. You are told nothing else.',
    enough: 'You have asked enough for today, so this one is not passed on. You can ask again tomorrow.',
    answers: {
      link_stopped: () =>
        'Your link was stopped, so friends who come by it or by your code bring no bonus now. Write to the address below to ask why.',
      you_left: () => 'You have left the offer, so friends who come by your link or code bring no bonus now.',
      not_running: () => 'The offer is not running now. Friends who join now bring no bonus.',
      money_promised: () => 'All the money set aside for the offer is promised. Friends who join now bring no bonus.',
      cap_reached: () => 'You have a bonus for as many friends as the offer allows.',
      type_code: (code, hours) =>
        `Ask your friend to type your code ${code} in the app. It can still bring a bonus within ${many(hours, 'hour')} of opening the account.`,
      too_late: () =>
        'Without a link or a code, nobody can know who invited a person. The time to type a code later has passed too, so there can be no bonus.',
      ask_friend: () =>
        'You cannot be told about somebody else’s account. The app tells your friend the reason, and your friend can say there if it is wrong. Ask your friend to send you a picture of it.',
    },
    reasonText:
      'My invitation brought no bonus. The app tells you why, on the page where you invite friends. Could you send me a picture of it?',
    contact: (contact) => `If you still want to ask something: ${contact}`,
  },

  leave: {
    points: [
      'Your link and code stop at once. Friends who come later bring you no bonus.',
      'Friends who opened your link before still bring a bonus, if the rules are met.',
      'Your money stays yours, and you can cash out any amount.',
      'You can come back later, to the same link.',
    ],
    leave: 'Leave',
    left: (moment) => `You left on ${moment}. Your money stays yours and can be cashed out.`,
    stay: 'Stay',
    sureToLeave: 'Your link and code stop at once. Leave?',
    yesLeave: 'Yes, leave',
    back: 'Take part again',
    forgetTitle: 'Erase my data',
    forgetPoints: [
      'The id of your account, the number your money goes to and what you wrote are erased here.',
      'The movements of money stay, but nothing says that they are yours.',
      'A mark is kept, so that you are recognised if you come again. Your number cannot be read from it.',
    ],
    forget: 'Ask for my data to be erased',
    sure: 'Erased data cannot be brought back. Your link stops now. Your data is erased once everything is settled.',
    yes: 'Yes, erase it',
    no: 'No',
    asked: 'You asked for your data to be erased. It waits until:',
    askedReady: 'You asked for your data to be erased. Nothing is left to wait for. It happens in a moment.',
    awaited: {
      clicks: 'the time is over for friends who opened your link before',
      checks: 'the last checks of your account are finished',
      money: 'you have cashed out your money',
      returns: 'money that was sent to you can no longer come back',
    },
    notBefore: (day) => `Not before ${day}.`,
  },

  card: {
    only: 'Only money that has reached you is shown here.',
    points: (amount) => [
      `You get a page that you can send to friends. It shows what you received from this offer: ${amount}. It also shows what people typically receive. If you receive more later, the page shows that.`,
      'Your name, number and code are not on it. Anybody who has its link can see it.',
      'You can remove the page. It is also removed if you leave the offer.',
    ],
    make: 'Make the page',
    send: 'Send by WhatsApp',
    text: (amount, link) => `I received ${amount}. See for yourself: ${link}`,
    alt: (amount) => `Picture: the person who made this page received ${amount}`,
    link: 'The link of the page',
    look: 'See it as others do',
    remove: 'Remove the page',
    removeHint:
      'Once the page is removed, its link stops working at once. A picture that a chat has shown may stay there.',
    none: 'Once you have received money you can make a page here that shows it.',
  },

  estimate: {
    contacts: 'How many people could you ask?',
    show: 'Show',
    wrong: (most) => `Type a number from 1 to ${most}.`,
    early: 'Too early to tell',
    earlyWhy: (people, needed) =>
      `So far ${many(people, 'person has', 'people have')} invited friends. Once at least ${needed} have, you will see an estimate here.`,
    typical: (contacts) => `Asking ${many(contacts, 'person', 'people')}, the person in the middle gets`,
    nothing: (people) => `${people} of 10 people get nothing.`,
    allNothing: 'Almost nobody gets anything.',
    fewNothing: 'Almost everybody gets something.',
    range: (from, to) => `At least 8 of 10 people get between ${from} and ${to}.`,
    same: (amount) => `At least 8 of 10 people get ${amount}.`,
    beyond: (contacts) =>
      `What happens when somebody asks more than ${many(contacts, 'person', 'people')} is not known, so this is for ${contacts}.`,
    basis: (people, contacts) =>
      `It is based on the ${people} people who invited friends before. We assume that each asked ${many(contacts, 'person', 'people')}.`,
    noPromise: 'This is an estimate, not a promise',
  },

  statement: {
    joined: (text, count) => (count === 1 ? 'A friend joined' : `${text} friends joined`),
    payout: 'Cash-out',
    opening: 'Your balance from before',
    held: (day) => `Being checked · ready on ${day}`,
    states: {
      held: 'Being checked',
      available: 'Checked',
      pending: 'Something left to do',
      review: 'Being looked at',
      reversed: 'Cancelled: the money went back to the offer',
      lapsed: 'Not done in time',
    },
    more: 'Show more',
    none: 'Nothing yet. When your first friend joins you will see it here.',
    download: 'Download the transactions',
    steps: {
      award: 'A friend joined',
      release: 'Checked: ready to cash out',
      reverse: 'Cancelled: the money went back to the offer',
      lapse: 'Not done in time: the money went back to the offer',
      request: 'You asked to cash out',
      pay: 'You received the money',
      restore: 'Could not be sent: back with you',
      bounce: 'Came back: back with you',
      recover: 'Went back to the offer: the invitation of that friend was cancelled',
      open: 'Your balance from before',
    },
    ownBonus: 'Your money for joining',
    otherStep: 'The balance changed',
    columns: { at: 'When', what: 'What', amount: 'Amount', currency: 'Currency' },
  },

  payouts: {
    title: 'Cash out',
    toHome: 'Done',
    step: (now) => `Step ${now} of 3`,
    all: (amount) => `All, ${amount}`,
    some: 'Another amount',
    typed: 'Amount',
    taken: 'Request received',
    arrives: 'Arrives at your number',
    usual: (count, unit) => `Usually within ${many(count, unit)}`,
    late: 'This takes longer than usual. The money is not lost.',
    mayClose: 'You can close this page. The money is sent all the same, and you will see it here.',
    safety: 'No PIN or OTP is needed. Never give one to anybody.',
    facts: { amount: 'You get', to: 'To', fee: 'Fee', arrives: 'Arrives', after: 'Left after this' },
    below: (minimum) => `At least ${minimum} can be cashed out.`,
    short: {
      requested: 'Waiting for approval',
      approved: 'On its way',
      sending: 'On its way',
      unknown: 'We are asking whether it arrived',
      paid: 'Received',
      failed: 'Could not be sent: the money came back',
      rejected: 'Not approved: the money came back',
      returned: 'The money came back',
    },
    noMethod: 'First set in the app where the money should go. Then you can cash out here.',
    waiting: (account, moment) =>
      `The account was changed: ${account}. To keep you safe, money goes there from ${moment}.`,
    to: 'The money goes here. You can change it in the app.',
    none: 'There is nothing to cash out now.',
    amount: 'How much do you want to cash out?',
    amountHint: (least, most, hasMinimum) =>
      least === most
        ? 'There is no fee.'
        : `You can also take less${hasMinimum ? `, from ${least}` : ''}. The rest stays yours. There is no fee.`,
    amountWrong: 'Check the amount.',
    next: 'Continue',
    confirm: 'Is everything right?',
    send: (amount) => `Cash out ${amount}`,
    cancel: 'Not now',
    sending: 'One moment…',
    tooOld: 'To keep you safe, open this page again from the app to cash out.',
    listTitle: 'Earlier cash-outs',
    receipt: 'Receipt',
    copyReceipt: 'Copy receipt',
    noReceipts: 'When you have cashed out money, its receipt is here.',
    reference: (id) => `Transaction id: ${id}`,
    own: (id) => `Id for support: ${id}`,
    refusals: {
      payout_method_missing: 'First set in the app where the money should go.',
      payout_method_waiting: 'The account is new. After a day money can be sent there.',
      payout_method_unavailable: 'Money cannot be sent to this account now. Set another one in the app.',
      payout_amount_unsupported: 'This amount cannot be sent at once. Try another one.',
      available_short: 'That much cannot be cashed out now.',
      wallet_limit_reached: 'Too many people use this account. Set one of your own in the app.',
      wallet_ceiling_reached: 'No more can be sent to this account today or this month. Try again later.',
    },
    unanswered: 'No answer came. Press again: the same money is sent, never twice.',
  },

  rules: {
    from: (day) => `What changes from ${day}`,
    page: 'The page of the offer: its money, and what people typically get',
    terms: 'Terms',
    privacy: 'Privacy',
    contact: (contact) => `Contact: ${contact}`,
  },
}
