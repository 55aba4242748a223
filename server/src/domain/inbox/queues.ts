/**
 * The queues of the inbox: for each kind the rows that wait, as their own tables have them. `waiting` gives the id of an
 * item and since when it waits, in the order of an index; `facts` is read only for the rows of a page.
 */
import type { Sql, Tx } from '../../db/connect.js'
import type { Statement } from '../../db/sql.js'
import { lowPercents } from '../changes/budget.js'
import { countedMax } from '../reviews/queue/find.js'
import type { InboxKind } from './kinds.js'

type Fragment = Statement<object[]>
type Part = (sql: Sql | Tx, programId: number) => Fragment

interface Queue {
  /** Columns `id`, `at` and `owner`, who has taken it in its own table. */
  readonly waiting: Part
  /** One row by `q.id`: user_id, name (of that person), advocate_name (of an appeal), amount_minor, version (of the terms that say what it is worth), code, label. */
  readonly facts: Part
  /** The ids of a person's own items; absent for a kind that is about no person. */
  readonly ofPerson?: (sql: Sql | Tx, programId: number, participantId: string) => Fragment
}

const ownPayouts: NonNullable<Queue['ofPerson']> = (sql, programId, participantId) => sql`
  select id from payouts where program_id = ${programId} and participant_id = ${participantId}`

const payoutFacts: Part = (sql, programId) => sql`
  select u.user_id, u.display_name as name, null::text as advocate_name, p.amount_minor, null::integer as version,
    p.kind::text as code, p.hint as label
  from payouts p
  join participants u on u.program_id = ${programId} and u.id = p.participant_id
  where p.program_id = ${programId} and p.id = q.id`

/** The budget is below the largest mark; each mark that was passed begins a new wait. */
const lowBudget: Part = (sql, programId) => sql`
  select p.uid as id, null::text as owner, coalesce(
      (select max(changed_at) from changes
        where program_id = ${programId} and type in ('budget.low', 'budget.exhausted')),
      (select max(funded_at) from fundings where program_id = ${programId})) as at
  from books b
  join programs p on p.id = b.program_id
  where b.program_id = ${programId} and b.state in ('scheduled', 'live', 'paused') and b.funding_minor < 0
    and b.budget_minor * 100 < -b.funding_minor * ${lowPercents[0] ?? 0n}::bigint`

export const queues: Readonly<Record<InboxKind, Queue>> = {
  approval: {
    waiting: (sql, programId) => sql`
      select id, requested_at as at, null::text as owner from payouts
      where program_id = ${programId} and state = 'requested'`,
    facts: payoutFacts,
    ofPerson: ownPayouts,
  },
  unknown_outcome: {
    waiting: (sql, programId) => sql`
      select id, sent_at as at, null::text as owner from payouts
      where program_id = ${programId} and state = 'unknown'`,
    facts: payoutFacts,
    ofPerson: ownPayouts,
  },
  appeal: {
    waiting: (sql, programId) => sql`
      select id, opened_at as at, null::text as owner from appeals
      where program_id = ${programId} and state = 'open'`,
    facts: (sql, programId) => sql`
      select f.user_id, f.display_name as name, p.display_name as advocate_name, null::bigint as amount_minor,
        r.version, r.reason::text as code, p.user_id as label
      from appeals a
      join referrals r on r.program_id = ${programId} and r.id = a.referral_id
      join participants f on f.program_id = ${programId} and f.id = r.id
      join participants p on p.program_id = ${programId} and p.id = r.advocate_id
      where a.program_id = ${programId} and a.id = q.id`,
    ofPerson: (sql, programId, participantId) => sql`
      select id from appeals where program_id = ${programId} and referral_id = ${participantId}`,
  },
  review: {
    waiting: (sql, programId) => sql`
      select id, opened_at as at, null::text as owner from reviews
      where program_id = ${programId} and state = 'open'`,
    facts: (sql, programId) => sql`
      select min(s.user_id) as user_id, min(s.display_name) as name, null::text as advocate_name,
        coalesce(sum(w.amount_minor), 0)::bigint as amount_minor, null::integer as version, v.score::text as code,
        count(distinct r.id)::text as label
      from reviews v
      left join participants s on s.program_id = ${programId} and s.id = v.subject_id
      left join lateral (
        select id from referrals
        where program_id = ${programId} and review_id = v.id and state = 'review'
        limit ${countedMax}) as r on true
      left join rewards w on w.program_id = ${programId} and w.referral_id = r.id and w.state in ('reserved', 'held')
      where v.program_id = ${programId} and v.id = q.id
      group by v.score`,
    ofPerson: (sql, programId, participantId) => sql`
      select id from reviews where program_id = ${programId} and subject_id = ${participantId} and state = 'open'`,
  },
  reported_link: {
    waiting: (sql, programId) => sql`
      select advocate_id as id, min(reported_at) as at, null::text as owner from link_reports
      where program_id = ${programId} and ruling_id is null
      group by advocate_id`,
    facts: (sql, programId) => sql`
      select p.user_id, p.display_name as name, null::text as advocate_name, null::bigint as amount_minor,
        null::integer as version, mode() within group (order by l.reason)::text as code, count(l.id)::text as label
      from participants p
      left join link_reports l on l.program_id = ${programId} and l.advocate_id = p.id and l.ruling_id is null
      where p.program_id = ${programId} and p.id = q.id
      group by p.user_id, p.display_name`,
    ofPerson: (sql, _programId, participantId) => sql`select ${participantId}::uuid`,
  },
  missing_friend: {
    waiting: (sql, programId) => sql`
      select id, asked_at as at, null::text as owner from missing_friends
      where program_id = ${programId} and resolved_at is null`,
    facts: (sql, programId) => sql`
      select p.user_id, p.display_name as name, null::text as advocate_name, null::bigint as amount_minor,
        null::integer as version, m.kind::text as code, m.times::text as label
      from missing_friends m
      join participants p on p.program_id = ${programId} and p.id = m.participant_id
      where m.program_id = ${programId} and m.id = q.id`,
    ofPerson: (sql, programId, participantId) => sql`
      select id from missing_friends where program_id = ${programId} and participant_id = ${participantId}`,
  },
  difference: {
    waiting: (sql, programId) => sql`
      select id, opened_at as at, owner from differences
      where program_id = ${programId} and resolved_at is null`,
    facts: (sql, programId) => sql`
      select u.user_id, u.display_name as name, null::text as advocate_name, null::integer as version, d.kind as code, d.subject as label, abs(coalesce(
          d.detail -> 'theirs' ->> 'amountMinor', d.detail -> 'ours' ->> 'amountMinor', d.detail ->> 'byMinor')::bigint
        ) as amount_minor
      from differences d
      left join payouts p on p.program_id = ${programId} and p.id = d.payout_id
      left join participants u on u.program_id = ${programId} and u.id = p.participant_id
      where d.program_id = ${programId} and d.id = q.id`,
    ofPerson: (sql, programId, participantId) => sql`
      select id from differences where program_id = ${programId} and payout_id in (${ownPayouts(sql, programId, participantId)})`,
  },
  failing_webhook: {
    waiting: (sql, programId) => sql`
      select id, failing_since as at, null::text as owner from webhooks
      where program_id = ${programId} and failing_since is not null
        and (state = 'active' or (state = 'disabled' and disabled_because in ('failing', 'gone')))`,
    facts: (sql, programId) => sql`
      select null::text as user_id, null::text as name, null::text as advocate_name, null::bigint as amount_minor, null::integer as version,
        coalesce(w.disabled_because, 'active') as code, w.url as label
      from webhooks w
      where w.program_id = ${programId} and w.id = q.id`,
  },
  failing_provider: {
    waiting: (sql, programId) => sql`
      select provider as id, coalesce(trouble_at, balance_at, created_at) as at, null::text as owner
      from attached_providers
      where program_id = ${programId} and state = 'active' and (trouble is not null or balance_low)`,
    facts: (sql, programId) => sql`
      select null::text as user_id, null::text as name, null::text as advocate_name, a.owed_minor as amount_minor, null::integer as version,
        case when a.trouble is null then 'balance_low' else 'trouble' end as code, a.name as label
      from attached_providers a
      where a.program_id = ${programId} and a.provider = q.id`,
  },
  low_budget: {
    waiting: lowBudget,
    facts: (sql, programId) => sql`
      select null::text as user_id, null::text as name, null::text as advocate_name, b.budget_minor as amount_minor, null::integer as version, null::text as code,
        (b.budget_minor * 100 / -b.funding_minor)::text as label
      from books b
      where b.program_id = ${programId}`,
  },
}
