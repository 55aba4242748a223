/** English. */
import type { PortalWords } from './bn.js'

export const en: PortalWords = {
  title: (offer) => `${offer}: my money`,
  skip: 'Skip to the main text',
  otherLanguage: 'বাংলা',
  madeWith: 'Accounts kept by Bondhu বন্ধু',
  test: 'This is a test offer. The money here is not real.',
  back: 'Back',
  backToApp: 'Back to the app',
  again: 'Try again',
  loading: 'Loading…',
  more: 'Show more',
  noScript: 'Turn on JavaScript in your browser to see the other pages.',

  money: 'My money',
  available: 'Ready to cash out',
  held: 'Being checked',
  heldOn: (day) => `ready on ${day}`,
  heldFrom: (first, last) => `ready between ${first} and ${last}`,
  clearing: 'On its way',
  paid: 'Received',
  progress: (minimum, left) => `You can cash out from ${minimum}. ${left} to go.`,
  cashOut: 'Cash out',

  share: {
    title: 'Invite friends',
    lead: (reward) => `You get ${reward} when a new friend joins.`,
    leadBoth: (reward, friend) => `When a new friend joins, you get ${reward} and your friend gets ${friend}.`,
    leftToday: (count) => `${count} more will count today.`,
    anyway: 'Show the link and code anyway',
    link: 'Your link',
    code: 'Your code',
    copyLink: 'Copy link',
    copyCode: 'Copy code',
    copied: 'Copied',
    notCopied: 'This could not be copied. Press and hold the text to copy it.',
    sheet: 'Share',
    by: 'Send it by',
    channels: {
      whatsapp: 'WhatsApp',
      messenger: 'Messenger',
      telegram: 'Telegram',
      imo: 'imo',
      viber: 'Viber',
      sms: 'SMS',
    },
    text: (organization, link, code, reward) =>
      `Join ${organization}: ${link}\nCode: ${code}\nIf you are new, I get ${reward}.`,
    qrShow: 'Show QR code',
    qrHide: 'Hide QR code',
    qrSave: 'Save the QR code',
    qrAlt: 'QR code of your link',
    qrHint: 'Your friend points a phone camera at it, and the link opens.',
    joinTitle: 'You can invite friends too',
    join: 'Get my link',
  },

  obstacles: {
    not_started: (day) => `The offer starts on ${day}. Friends who join before that do not count.`,
    paused: () => 'The offer is paused. Links opened now do not count. Money you have can be cashed out.',
    ended: () => 'The offer has ended. Links opened now no longer count. Your money stays yours and can be cashed out.',
    money_promised: () =>
      'All the money set aside for the offer is promised. Until more comes, friends who join do not count. The money you have is safe.',
    own_total: () => 'You have reached the highest number of friends that counts. You get nothing for further ones.',
    full_today: () => 'Full for today. Friends who join today no longer count; from tomorrow they do.',
  },

  friends: {
    title: 'My friends',
    counted: 'Counted',
    awaited: 'Waiting',
    people: (count) => count,
    none: 'Nobody has counted yet. When somebody joins you will see it here.',
    action: (label, day) => `Still to be done: ${label}. There is time until ${day}.`,
    review: 'Being looked at. You will see the result here.',
    whyTitle: 'Why not everybody counts',
    whyLead: (people) =>
      `In the whole offer ${people} people came by a link or a code, up to last midnight. Of them about:`,
    whyEarly: 'Too few people have come to the whole offer to tell yet.',
    whyAll: 'Almost everybody counted.',
    reasons: {
      program_not_live: 'the offer was not running',
      program_closed: 'the offer had ended',
      already_member: 'already had an account',
      identity_missing: 'something that is asked for was not confirmed',
      under_age: 'were too young, or gave no age',
      country_not_eligible: 'the offer is not for their country',
      self_referral: 'invited themselves',
      same_device: 'an account was opened on the same phone before',
      advocate_cap_reached: 'the person who invited them had reached the limit',
      budget_exhausted: 'the money of the offer was promised',
    },
    otherReason: 'another reason',
    privacy: 'Nobody is told who counted and who did not. Nobody is told about you either.',
  },

  missing: {
    title: 'A friend came and did not count?',
    lead: 'Answer two questions. No name or number is needed, and nobody’s account is looked up.',
    came: 'How did your friend come?',
    cameBy: { link: 'Through my link', code: 'By typing my code', neither: 'Without link or code' },
    opened: 'When was the account opened?',
    lately: (hours) => `Within the last ${hours} hours`,
    today: 'Today',
    before: 'Before that',
    send: 'Show the answer',
    answers: {
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

  invitation: {
    title: 'How you joined',
    counted: 'You joined by a friend’s invitation, and it counted.',
    reward: (amount) => `You got ${amount}.`,
    pending: (label, day) => `The invitation arrived. To count, this is still to be done: ${label}, until ${day}.`,
    review: 'The invitation is being looked at.',
    lapsed: 'What was needed was not done in time, so your joining did not count.',
    reversed: 'Your joining no longer counts.',
    refused: 'Not counted',
    kept: 'Your account is fine.',
  },

  statement: {
    title: 'Statement',
    none: 'Nothing yet. When your first friend joins you will see it here.',
    download: 'Download the statement',
    steps: {
      award: 'A friend joined',
      release: 'Checked: ready to cash out',
      reverse: 'No longer counted: the money went back to the offer',
      lapse: 'Not done in time: the money went back to the offer',
      request: 'You asked to cash out',
      pay: 'You received the money',
      restore: 'Could not be sent: ready to cash out again',
      bounce: 'Came back: ready to cash out again',
    },
    ownBonus: 'Your money for joining',
    otherStep: 'A change of the account',
    columns: { at: 'When', what: 'What', amount: 'Amount', currency: 'Currency' },
  },

  rules: {
    title: 'Rules',
    from: (day) => `What changes from ${day}`,
    page: 'The page of the offer: its money, and what people typically get',
    terms: 'Terms',
    privacy: 'Privacy',
    contact: (contact) => `Contact: ${contact}`,
  },

  signOut: 'Leave this page',

  over: {
    title: 'This page has timed out',
    lead: 'To keep you safe this page stays open for half an hour. Open it again from the app; your money and your link are as they were.',
    soon: 'This page has timed out. Open it again from the app.',
  },
  problems: {
    offline: (time) => `No internet. Showing what was known at ${time}.`,
    unreachable: (time) => `The service cannot be reached. Showing what was known at ${time}.`,
    screen: 'This could not be loaded. Check your internet connection and try again.',
    refused: 'This could not be done now. Try again in a moment.',
  },
}
