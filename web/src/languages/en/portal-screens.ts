/** English. */
import type { portalScreens as base } from '../bn/portal-screens.js'
import { refusalShares } from './reasons.js'

export const portalScreens: typeof base = {
  friends: {
    counted: 'Friends who joined',
    awaited: 'Waiting',
    people: (count) => count,
    none: 'Nobody has joined yet. When somebody joins you will see it here.',
    action: (label, day) => `Still to be done: ${label}. There is time until ${day}.`,
    review: 'Being looked at. You will see the result here.',
    whyTitle: 'Why not everybody counts',
    whyLead: (people, day) =>
      `In the whole offer ${people} people came by a link or a code, up to ${day}. Of them about:`,
    whyEarly: 'Too few people have come to the whole offer to tell yet.',
    whyAll: 'Almost everybody counted.',
    reasons: refusalShares,
    privacy: 'Nobody is told who counted and who did not. Nobody is told about you either.',
  },

  missing: {
    firstTitle: 'Do this first',
    firstLead: 'Send your friend this message. Typing the code nearly always helps.',
    message: 'Message for your friend',
    messageText: (code) =>
      `My invitation does not show up. Could you type my code in the app, where it asks for an invitation? Code: ${code}`,
    copyMessage: 'Copy message',
    lead: 'If that did not help, answer two questions. The answer follows from the rules: you are told nothing about anybody’s account.',
    came: 'How did your friend come?',
    cameBy: { link: 'Through my link', code: 'By typing my code', neither: 'Without link or code' },
    opened: 'When was the account opened?',
    lately: (hours) => `Within the last ${hours} hours`,
    today: 'Today',
    before: 'Before that',
    send: 'Show the answer',
    friend: 'Your friend’s phone number or e-mail, if you like',
    friendHint: 'It is kept only in a form that cannot be read back, so that a person can look into it.',
    unreadable: 'This is not a phone number or an e-mail address.',
    noted:
      'A person looks into it. If it turns out that your friend counts, you see it under “My friends”; you are told nothing else.',
    enough: 'You have asked enough for today, so this one is not passed on. You can ask again tomorrow.',
    answers: {
      link_stopped: () =>
        'Your link was stopped, so nobody who comes by it or your code counts now. Write to the address below to ask about it.',
      you_left: () => 'You have left the offer, so nobody who comes by your link or code now counts.',
      not_running: () => 'The offer is not running now. Whoever joins at such a time does not count.',
      money_promised: () =>
        'The money set aside for the offer is promised now. Whoever joins at such a time does not count.',
      cap_reached: () => 'As many friends as can count for you have counted. More do not.',
      type_code: (code, hours) =>
        `Ask your friend to type your code ${code} in the app. Within ${hours} hours of opening the account it can still count.`,
      too_late: () =>
        'Without a link or a code nobody can know who invited a person, and the time to type a code later has passed. It can no longer be counted.',
      ask_friend: () =>
        'Nobody is told about somebody else’s account. Your friend sees the reason in their own app, and can object to it there.',
    },
    contact: (contact) => `If you still want to ask something: ${contact}`,
  },

  leave: {
    points: [
      'Your link and code stop at once. Nobody who comes later counts for you.',
      'Whoever opened your link before still counts, if the rules hold.',
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
      'The movements of money stay, without anything that says they are yours.',
      'A mark stays by which you would be known if you came again. Your number cannot be read from it.',
    ],
    forget: 'Ask for my data to be erased',
    sure: 'What is erased cannot be brought back. Your link stops now; the data goes once everything is settled.',
    yes: 'Yes, erase it',
    no: 'No',
    asked: 'You asked for your data to be erased. It still waits until:',
    askedReady: 'You asked for your data to be erased. Nothing has to be waited for: it happens in a moment.',
    awaited: {
      clicks: 'the time is over for those who opened your link before',
      friends: 'nothing is open any more about a friend of yours or about you',
      money: 'you have cashed out your money',
      returns: 'money that was sent to you can no longer come back',
    },
    notBefore: (day) => `Not before ${day}.`,
  },

  card: {
    points: (amount) => [
      `The page shows that one person received ${amount}, read from the accounts at each look, and beside it what people typically receive.`,
      'Your name, number and code are not on it. Whoever has its address can see it.',
      'You can take it back. If you leave the offer, it is taken back too.',
    ],
    make: 'Make the page',
    alt: (amount) => `Picture: one person received ${amount}`,
    link: 'The address of the page',
    look: 'See it as others do',
    remove: 'Take the page back',
    removeHint: 'The address stops working at once. A picture that a chat has shown may stay there.',
    none: 'Once you have received money you can make a page here that shows it.',
  },

  estimate: {
    contacts: 'How many people could you ask?',
    show: 'Show',
    wrong: (most) => `Type a number from 1 to ${most}.`,
    early: 'Too early to tell',
    earlyWhy: (people, needed) =>
      `So far ${people} people have invited friends. Once at least ${needed} have, you will see an estimate here.`,
    typical: (contacts) => `Asking ${contacts} people, the person in the middle gets`,
    nothing: (people) => `${people} of 10 people get nothing.`,
    allNothing: 'Almost nobody gets anything.',
    fewNothing: 'Almost everybody gets something.',
    range: (from, to) => `At least 8 of 10 people get between ${from} and ${to}.`,
    same: (amount) => `At least 8 of 10 people get ${amount}.`,
    beyond: (contacts) =>
      `What happens when somebody asks more than ${contacts} people is not known, so this is for ${contacts}.`,
    basis: (people, contacts) =>
      `It rests on the ${people} people who invited friends before. Each is taken to have asked ${contacts} people.`,
    noPromise: 'This is an estimate, not a promise.',
  },

  statement: {
    joined: (count, many) => (many === 1 ? 'A friend joined' : `${count} friends joined`),
    payout: 'Cash-out',
    opening: 'Your balance from before',
    held: (day) => `Being checked · ready on ${day}`,
    states: {
      held: 'Being checked',
      available: 'Ready to cash out',
      pending: 'Something is still to be done',
      review: 'Being looked at',
      reversed: 'Taken back by the offer',
      lapsed: 'Not done in time',
    },
    none: 'Nothing yet. When your first friend joins you will see it here.',
    download: 'Download the transactions',
    steps: {
      award: 'A friend joined',
      release: 'Checked: ready to cash out',
      reverse: 'No longer counted: the money went back to the offer',
      lapse: 'Not done in time: the money went back to the offer',
      request: 'You asked to cash out',
      pay: 'You received the money',
      restore: 'Could not be sent: back with you',
      bounce: 'Came back: back with you',
      recover: 'Went back to the offer: it was for a friend who does not count',
      open: 'Your balance from before',
    },
    ownBonus: 'Your money for joining',
    otherStep: 'A change of the account',
    columns: { at: 'When', what: 'What', amount: 'Amount', currency: 'Currency' },
  },

  payouts: {
    toHome: 'Done',
    noFee: 'Nothing is taken off.',
    below: (minimum) => `At least ${minimum} can be cashed out.`,
    short: {
      requested: 'Waiting for approval',
      approved: 'On its way',
      sending: 'On its way',
      unknown: 'We are asking whether it arrived',
      paid: 'Received',
      failed: 'Could not be sent: still yours',
      rejected: 'Not approved: still yours',
      returned: 'Came back',
    },
    noMethod: 'First set in the app where the money should go. Then you can cash out here.',
    waiting: (account, moment) =>
      `The account was changed: ${account}. To keep you safe, money goes there from ${moment}.`,
    to: (account) => `The money goes to: ${account}`,
    none: 'There is nothing to cash out now.',
    amount: 'How much do you want to cash out?',
    amountHint: (available) => `At most ${available}`,
    amountWrong: 'Check the amount.',
    next: 'Continue',
    confirm: (amount, account) => `${amount} will be sent to ${account}.`,
    send: (amount) => `Send ${amount}`,
    cancel: 'Cancel',
    sending: 'Sending…',
    tooOld: 'To keep you safe, open this page again from the app to cash out.',
    listTitle: 'Earlier cash-outs',
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
