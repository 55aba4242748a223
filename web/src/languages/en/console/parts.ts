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
    asked: (who: string, at: string) => `Requested by ${who} on ${at}.`,
    you: 'you',
    token: 'the deployment’s token',
    own: 'Another person must confirm it.',
    confirm: 'Confirm…',
    withdraw: 'Withdraw…',
    withdrawTitle: 'Withdraw the request',
    withdrawIt: 'Withdraw it',
  },
  problems: {
    second_person_needed: 'You requested this yourself, or with a key that you made. Another person must confirm it.',
    funding_state_conflict: 'Another person decided this first. You changed nothing.',
    close_request_state_conflict:
      'Another person decided this first, or the program has ended. You changed nothing.',
    unreachable: 'The service cannot be reached. What you typed is still here. Try again in a moment.',
    unauthenticated: 'Your session has ended. Sign in again.',
    permission_denied: 'Your role does not allow this. An owner can change it under Team.',
    sign_in_refused: 'The email address or the password is wrong.',
    second_factor_refused: 'This code is wrong or was used already. Wait for the next one.',
    budget_short:
      'The budget does not cover this. Nothing was changed. Fund the program, or ask a person with the finance role to do it.',
    appeal_state_conflict: 'Another person answered this first, and that answer stays. Nothing was changed.',
    referral_state_conflict: 'Another decision about this referral was made first. Nothing was changed. Look at it again.',
    too_many_attempts: 'Too many attempts. Wait a quarter of an hour.',
    body_too_large: 'This file is larger than 64 MB. Nothing was read from it. Split it into several files.',
    file_empty: 'This file is empty.',
    upload_failed:
      'The file did not arrive. The connection broke, or the file was changed during the upload. Choose it and upload it again. Uploading a file twice does no harm.',
    upload_stopped: 'Stopped. Nothing was read from the file.',
    download_stopped: 'Stopped. Nothing was saved.',
    download_cut: 'The download was incomplete, so nothing was saved.',
    payout_state_conflict:
      'Another decision came first: this cash-out was rejected, or it was already sent. You changed nothing.',
    payout_not_found: 'This program has no such cash-out.',
    payout_batch_empty:
      'No cash-out waits any more. Another person made the batch first. Look at the list of batches.',
  },
}
