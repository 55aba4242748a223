import type { reportedLinks as base } from '../../bn/console/reported-links.js'
import { report } from '../pages.js'

export const reportedLinks: typeof base = {
  links: 'Reported links',
  about:
    'Links that readers say something is wrong with. What waits longest comes first. Nothing is known of who reads.',
  open: (count: string) => `To answer: ${count}.`,
  openShort: (count: string) => `${count} to answer`,
  none: {
    open: 'No report waits for an answer.',
    stopped: 'No link is stopped.',
    answered: 'No link was answered yet that goes on.',
  },
  noneOf: (who: string) => `Nothing of this kind is there of “${who}”.`,
  find: 'User id or code',
  findIt: 'Find',
  state: 'State',
  states: { open: 'To answer', stopped: 'Stopped', answered: 'Answered, goes on' },
  owner: 'Whose link',
  stopped: 'stopped',
  code: (code: string) => `Code ${code}`,
  friends: (count: string) => `Friends counted: ${count}`,
  said: 'What readers say',
  saidNothing: 'Nobody reported it.',
  reasons: report.reasons,
  times: (what: string, times: string) => `${what} × ${times}`,
  since: (at: string) => `Waits since ${at}`,
  lastOn: (at: string) => `Last on ${at}`,
  last: 'Last word on it',
  nobody: 'Nobody has answered yet.',
  rulings: { dismissed: 'Dismissed', stopped: 'Stopped', restarted: 'Restarted' },
  by: (who: string, at: string) => `${who}, ${at}`,
  actions: 'Actions',
  stop: 'Stop',
  dismiss: 'Dismiss',
  restart: 'Restart',
  verbs: { stop: 'Stop the link', dismiss: 'Dismiss the reports', restart: 'Restart the link' },
  stopSays: (who: string) =>
    `From now on nobody counts by the link or the code of ${who}. They are told that it was stopped and whom to ask.`,
  stopKeeps:
    'Who followed it before still counts, and the money stays payable, without a minimum. It can be restarted.',
  dismissSays: (who: string, count: string) =>
    `The link of ${who} goes on. Reports answered: ${count}. No money moves.`,
  restartSays: (who: string) =>
    `Friends count by the link of ${who} again, and they are told so. Who was refused meanwhile stays so until counted one by one.`,
  reason: 'Why',
  reasonHint: 'It is kept with your name, and not shown to the owner of the link. Write no phone number.',
  done: (what: string, who: string) => `${what}: ${who}.`,
  quicker: (why: string) => `Somebody else had answered already: ${why}. That answer stands.`,
  keys: 'Keyboard',
  help: [
    ['j', 'to the next link'],
    ['k', 'to the one before'],
    ['enter', "its owner's story"],
    ['s', 'stop'],
    ['d', 'dismiss'],
    ['r', 'restart'],
    ['?', 'this help'],
  ],
}
