/** Reviews, for the people who decide them: open ones longest wait first, decided ones latest first. */
import type { Sql } from '../../../db/connect.js'
import type { Moment, Page } from '../../../db/page.js'
import type { ReviewState } from '../../../db/rows.js'
import { AppError, must } from '../../../errors.js'

export const reviewStates = ['open', 'confirmed', 'cleared'] as const satisfies readonly ReviewState[]

/** A list counts no more than so many friends of one review. */
export const countedMax = 1000

export interface ReviewItem {
  readonly id: string
  readonly state: ReviewState
  /** The highest of its friends, 0–99. */
  readonly score: number
  readonly opened_at: Date
  readonly decided_at: Date | null
  readonly decided_by: string | null
  readonly reason: string | null
  /** These figures are at most `countedMax`. */
  readonly friends: number
  /** There are more friends than are counted. */
  readonly is_partial: boolean
  /** Friends who still wait for a decision. */
  readonly waiting: number
  readonly confirmed: number
  readonly cleared: number
  readonly advocates: number
  /** The advocate with the most friends in it; null if none is left. */
  readonly advocate_user_id: string | null
  readonly advocate_name: string | null
  /** The rewards that wait for the decision, for advocates and friends together. */
  readonly waiting_minor: bigint
}

export async function countOpenReviews(sql: Sql, programId: number): Promise<number> {
  const [row] = await sql<{ open: number }[]>`
    select count(*)::int as open from reviews where program_id = ${programId} and state = 'open'`
  return must(row, 'a count').open
}

export async function listReviews(
  sql: Sql,
  programId: number,
  state: ReviewState,
  { limit, after }: Page<Moment>,
): Promise<ReviewItem[]> {
  const isOpen = state === 'open'
  // The literal lets the partial indexes be used.
  const inState = isOpen ? sql`v.state = 'open'` : sql`v.state <> 'open' and v.state = ${state}`
  const page = sql`
    select * from reviews v
    where v.program_id = ${programId} and ${inState}
      ${
        after === undefined
          ? sql``
          : isOpen
            ? sql`and (v.opened_at, v.id) > (${after.at}, ${after.id}::uuid)`
            : sql`and (v.decided_at, v.id) < (${after.at}, ${after.id}::uuid)`
      }
    order by ${isOpen ? sql`v.opened_at, v.id` : sql`v.decided_at desc, v.id desc`}
    limit ${limit}`
  return sql<ReviewItem[]>`
    select ${columnsOf(sql, programId)}
    from (${page}) as v
    ${figuresOf(sql, programId)}
    order by ${isOpen ? sql`v.opened_at, v.id` : sql`v.decided_at desc, v.id desc`}`
}

/** @throws AppError `review_not_found` */
export async function readReview(sql: Sql, programId: number, id: string): Promise<ReviewItem> {
  const [row] = await sql<ReviewItem[]>`
    select ${columnsOf(sql, programId)}
    from reviews v
    ${figuresOf(sql, programId)}
    where v.program_id = ${programId} and v.id = ${id}`
  if (row === undefined) throw reviewNotFound()
  return row
}

export function reviewNotFound(): AppError {
  return new AppError('review_not_found', 'This program has no review of this id.')
}

/** The position in the list. */
export function placeOf({ opened_at: openedAt, decided_at: decidedAt, id }: ReviewItem): Moment {
  return { at: decidedAt ?? openedAt, id }
}

function columnsOf(sql: Sql, programId: number) {
  return sql`
    v.id, v.state, v.score, v.opened_at, v.decided_at, v.decided_by, v.reason, f.friends, f.is_partial, o.waiting, f.advocates,
    d.confirmed, d.cleared, o.waiting_minor, (
      select user_id from participants where program_id = ${programId} and id = f.advocate_id) as advocate_user_id, (
      select display_name from participants where program_id = ${programId} and id = f.advocate_id) as advocate_name`
}

function figuresOf(sql: Sql, programId: number) {
  return sql`
    cross join lateral (
      select least(count(*), ${countedMax})::int as friends, count(*) > ${countedMax} as is_partial,
        count(distinct r.advocate_id)::int as advocates, mode() within group (order by r.advocate_id) as advocate_id
      from (
        select advocate_id from referrals
        where program_id = ${programId} and review_id = v.id
        limit ${countedMax + 1}) as r) as f
    cross join lateral (
      select count(*)::int as waiting, coalesce(sum(w.amount_minor), 0)::bigint as waiting_minor
      from (
        select id from referrals
        where program_id = ${programId} and review_id = v.id and state = 'review'
        limit ${countedMax}) as r
      left join lateral (
        select sum(amount_minor) as amount_minor from rewards
        where program_id = ${programId} and referral_id = r.id and state in ('reserved', 'held')) as w on true) as o
    cross join lateral (
      select (count(*) filter (where decision = 'confirmed'))::int as confirmed,
        (count(*) filter (where decision = 'cleared'))::int as cleared
      from (
        select decision from review_decisions
        where program_id = ${programId} and review_id = v.id
        limit ${countedMax}) as c) as d`
}
