import type { reportedLinks as base } from '../../bn/console/reported-links.js'
import { report } from '../pages.js'

export const reportedLinks: typeof base = {
  links: 'Reported links',
  about:
    'Links that readers reported. The longest wait comes first. Readers are anonymous.',
  open: (count: string) => `To answer: ${count}.`,
  openShort: (count: string) => `${count} to answer`,
  none: {
    open: 'No report waits for an answer.',
    stopped: 'No link is stopped.',
    answered: 'No reported link was left working yet.',
  },
  noneOf: (who: string) => `“${who}” has no link in this state.`,
  find: 'User id or code',
  findIt: 'Find',
  state: 'State',
  states: { open: 'To answer', stopped: 'Stopped', answered: 'Answered, still works' },
  owner: 'Whose link',
  stopped: 'stopped',
  code: (code: string) => `Code ${code}`,
  friends: (count: string) => `Friends counted: ${count}`,
  said: 'What readers say',
  saidNothing: 'Nobody reported it.',
  reasons: report.reasons,
  times: (what: string, times: string) => `${what} × ${times}`,
  since: (at: string) => `Waiting since ${at}`,
  lastOn: (at: string) => `Last on ${at}`,
  last: 'Last decision',
  nobody: 'Nobody has answered yet.',
  rulings: { dismissed: 'Dismissed', stopped: 'Stopped', restarted: 'Restarted' },
  by: (who: string, at: string) => `${who}, ${at}`,
  actions: 'Actions',
  stop: 'Stop',
  dismiss: 'Dismiss',
  restart: 'Restart',
  verbs: { stop: 'Stop the link', dismiss: 'Dismiss the reports', restart: 'Restart the link' },
  stopSays: (who: string) =>
    `From now on nobody counts through the link or the code of ${who}. The owner is told that it was stopped, and whom to ask.`,
  stopKeeps:
    'Friends who followed it before still count. The owner can cash out any amount. You can restart the link.',
  dismissSays: (who: string, count: string) =>
    `The link of ${who} keeps working. Reports answered: ${count}. No money moves.`,
  restartSays: (who: string) =>
    `Friends count through the link of ${who} again, and the owner is told so. Friends who were refused meanwhile stay refused until you count each one.`,
  reason: 'Reason',
  reasonHint: 'Stored with your name, and not shown to the owner of the link. Do not write a phone number.',
  done: (what: string, who: string) => `${what}: ${who}.`,
  quicker: (why: string) => `Another person answered first: ${why}. That answer stays.`,
  keys: 'Keyboard',
  help: [
    ['j', 'next link'],
    ['k', 'previous link'],
    ['enter', "its owner's history"],
    ['s', 'stop'],
    ['d', 'dismiss'],
    ['r', 'restart'],
    ['?', 'this help'],
  ],
}
