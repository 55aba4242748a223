/**
 * A person's statement as they read it: by day, one line for the friends of a day who are in the same state, so that it
 * stays short for a thousand friends. The file of every movement is statement.ts.
 */
import type { Sql } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { MethodKind, PayoutState, ReferralState, RewardState } from '../../db/rows.js'

export interface DayLine {
  /** A friend's reward, this person's own bonus, a cash-out, or what an earlier system owed them. */
  readonly kind: 'friend' | 'own' | 'payout' | 'opening'
  /** Of a reward; for one that is reserved, of its referral; of a cash-out. */
  readonly state: RewardState | ReferralState | PayoutState
  readonly count: number
  readonly amountMinor: bigint
  /** When all of it can be cashed out; null unless it is held. */
  readonly availableAt: Date | null
  /** Why a cash-out did not arrive; null for everything else. */
  readonly code: string | null
  /** What of a cash-out that came back went back to the offer. */
  readonly takenBackMinor: bigint
  /** One of the cash-outs of the line: all of them go to one account. */
  readonly payout: { readonly id: string; readonly kind: MethodKind } | null
}

export interface Day {
  /** `2026-12-07`, in the program's time zone. */
  readonly day: string
  readonly lines: readonly DayLine[]
}

interface Row {
  readonly day: string
  readonly kind: DayLine['kind']
  readonly state: DayLine['state']
  readonly count: number
  readonly amount_minor: bigint
  readonly available_at: Date | null
  readonly code: string | null
  readonly taken_back_minor: bigint
  readonly payout_id: string | null
  readonly method: MethodKind | null
}

/** Newest first. */
export async function readDays(
  sql: Sql,
  programId: number,
  participantId: string,
  timeZone: string,
  { limit, after }: Page<string>,
): Promise<Day[]> {
  const rows = await sql<Row[]>`
    with lines as (
      select (r.decided_at at time zone ${timeZone})::date as day, 'friend' as kind,
        case when w.state = 'reserved' then r.state::text else w.state::text end as state, w.amount_minor,
        case when w.state = 'held' then w.available_at end as available_at, null::text as code, 0::bigint as taken_back_minor,
        null::uuid as payout_id, null::method_kind as method, null::uuid as wallet
      from referrals r
      join rewards w on w.program_id = ${programId} and w.referral_id = r.id and w.side = 'advocate'
      where r.program_id = ${programId} and r.advocate_id = ${participantId}
      union all
      select (r.decided_at at time zone ${timeZone})::date, 'own',
        case when w.state = 'reserved' then r.state::text else w.state::text end, w.amount_minor,
        case when w.state = 'held' then w.available_at end, null, 0, null, null, null
      from referrals r
      join rewards w on w.program_id = ${programId} and w.referral_id = r.id and w.side = 'friend'
      where r.program_id = ${programId} and r.id = ${participantId}
      union all
      select (p.requested_at at time zone ${timeZone})::date, 'payout', p.state::text, p.amount_minor, null,
        case when p.state in ('failed', 'rejected', 'returned') then p.code end,
        (select coalesce(sum(y.amount_minor), 0) from recoveries y
         where y.program_id = ${programId} and y.payout_id = p.id),
        p.id, p.kind, p.wallet
      from payouts p
      where p.program_id = ${programId} and p.participant_id = ${participantId}
      union all
      select (t.made_at at time zone ${timeZone})::date, 'opening', 'available', t.amount_minor, null, null, 0, null, null, null
      from transfers t
      where t.program_id = ${programId} and t.cause_kind = 'import' and t.cause_id = ${participantId} and t.step = 'open'
    ), days as (
      select distinct day from lines
      where ${after === undefined ? sql`true` : sql`day < ${after}::date`}
      order by day desc
      limit ${limit}
    )
    select l.day::text as day, l.kind, l.state, count(*)::integer as count, sum(l.amount_minor)::bigint as amount_minor,
      max(l.available_at) as available_at, l.code, sum(l.taken_back_minor)::bigint as taken_back_minor,
      (array_agg(l.payout_id))[1] as payout_id, l.method
    from lines l
    join days d on d.day = l.day
    group by l.day, l.kind, l.state, l.code, l.method, l.wallet
    order by l.day desc, l.kind desc, l.state, l.code, l.method, l.wallet`
  return daysOf(rows)
}

function daysOf(rows: readonly Row[]): Day[] {
  const days = new Map<string, DayLine[]>()
  for (const row of rows) {
    const lines = days.get(row.day) ?? []
    lines.push(lineOf(row))
    days.set(row.day, lines)
  }
  return Array.from(days, ([day, lines]) => ({ day, lines }))
}

function lineOf({
  kind,
  state,
  count,
  amount_minor,
  available_at,
  code,
  taken_back_minor,
  payout_id,
  method,
}: Row): DayLine {
  return {
    kind,
    state,
    count,
    amountMinor: amount_minor,
    availableAt: available_at,
    code,
    takenBackMinor: taken_back_minor,
    payout: payout_id === null || method === null ? null : { id: payout_id, kind: method },
  }
}
