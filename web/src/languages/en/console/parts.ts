import type { parts as base } from '../../bn/console/parts.js'

export const parts: typeof base = {
  taka: 'taka',
  loading: 'Loading…',
  retry: 'Try again',
  more: 'Show more',
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied.',
  search: 'Search',
  stop: 'Stop',
  download: 'Download as CSV',
  downloading: (size: string) => `Downloading: ${size} so far`,
  readAt: (time: string) => `As of ${time}`,
  secondPerson: {
    waits: 'waits for a second person',
    asked: (who: string, at: string) => `Asked for by ${who} on ${at}.`,
    you: 'you',
    token: 'the deployment’s token',
    own: 'Another person has to confirm it.',
    confirm: 'Confirm…',
    withdraw: 'Withdraw…',
    withdrawTitle: 'Withdraw what was asked for',
    withdrawIt: 'Withdraw it',
  },
  problems: {
    second_person_needed: 'You asked for this yourself, or by a key that you made: another person has to confirm it.',
    funding_state_conflict: 'Somebody else has decided this meanwhile. Nothing was changed by you.',
    close_request_state_conflict:
      'Somebody else has decided this meanwhile, or the program has ended. Nothing was changed by you.',
    unreachable: 'The service cannot be reached. What you typed is still here; try again in a moment.',
    unauthenticated: 'Your session has ended. Sign in again.',
    permission_denied: 'Your role does not allow this. An owner can change it under Team.',
    sign_in_refused: 'The mail address or the password is wrong.',
    second_factor_refused: 'This code is wrong or was used already. Wait for the next one.',
    budget_short:
      'What is left in the budget does not cover this. Nothing was changed: fund the program, or ask finance to.',
    appeal_state_conflict: 'Somebody else has answered this meanwhile, and that answer stands. Nothing was changed.',
    referral_state_conflict: 'This referral was decided otherwise meanwhile. Nothing was changed: look at it again.',
    too_many_attempts: 'Too many attempts. Wait a quarter of an hour.',
    body_too_large: 'This file is larger than 64 MB. Nothing was taken from it: cut it into several.',
    file_empty: 'This file is empty.',
    upload_failed:
      'The file did not arrive. The line broke off, or the file was changed meanwhile. Choose it again and upload it again: twice does no harm.',
    upload_stopped: 'Stopped. Nothing was taken from the file.',
    download_stopped: 'Stopped. Nothing was saved.',
    download_cut: 'The file did not come to its end, and nothing was saved.',
    payout_state_conflict:
      'This cash-out was decided otherwise meanwhile: somebody rejected it, or it was sent already. Nothing was changed by you.',
    payout_not_found: 'This program has no such cash-out.',
    payout_batch_empty:
      'Nothing waits any more: somebody else has made the batch meanwhile. Look at the list of batches.',
  },
}
