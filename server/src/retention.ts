/**
 * How long each kind of data is kept, and why. docs/privacy.md has the same table, and a test finds tables that are
 * missing here. The verbs that delete are in the folders of their nouns; the sweeps run them. Pure.
 */
import { dayMs, minuteMs } from './clock.js'

export interface Retention {
  readonly what: string
  readonly tables: readonly string[]
  /** Null if it has no end. */
  readonly keptMs: number | null
  /** From when the time counts; without a time, until when it is kept. */
  readonly from: string
  readonly why: string
}

/** Data that a sweep deletes. */
export const ending = {
  clicks: {
    what: "clicks, with digests of the visitor's address and browser",
    tables: ['clicks'],
    keptMs: 180 * dayMs,
    from: 'the last click of its month',
    why: 'twice the longest attribution window; referrals have copied what they need',
  },
  lateCodes: {
    what: 'the digests, country and birth year of a signup that credits nobody',
    tables: ['signups.facts'],
    keptMs: 31 * dayMs,
    from: 'the decision',
    why: 'a late code is judged by them; no program accepts one after 30 days',
  },
  questions: {
    what: "questions about missing friends, with a digest of the friend's phone or email",
    tables: ['missing_friends'],
    keptMs: 180 * dayMs,
    from: 'the last question, or the answer',
    why: 'a person looks into them; a repeated question shows the earlier answer',
  },
  linkReports: {
    what: 'reports of links, with a digest of the visitor',
    tables: ['link_reports'],
    keptMs: 180 * dayMs,
    from: 'the report',
    why: 'repeated reports of one link are seen together',
  },
  appealTexts: {
    what: 'the text of an appeal, and its answer',
    tables: ['appeals.text', 'appeals.answer'],
    keptMs: 365 * dayMs,
    from: 'the answer',
    why: 'the person may ask about the answer; the state of the appeal stays',
  },
  uploadedFiles: {
    what: 'uploaded files of payment results that nobody applied',
    tables: [],
    keptMs: 30 * dayMs,
    from: 'the upload',
    why: 'an operator may still apply the file; an applied one belongs to the books',
  },
  changes: {
    what: 'the feed: what happened, to whom',
    tables: ['changes'],
    keptMs: 90 * dayMs,
    from: 'the change, by real time',
    why: 'an app that was away can catch up',
  },
  deliveries: {
    what: 'finished deliveries of webhooks',
    tables: ['webhook_deliveries'],
    keptMs: 30 * dayMs,
    from: 'the change, by real time',
    why: 'an operator looks into failed deliveries, and repeats them',
  },
  refusedCalls: {
    what: 'refused calls of keys and operators, without bodies; at most the newest 1,000',
    tables: ['refused_calls'],
    keptMs: 30 * dayMs,
    from: 'the call, by real time',
    why: "the app's developers look for their mistakes",
  },
  portalSessions: {
    what: 'visits to the portal, with digests of their tokens',
    tables: ['portal_sessions'],
    keptMs: dayMs,
    from: 'the call of the app, by real time',
    why: 'a page that was left open still leads back to the app',
  },
  ledgerChecks: {
    what: 'checks of the books without a difference',
    tables: ['ledger_checks'],
    keptMs: 90 * dayMs,
    from: 'the check',
    why: 'the console shows when the books were checked; a check with differences is kept',
  },
  clusterChecks: {
    what: 'checks of the clusters without a difference',
    tables: ['cluster_checks'],
    keptMs: 90 * dayMs,
    from: 'the check',
    why: 'an operator can see when the clusters were checked; a check with differences is kept',
  },
  notices: {
    what: 'which operator was told of which item of the inbox',
    tables: ['notices'],
    keptMs: 180 * dayMs,
    from: 'the note, by real time',
    why: 'nobody is told of an item twice',
  },
  signInAttempts: {
    what: 'sign-in attempts, as digests of the account and the address',
    tables: ['sign_in_attempts'],
    keptMs: 15 * minuteMs,
    from: 'the first attempt',
    why: 'the limit counts no older ones',
  },
  operatorSessions: {
    what: "operators' sessions, with the browser and a digest of the address",
    tables: ['operator_sessions', 'operator_challenges'],
    keptMs: 7 * dayMs,
    from: 'the sign-in',
    why: 'a session ends after this time',
  },
  operatorCodes: {
    what: 'used one-time codes of operators',
    tables: ['operator_codes_used'],
    keptMs: dayMs,
    from: 'the use',
    why: 'no code works twice',
  },
  invitations: {
    what: 'invitations of operators that nobody accepted, with the email',
    tables: ['invitations'],
    keptMs: 90 * dayMs,
    from: 'their end',
    why: 'an owner sees who was invited',
  },
} as const satisfies Readonly<Record<string, Retention>>

/** Data without a time: an event ends it, or nothing does. */
export const lasting: readonly Retention[] = [
  {
    what: "the app's user id, the name for friends, birth year, country, language, code and balances",
    tables: ['participants'],
    keptMs: null,
    from: 'until the erasure of the person; the row stays without a name, because the books need it',
    why: 'the person takes part',
  },
  {
    what: 'codes in words that a person chose',
    tables: ['chosen_codes'],
    keptMs: null,
    from: 'until the erasure; a digest stays, so that nobody inherits the link',
    why: 'the code has one owner',
  },
  {
    what: 'the sealed account number, and the key of the person that opens it',
    tables: ['participant_keys', 'payout_methods'],
    keptMs: null,
    from: 'until the erasure, or another method',
    why: 'money is paid there',
  },
  {
    what: 'who has taken an item of the inbox, and until when and why it was put off',
    tables: ['inbox_marks'],
    keptMs: null,
    from: 'until the item is decided',
    why: 'operators share the work; the audit record has who did what',
  },
  {
    what: 'the public card of a person',
    tables: ['cards'],
    keptMs: null,
    from: 'until the person removes it, or the erasure',
    why: 'the person shows it',
  },
  {
    what: 'digests that recognise a person, a device or a wallet',
    tables: ['identity_claims', 'sightings', 'wallets', 'first_uses', 'cluster_members'],
    keptMs: null,
    from: 'without an end',
    why: 'one person, one reward: without them the person would be new again',
  },
  {
    what: 'decisions and money: amounts, times and states',
    tables: [
      'signups',
      'referrals',
      'rewards',
      'rulings',
      'appeals',
      'transfers',
      'shortfalls',
      'recoveries',
      'payouts',
      'payout_verdicts',
      'payout_batches',
      'payout_batch_lines',
      'payout_results',
      'payout_result_rows',
      'statement_lines',
      'fundings',
      'funding_requests',
      'pauses',
      'closes',
      'close_steps',
      'example_fills',
      'close_requests',
      'link_rulings',
      'differences',
      'difference_steps',
      'reconciliations',
      'reconciliation_parts',
      'provider_statements',
      'provider_lines',
      'sandbox_payments',
      'sandbox_calls',
    ],
    keptMs: null,
    from: 'without an end',
    why: 'they are the books; after an erasure they name nobody',
  },
  {
    what: 'the record of what operators and keys did',
    tables: ['audit_entries', 'audit_chain'],
    keptMs: null,
    from: 'without an end',
    why: 'it is a chain, so that nobody can take out an entry',
  },
  {
    what: 'operators and their rights',
    tables: [
      'operators',
      'operator_credentials',
      'operator_second_factors',
      'operator_grants',
      'notice_settings',
      'api_keys',
      'team_policy',
    ],
    keptMs: null,
    from: 'without an end; a removed operator keeps the name and the email',
    why: 'the record names the operator by id',
  },
  {
    what: 'digests of the address, browser, phone block and mail block of a friend, the country of the address, and the days of activity; digests of the address and browser of an account that only joined',
    tables: ['traces', 'activity', 'join_marks'],
    keptMs: null,
    from: 'until the erasure of the account',
    why: 'rules of abuse compare friends with each other and with their advocate by them',
  },
  {
    what: 'signals of abuse and reviews',
    tables: ['signals', 'reviews', 'review_decisions'],
    keptMs: null,
    from: 'without an end',
    why: 'they are the reasons of decisions',
  },
  {
    what: 'what the app said about a friend before a reward was granted or released, with the digest of the user id',
    tables: ['veto_answers'],
    keptMs: null,
    from: 'until the erasure of the friend',
    why: 'each question is asked once, and the answer is the reason of a decision',
  },
  {
    what: 'sums by participant and day, and of the whole program',
    tables: ['advocate_days', 'advocate_ranks', 'click_days', 'tallies', 'totals', 'day_totals', 'lifetime_totals'],
    keptMs: null,
    from: 'without an end',
    why: 'caps, the timeline and statistics; they name no visitor and no friend',
  },
  {
    what: 'programs, their terms, webhooks, providers, and the progress of sweeps',
    tables: [
      'programs',
      'books',
      'program_versions',
      'logos',
      'fraud_versions',
      'webhooks',
      'vetoes',
      'attached_providers',
      'click_folds',
      'rank_folds',
      'feed_ends',
      'key_fingerprints',
      'migrations',
    ],
    keptMs: null,
    from: 'without an end',
    why: 'no personal data',
  },
]

/** How many rows of a kind one statement deletes. */
export const forgetMax = 5000

/** What is older than this is deleted. */
export function cutoffOf(kind: keyof typeof ending, now: Date | number): Date {
  return new Date(Number(now) - ending[kind].keptMs)
}
