import type { missingFriends as base } from '../../bn/console/missing-friends.js'
import { many as counted } from '../../../endings/english.js'

export const missingFriends: typeof base = {
  missing: 'Missing friends',
  about:
    'Questions that people asked in their portal about a friend who was not counted. The portal answered from the rules alone. The accounts shown here are only for you. People are never told about them.',
  open: (count: string) => `To look into: ${count}.`,
  openShort: (count: string) => `${count} to look into`,
  none: { open: 'No question is open.', resolved: 'No question was looked into yet.' },
  noneOf: (who: string) => `“${who}” has no question in this state.`,
  find: 'User id of the person who asks',
  findIt: 'Find',
  state: 'State',
  states: { open: 'To look into', resolved: 'Looked into' },
  asker: 'Who asks',
  since: (at: string) => `Since ${at}`,
  times: (days: string) => `Asked on ${counted(days, 'day')}`,
  said: 'What they say',
  came: { link: 'Came by the link', code: 'Typed the code', neither: 'Neither link nor code' },
  opened: { lately: 'Account opened recently', before: 'Account opened earlier' },
  accounts: 'Accounts of the friend',
  own: 'came through their link',
  outcomes: { referred: 'referred', organic: 'on their own', refused: 'refused', untold: 'no signup was reported' },
  notGiven: 'Neither a phone number nor an e-mail was given.',
  unknown: { phone: 'Nobody is known by that phone number.', email: 'Nobody is known by that e-mail.' },
  actions: 'Actions',
  resolve: 'Close the question',
  resolveSays: (who: string) =>
    `The question of ${who} is closed. This counts no friend and moves no money. To count a refused friend, use the list of friends. ${who} is not told.`,
  note: 'What was found',
  noteHint: 'Your name is stored with the note. The person who asked does not see it. Do not write a phone number.',
  by: (who: string, at: string) => `${who}, ${at}`,
  done: (who: string) => `Looked into: ${who}.`,
  quicker: (note: string) => `Another person looked into it first: ${note}. That note stays.`,
  keys: 'Keyboard',
  help: [
    ['j', 'next question'],
    ['k', 'previous question'],
    ['enter', 'the history of the person who asks'],
    ['r', 'looked into'],
    ['?', 'this help'],
  ],
}
