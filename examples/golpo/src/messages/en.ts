/** English */
import type { Messages } from './messages.js'

export const en: Messages = {
  brand: 'Golpo',
  tagline: 'A short story every day',
  demoMark: 'Sample app · not real money',
  // en-BD groups by thousands, which nobody in Bangladesh does.
  conventions: { name: 'English', numbers: 'en-IN', dates: 'en-GB', digits: '0123456789' },
  footer: 'Golpo is a sample app. Who counts, and whose money is where, is decided and kept by Bondhu.',
  footerLink: 'How to connect Bondhu',
  skip: 'Skip to the page',

  welcome: (reward) => `Bring a friend to Golpo. You get ${reward} for every new friend.`,
  openTitle: 'Open an account',
  name: 'Name',
  phone: 'Mobile number',
  phoneHint: 'Both are made up; change them if you like. No real number is needed.',
  haveCode: "Have a friend's code?",
  code: "Friend's code",
  codeHint: 'Ten digits, Bengali or English, with or without spaces.',
  open: 'Open account',
  examples: ['Nadia', 'Tanvir', 'Farhana', 'Russell', 'Mitu', 'Shaon', 'Jerin', 'Arif'],
  nameWrong: 'Write your name, in 60 letters or fewer.',
  phoneWrong: 'This is not a mobile number. It has 11 digits, like 01712-345678.',
  codeWrong: 'There is no such code. Check the ten digits.',
  full: 'This sample app takes no more accounts. Sign in to one that is there.',

  storyMark: "Today's story",
  storyTitle: 'A window on the last bus',
  story: [
    'Every night on the last bus, at half past ten, Aunt Momtaz takes the same seat. Tonight it is empty, yet the conductor lets nobody have it. “She is at her daughter’s,” he says. “Back tomorrow.”',
    'The next night she is back, with a box of pitha in her hands: wages for guarding a seat.',
  ],

  offerTitle: 'The offer',
  offerLines: ({ reward, holdDays, minimum, ends, onePerDevice }) => [
    `${reward} for every new friend. For someone who already has an account nobody earns anything.`,
    `Checked for ${holdDays} days, then available. Cash out from ${minimum}.`,
    ...(onePerDevice ? ['One person counts per phone.'] : []),
    `The offer runs until ${ends}.`,
  ],
  offerPaused: 'The offer is paused. New friends do not count for now; what you have earned is safe.',
  offerEnded: 'The offer has ended. New friends no longer count; what you have earned stays yours.',

  invited: 'A friend invited you to Golpo',
  invitedLead: (reward) => `An account costs nothing. If you are new here, your friend gets ${reward}.`,
  withoutLink: "Did not come through a friend's link? Type their code below.",
  sameBrowser: (name) =>
    `In this browser you are ${name}. Inviting yourself from the same browser does not count. To play the friend, open the link in a private window.`,
  memberTitle: 'Have an account already?',
  memberLead: 'These three were with Golpo before the offer began. Be one of them and see whether anybody earns.',
  memberSignIn: (name) => `Sign in as ${name}`,
  memberAgain: 'New account, same number',
  memberAgainHint: (name) => `${name} opens a second account with the same number.`,

  greeting: (name) => `Good to see you, ${name}`,
  held: 'Being checked',
  heldUntil: (day) => `Being checked · available on ${day}`,
  heldFrom: (day) => `Being checked · available from ${day}`,
  available: 'Available',
  availableProgress: (left, minimum, checking) =>
    `Cash out from ${minimum} · ${left} to go${checking ? ' besides what is being checked' : ''}`,
  availableSoon: (minimum) => `Cash out from ${minimum} · what is being checked is enough`,
  cashOut: (amount) => `Cash out ${amount}`,
  friends: 'Counted',
  people: (count) => `${count} ${count === '1' ? 'friend' : 'friends'}`,
  friendsNone: 'No friend has counted yet. Send the link to a friend.',
  notCounted: 'The offer is for new people only. A friend who is not counted sees why; nobody else is told.',
  paid: 'Paid',

  portal: 'My money and my link',
  shareTitle: 'Invite a friend',
  shareLead: (reward) => `When somebody new opens an account through this link, you get ${reward}.`,
  yourLink: 'Your link',
  yourCode: 'Your code',
  shareText: 'A message to send',
  shareWords: (link, code) =>
    `I read a short story a day on Golpo. Join me: ${link}\nOr type my code: ${code}\n(If you are new, I get a little money.)`,
  copy: 'Copy',
  copied: 'Copied',
  shareWhatsApp: 'Send by WhatsApp',

  tryTitle: 'Play the friend yourself',
  trySteps: (privateWindow) => [
    `Copy your link and open it in a private window (${privateWindow}). A private window stands for somebody else’s phone.`,
    'Open an account there as the friend, or try it as someone who already has one.',
    'Come back to this page: it shows who counted and what came in.',
  ],
  privateWindow: 'Ctrl+Shift+N, in Firefox Ctrl+Shift+P',
  laterTitle: 'Move time ahead',
  laterLead: (now) => `The demo’s clock says ${now}. This button exists in the demo only.`,
  later: 'Seven days later',

  statement: 'Statement',
  statementNone: 'No money has come in yet. The first friend who joins will be written here.',
  steps: {
    award: 'A new friend joined; the check began',
    release: 'Checked; now available',
    request: 'Cash-out asked for; on its way',
    pay: 'Received by bKash',
    restore: 'Could not be sent; available again',
    bounce: 'Came back; available again',
    reverse: 'No longer counted; gone back to the offer',
    lapse: 'Not done in time; gone back to the offer',
  },
  otherStep: 'A change of the balance',

  decisionCounted: 'You were counted',
  decisionCountedLead: (amount, day) =>
    `${amount} was set aside for whoever invited you. It is being checked and can be cashed out on ${day}.`,
  decisionPending: 'The invitation is known. It counts once the action it waits for is done.',
  decisionRefused: 'Not counted',
  decisionNothing: 'Whoever invited you got nothing. This account of yours is fine.',
  decisionHints: {
    self_referral:
      'The invitation came from this very browser. To play the friend, open the link in a private window: it counts as another phone.',
    same_device:
      'Somebody opened an account in this browser before. To play another friend, close all private windows and open the link in a new one.',
    already_member: 'This mobile number had an account before.',
    program_closed: 'The last day of the offer has passed.',
  },
  decisionOrganic: {
    unknown_code: 'The code was not known, so nobody got anything.',
    unknown_click: 'The link was not read as a whole, so nobody got anything.',
    click_expired: 'The link had expired, so nobody got anything.',
  },
  decisionWaiting:
    'Your account is open, but Bondhu could not be told of it yet. Opening this page again tells it again; nothing is lost.',
  lateTitle: 'Did a friend invite you?',
  lateLead: (hours) => `Their code counts within ${hours} hours of opening your account.`,
  lateSend: 'Send code',

  accountsTitle: 'Accounts in this browser',
  signOut: 'Sign out',
  signInAs: (name) => `Sign in as ${name}`,
  seededTitle: 'Sign in as a member of long standing',
  seededLead: 'They were with Golpo before the offer began.',

  notices: {
    member:
      'You already had an account, so none was opened. Golpo had no new account to tell Bondhu about, and whoever invited you got nothing.',
    later: 'The demo’s clock moved seven days ahead.',
    switched: 'You switched accounts.',
    out: 'You are signed out.',
    code: 'The code was taken.',
    cashedOut:
      'The cash-out was taken; the statement below says whether it was received. This is a sample: no real money moves.',
    notCashedOut: 'This could not be cashed out now. Your money is as it was.',
  },
  errors: {
    missing: { title: 'There is no such page', lead: 'Check the address, or go back to the first page.' },
    foreign: {
      title: 'This came from another page',
      lead: 'It was not taken, to be safe. Go back to the first page and try again.',
    },
    form: { title: 'The form could not be read', lead: 'Go back and fill it in again.' },
    bug: { title: 'Something is wrong on our side', lead: 'Try again in a moment. Nothing of yours is lost.' },
    unreachable: {
      title: 'Bondhu does not answer',
      lead: 'Your account with Golpo is fine, and so is your money. Open this page again in a minute.',
    },
  },
  back: 'First page',
  again: 'Try again',
}
