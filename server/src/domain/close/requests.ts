/** Requests to end a program that wait for a second person: their rows and current states. */
import type { Sql, Tx } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { CloseRequestState } from '../../db/rows.js'
import { assert } from '../../errors.js'
import { newId } from '../../ids.js'
import type { Standing } from '../standing/find.js'

export interface CloseRequest {
  readonly id: string
  /** Null: the whole program. */
  readonly country: string | null
  /** `overtaken`: the program ended in another way, by its date or as a whole. */
  readonly state: CloseRequestState
  readonly askedBy: string
  readonly askedAt: Date
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
}

/** Whether the end date has come. It takes effect by itself; the sweep that stores it may be late. */
export function endedByDate({ books, now, inForce }: Standing): boolean {
  return books.state !== 'draft' && now >= inForce.terms.endsAt
}

/** @returns false if one waits already, by the unique key. */
export async function insertRequest(
  tx: Tx,
  programId: number,
  { country, askedBy, person, askedAt }: { country: string | null; askedBy: string; person: string; askedAt: Date },
): Promise<boolean> {
  const inserted = await tx`
    insert into close_requests (program_id, id, country, state, asked_by, asked_person, asked_at)
    values (${programId}, ${newId()}, ${country}, 'waiting', ${askedBy}, ${person}, ${askedAt})
    on conflict (program_id, country) where state = 'waiting' do nothing`
  return inserted.count === 1
}

export async function findRequest(
  tx: Tx,
  programId: number,
  standing: Standing,
  id: string,
): Promise<CloseRequest | undefined> {
  const [row] = await tx<CloseRequest[]>`${allRequests(tx, programId, standing)} where id = ${id}`
  return row
}

/** The waiting request for a country, or (null) for the whole program. */
export async function findWaiting(
  sql: Sql | Tx,
  programId: number,
  standing: Standing,
  country: string | null,
): Promise<CloseRequest | undefined> {
  const [row] = await sql<CloseRequest[]>`
    ${allRequests(sql, programId, standing)}
    where country is not distinct from ${country} and state = 'waiting'`
  return row
}

/** Newest first. */
export async function listRequests(
  sql: Sql,
  programId: number,
  standing: Standing,
  state: CloseRequestState | undefined,
  { limit, after }: Page<string>,
): Promise<CloseRequest[]> {
  return sql<CloseRequest[]>`
    ${allRequests(sql, programId, standing)}
    where true
      ${after === undefined ? sql`` : sql`and id < ${after}::uuid`}
      ${state === undefined ? sql`` : sql`and state = ${state}`}
    order by id desc
    limit ${limit}`
}

/** The caller has locked the books and read that it waits. */
export async function decideRequest(
  tx: Tx,
  programId: number,
  id: string,
  { state, by, at }: { state: 'confirmed' | 'withdrawn'; by: string; at: Date },
): Promise<void> {
  const decided = await tx`
    update close_requests set state = ${state}, decided_by = ${by}, decided_at = ${at}
    where program_id = ${programId} and id = ${id} and state = 'waiting'`
  assert(decided.count === 1, 'a request that waits, under the books')
}

/** When a program ends, waiting requests are overtaken: nothing is left to end. */
export async function overtakeRequests(tx: Tx, programId: number, at: Date): Promise<void> {
  await tx`
    update close_requests set state = 'overtaken', decided_at = ${at}
    where program_id = ${programId} and state = 'waiting'`
}

/** From the end date on a waiting request is overtaken, before and after the sweep has stored the end. */
function allRequests(sql: Sql | Tx, programId: number, standing: Standing) {
  const endedAt = endedByDate(standing) ? standing.inForce.terms.endsAt : null
  return sql`
    select id, country, state, "askedBy", "askedAt", "decidedBy", "decidedAt"
    from (
      select r.id, r.country, r.asked_by as "askedBy", r.asked_at as "askedAt", r.decided_by as "decidedBy",
        case when r.state = 'waiting' and e.ended_at is not null then 'overtaken' else r.state::text end as state,
        case when r.state = 'waiting' then e.ended_at else r.decided_at end as "decidedAt"
      from close_requests r, (values (${endedAt}::timestamptz)) as e (ended_at)
      where r.program_id = ${programId}
    ) as standing`
}
