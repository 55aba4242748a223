import type { notices as base } from '../bn/notices.js'

export const notices: typeof base = {
  subject: (program: string, count: string) => `${program}: ${count} waiting for you`,
  hello: (program: string) => `New work waits for you in the program “${program}”:`,
  open: 'The inbox has the details. Choose what you are told of under “My account”.',
  kinds: {
    approval: 'Payouts to approve',
    unknown_outcome: 'Payouts without an answer',
    appeal: 'Appeals',
    review: 'Suspected abuse',
    reported_link: 'Reported links',
    missing_friend: 'Missing friends',
    difference: 'Differences',
    failing_webhook: 'Webhooks failing',
    failing_provider: 'Providers failing',
    low_budget: 'Low budget',
  },
}
