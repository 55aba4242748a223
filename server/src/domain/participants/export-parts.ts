/**
 * What is kept about one person, part by part, for a person who asks for it: each part with its tables, and the tables
 * that are left out, with the reason. A test compares both with `retention.ts`. No other person is named: neither the
 * advocate nor a friend.
 */
import type { Sql, Tx } from '../../db/connect.js'
import type { Rows } from '../../db/sql.js'

export interface Kept {
  /** Where the next page of the part begins: the place of the last row. */
  readonly key: string
  readonly item: Readonly<Record<string, unknown>>
}

export interface Person {
  readonly programId: number
  readonly id: string
  /** The subject of audit entries about them. */
  readonly wireId: string
}

/** @param after the last row of the page before, null for the first page */
type Read = (sql: Sql | Tx, person: Person, after: string | null, limit: number) => PromiseLike<Rows<Kept[]>>

export interface Part {
  readonly name: string
  readonly what: string
  readonly tables: readonly string[]
  readonly read: Read
}

export const parts: readonly Part[] = [
  {
    name: 'account',
    what: 'The account in the program: its code, country, language, balances and numbers of friends',
    tables: ['participants'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select id::text as key, json_build_object('userId', user_id, 'code', code, 'joinedAt', joined_at,
        'country', country, 'birthYear', birth_year, 'locale', locale, 'heldMinor', held_minor,
        'availableMinor', available_minor, 'clearingMinor', clearing_minor, 'paidMinor', paid_minor,
        'friendsCounted', friends_counted, 'friendsPending', friends_pending, 'leftAt', left_at,
        'stoppedAt', stopped_at, 'erasureAskedAt', erasure_asked_at) as item
      from participants
      where program_id = ${programId} and id = ${id} and ${after}::text is null
      limit ${limit}`,
  },
  {
    name: 'chosenCodes',
    what: 'The codes in words that the person chose',
    tables: ['chosen_codes'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select digest::text as key, json_build_object('code', written, 'chosenAt', chosen_at) as item
      from chosen_codes
      where program_id = ${programId} and participant_id = ${id}
        and (${after}::uuid is null or digest > ${after}::uuid)
      order by digest
      limit ${limit}`,
  },
  {
    name: 'paymentAccount',
    what: 'The account for payments: its kind and last digits. The number itself is sealed and not copied',
    tables: ['payout_methods', 'participant_keys'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select participant_id::text as key,
        json_build_object('kind', kind, 'endsWith', hint, 'setAt', set_at, 'usableAt', usable_at) as item
      from payout_methods
      where program_id = ${programId} and participant_id = ${id} and ${after}::text is null
      limit ${limit}`,
  },
  {
    name: 'card',
    what: 'The public card that the person shows',
    tables: ['cards'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select participant_id::text as key, json_build_object('token', token, 'madeAt', made_at) as item
      from cards
      where program_id = ${programId} and participant_id = ${id} and ${after}::text is null
      limit ${limit}`,
  },
  {
    name: 'signup',
    what: 'How the new account was decided',
    tables: ['signups', 'signups.facts', 'referrals', 'clicks'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select s.participant_id::text as key, json_build_object('outcome', s.outcome, 'reason', s.reason,
        'attributedBy', s.attributed_by, 'openedAt', s.occurred_at, 'decidedAt', s.decided_at,
        'keptForALateCode', s.facts is not null, 'state', r.state, 'refusedBecause', r.reason,
        'channel', r.channel,
        'click', case when c.id is not null then json_build_object(
          'clickedAt', c.clicked_at, 'via', c.via, 'utm', c.utm, 'platform', c.platform) end) as item
      from signups s
      left join referrals r on r.program_id = ${programId} and r.id = s.participant_id
      left join lateral (
        select id, clicked_at, via, utm, platform from clicks
        where program_id = ${programId} and id = r.click_id
        limit 1) as c on true
      where s.program_id = ${programId} and s.participant_id = ${id} and ${after}::text is null
      limit ${limit}`,
  },
  {
    name: 'veto',
    what: 'What the app said about the person before a reward was granted or released',
    tables: ['veto_answers'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select stage::text as key, json_build_object('before', stage, 'allowed', said, 'askedAt', asked_at) as item
      from veto_answers
      where program_id = ${programId} and referral_id = ${id} and (${after}::text is null or stage::text > ${after})
      order by stage::text
      limit ${limit}`,
  },
  {
    name: 'activity',
    what: 'The first and last day on which the app reported something, and on how many days',
    tables: ['activity'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select friend_id::text as key, json_build_object('firstAt', first_at, 'lastAt', last_at, 'days', days) as item
      from activity
      where program_id = ${programId} and friend_id = ${id} and ${after}::text is null
      limit ${limit}`,
  },
  {
    name: 'traces',
    what: 'What the rules of abuse compare: which of these values are kept, as digests that nobody can read',
    tables: ['traces'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select friend_id::text as key, json_build_object('openedAt', occurred_at, 'address', address is not null,
        'network', subnet is not null, 'browser', agent is not null, 'numberBlock', number_block is not null,
        'mailBlock', mail_block is not null, 'secondsAfterTheClick', click_ms / 1000, 'networkKind', network,
        'addressCountry', address_country, 'deviceCheck', integrity, 'throwawayMail', disposable_mail) as item
      from traces
      where program_id = ${programId} and friend_id = ${id} and ${after}::text is null
      limit ${limit}`,
  },
  {
    name: 'joinMarks',
    what: 'Of an account that only joined, what the rules of abuse compare: which values are kept, as digests that nobody can read',
    tables: ['join_marks'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select participant_id::text as key, json_build_object('address', address is not null, 'network', subnet is not null,
        'browser', agent is not null) as item
      from join_marks
      where program_id = ${programId} and participant_id = ${id} and ${after}::text is null
      limit ${limit}`,
  },
  {
    name: 'ownReward',
    what: "The person's own bonus as a friend",
    tables: ['rewards'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select id::text as key,
        json_build_object('amountMinor', amount_minor, 'state', state, 'availableAt', available_at) as item
      from rewards
      where program_id = ${programId} and referral_id = ${id} and side = 'friend' and ${after}::text is null
      limit ${limit}`,
  },
  {
    name: 'friends',
    what: 'The friends whom the person brought, without names: when, and what they earned',
    tables: ['referrals', 'rewards'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select r.decided_at || '|' || r.id as key, json_build_object('decidedAt', r.decided_at,
        'state', case when r.state = 'review' then 'pending' else r.state::text end,
        'amountMinor', w.amount_minor, 'rewardState', w.state, 'availableAt', w.available_at) as item
      from referrals r
      left join rewards w on w.program_id = ${programId} and w.referral_id = r.id and w.side = 'advocate'
      where r.program_id = ${programId} and r.advocate_id = ${id}
        and (${after}::text is null or (r.decided_at, r.id)
          > (split_part(${after}::text, '|', 1)::timestamptz, split_part(${after}::text, '|', 2)::uuid))
      order by r.decided_at, r.id
      limit ${limit}`,
  },
  {
    name: 'appeals',
    what: 'What the person wrote to appeal, and the answer',
    tables: ['appeals', 'appeals.text', 'appeals.answer'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select id::text as key, json_build_object('state', state, 'text', text, 'openedAt', opened_at,
        'answer', answer, 'answeredAt', answered_at) as item
      from appeals
      where program_id = ${programId} and referral_id = ${id} and ${after}::text is null
      limit ${limit}`,
  },
  {
    name: 'rulings',
    what: 'Decisions of operators about the person as a friend',
    tables: ['rulings'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select id::text as key,
        json_build_object('ruling', ruling, 'reason', reason, 'code', code, 'ruledAt', ruled_at) as item
      from rulings
      where program_id = ${programId} and referral_id = ${id} and (${after}::uuid is null or id > ${after}::uuid)
      order by id
      limit ${limit}`,
  },
  {
    name: 'questions',
    what: "Questions about missing friends, without the friend's number and the operator's note: they tell of another person",
    tables: ['missing_friends'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select id::text as key, json_build_object('came', came, 'opened', opened, 'answer', answer, 'times', times,
        'firstAskedAt', first_asked_at, 'askedAt', asked_at, 'resolvedAt', resolved_at) as item
      from missing_friends
      where program_id = ${programId} and participant_id = ${id} and (${after}::uuid is null or id > ${after}::uuid)
      order by id
      limit ${limit}`,
  },
  {
    name: 'linkReports',
    what: "Reports of the person's link by visitors",
    tables: ['link_reports'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select id::text as key, json_build_object('reason', reason, 'reportedAt', reported_at) as item
      from link_reports
      where program_id = ${programId} and advocate_id = ${id} and (${after}::uuid is null or id > ${after}::uuid)
      order by id
      limit ${limit}`,
  },
  {
    name: 'linkRulings',
    what: "Decisions of operators about the person's link",
    tables: ['link_rulings'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select id::text as key, json_build_object('ruling', ruling, 'reason', reason, 'ruledAt', ruled_at) as item
      from link_rulings
      where program_id = ${programId} and advocate_id = ${id} and (${after}::uuid is null or id > ${after}::uuid)
      order by id
      limit ${limit}`,
  },
  {
    name: 'visitsByDay',
    what: "How often the person's link was followed on each day",
    tables: ['click_days'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select day::text as key, json_build_object('day', day::text, 'clicks', clicks) as item
      from click_days
      where program_id = ${programId} and advocate_id = ${id} and (${after}::date is null or day > ${after}::date)
      order by day
      limit ${limit}`,
  },
  {
    name: 'friendsByDay',
    what: 'How many friends counted on each day, for the caps',
    tables: ['advocate_days'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select day::text as key, json_build_object('day', day::text, 'granted', granted) as item
      from advocate_days
      where program_id = ${programId} and advocate_id = ${id} and granted > 0
        and (${after}::date is null or day > ${after}::date)
      order by day
      limit ${limit}`,
  },
  {
    name: 'statement',
    what: "Every movement of the person's money",
    tables: ['transfers'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select id::text as key, json_build_object('from', from_account, 'to', to_account, 'amountMinor', amount_minor,
        'cause', cause_kind, 'step', step, 'madeAt', made_at) as item
      from transfers
      where program_id = ${programId} and participant_id = ${id} and (${after}::uuid is null or id > ${after}::uuid)
      order by id
      limit ${limit}`,
  },
  {
    name: 'payouts',
    what: 'Cash-outs, with the last digits of the account and what operators decided',
    tables: ['payouts', 'payout_verdicts', 'recoveries'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select o.idempotency_key as key, json_build_object('amountMinor', o.amount_minor, 'kind', o.kind,
        'endsWith', o.hint, 'state', o.state, 'code', o.code, 'providerReference', o.provider_reference,
        'requestedAt', o.requested_at, 'sentAt', o.sent_at, 'settledAt', o.settled_at,
        'verdicts', (
          select coalesce(json_agg(json_build_object('verdict', v.verdict, 'reason', v.reason, 'saidAt', v.said_at)
            order by v.said_at), '[]')
          from payout_verdicts v where v.program_id = ${programId} and v.payout_id = o.id),
        'takenForShortfallsMinor', (
          select coalesce(sum(c.amount_minor), 0) from recoveries c
          where c.program_id = ${programId} and c.payout_id = o.id)) as item
      from payouts o
      where o.program_id = ${programId} and o.participant_id = ${id}
        and (${after}::text is null or o.idempotency_key > ${after})
      order by o.idempotency_key
      limit ${limit}`,
  },
  {
    name: 'shortfalls',
    what: 'What a reversal could not take back',
    tables: ['shortfalls'],
    read: (sql, { programId, id }, after, limit) => sql<Kept[]>`
      select ordinal::text as key,
        json_build_object('amountMinor', amount_minor, 'leftMinor', left_minor, 'arisenAt', arisen_at) as item
      from shortfalls
      where program_id = ${programId} and participant_id = ${id} and (${after}::int is null or ordinal > ${after}::int)
      order by ordinal
      limit ${limit}`,
  },
  {
    name: 'record',
    what: 'What operators and keys did to the account, without their names. Exports are left out',
    tables: ['audit_entries'],
    read: (sql, { programId, wireId }, after, limit) => sql<Kept[]>`
      select id::text as key, json_build_object('at', at, 'action', action) as item
      from audit_entries
      where program_id = ${programId} and subject = ${wireId} and (${after}::uuid is null or id > ${after}::uuid)
        -- Each page of this export adds one: it would never end.
        and action <> 'participant.export'
      order by id
      limit ${limit}`,
  },
]

export interface LeftOut {
  readonly tables: readonly string[]
  readonly why: string
}

/** Data about people that no export has. */
export const leftOut: readonly LeftOut[] = [
  {
    tables: ['identity_claims', 'sightings', 'wallets', 'first_uses', 'cluster_members'],
    why: 'digests that nobody can read, found by the value and not by the person; equal ones would tell of other people',
  },
  {
    tables: ['signals', 'reviews', 'review_decisions'],
    why: 'they would teach how abuse is found; the outcome is in signup, friends and rulings',
  },
  { tables: ['changes', 'webhook_deliveries'], why: 'copies of the above, for at most 90 days' },
  { tables: ['advocate_ranks'], why: 'the number of friends again, which is in account' },
  { tables: ['portal_sessions'], why: 'times of visits and digests of their tokens, for a day' },
  { tables: ['inbox_marks'], why: 'how operators share their work; what was decided is in the parts above' },
  { tables: ['audit_chain'], why: 'digests of the record, whose entries are in record' },
  {
    tables: [
      'closes',
      'statement_lines',
      'payout_batches',
      'payout_batch_lines',
      'payout_results',
      'payout_result_rows',
      'differences',
      'difference_steps',
      'provider_lines',
      'sandbox_payments',
      'sandbox_calls',
    ],
    why: 'how a cash-out was paid and checked: its sums and times are in payouts',
  },
]
