/**
 * Erases people who requested it, once nothing is owed to them or awaited from them. Their sealed data becomes
 * unreadable, the app's id is replaced, and their texts are deleted. Transfers stay, and so do the digests that
 * recognise the person: one person, one reward.
 */
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'
import { dayMs } from '../../clock.js'
import { toWire } from '../../ids.js'
import { erasedName } from '../../readers/user-id.js'
import { removeCards } from '../cards/remove.js'
import { appendChanges } from '../changes/append.js'
import { closeDates } from '../close/windows.js'
import type { Context } from '../standing/context.js'
import type { Program, Standing } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { occurredAgoMsMax } from '../standing/occurred-at.js'
import { lockParticipants } from '../person/lock.js'

const pageMax = 200
const firstId = '00000000-0000-0000-0000-000000000000'

/** A provider may return money for this long, and it must find its owner. */
const returnsAwaitedMs = 30 * dayMs

/**
 * What an erasure waits for, in the order in which it is shown. `checks` does not say what is checked: a friend who was
 * refused may have appealed, and the advocate must not learn that anybody came.
 */
export const awaitedOfErasure = ['clicks', 'checks', 'money', 'returns'] as const
export type AwaitedOfErasure = (typeof awaitedOfErasure)[number]

interface Asked {
  readonly id: string
  readonly left_at: Date | null
  readonly undecided: boolean
  readonly money: boolean
  readonly last_paid_at: Date | null
}

/** Checks all requests, some at a time: most wait for money that only the person can collect. */
export async function eraseDue(context: Context, program: Program): Promise<void> {
  for (let after = firstId; ;) {
    const asked = await context.sql<{ id: string }[]>`
      select id from participants
      where program_id = ${program.id} and erasure_asked_at is not null and erased_at is null and id > ${after}
      order by id
      limit ${pageMax}`
    const ids = asked.map(({ id }) => id)
    if (ids.length > 0) await eraseReady(context, program, ids)
    const last = ids.at(-1)
    if (last === undefined || ids.length < pageMax) return
    after = last
  }
}

async function eraseReady(context: Context, program: Program, ids: readonly string[]): Promise<void> {
  await inProgram(context, program, async (tx, standing) => {
    await lockParticipants(tx, program.id, ids)
    const ready = (await readAsked(tx, program.id, ids, standing.now)).filter(
      (one) => awaitedOf(one, standing).length === 0,
    )
    if (ready.length === 0) return
    await forget(
      tx,
      program.id,
      ready.map(({ id }) => id),
      standing.now,
    )
  })
}

/** What the erasure of this participant waits for, and until when if a date is known. */
export async function readAwaitedOfErasure(
  sql: Sql,
  programId: number,
  id: string,
  standing: Standing,
): Promise<{ awaited: AwaitedOfErasure[]; notBefore: Date | null }> {
  const [asked] = await readAsked(sql, programId, [id], standing.now)
  if (asked === undefined) return { awaited: [], notBefore: null }
  const lastMs = Math.max(...datesOf(asked, standing).map((date) => date.getTime()))
  return { awaited: awaitedOf(asked, standing), notBefore: lastMs > standing.now.getTime() ? new Date(lastMs) : null }
}

async function readAsked(sql: Sql | Tx, programId: number, ids: readonly string[], now: Date): Promise<Asked[]> {
  // An action in time may still be reported.
  const lapsedSince = new Date(now.getTime() - occurredAgoMsMax)
  return sql<Asked[]>`
    select p.id, p.left_at,
      p.friends_pending + p.friends_review > 0 or exists (
        select from referrals r
        where r.program_id = ${programId} and r.id = p.id
          and (r.state in ('pending', 'review') or r.state = 'lapsed' and r.expires_at > ${lapsedSince})) or exists (
        select from referrals r
        where r.program_id = ${programId} and r.advocate_id = p.id and r.state = 'lapsed'
          and r.expires_at > ${lapsedSince}) or p.id in (
        select unnest(array[r.id, r.advocate_id])
        from appeals a join referrals r on r.program_id = ${programId} and r.id = a.referral_id
        where a.program_id = ${programId} and a.state = 'open') as undecided,
      p.held_minor + p.available_minor + p.clearing_minor > 0 as money,
      (select max(settled_at) from payouts o
        where o.program_id = ${programId} and o.participant_id = p.id and o.state = 'paid') as last_paid_at
    from participants p
    where p.program_id = ${programId} and p.id = any (${arrayText(ids)}::uuid[])
      and p.erasure_asked_at is not null and p.erased_at is null`
}

function awaitedOf(asked: Asked, standing: Standing): AwaitedOfErasure[] {
  const { now } = standing
  const [clicksUntil, returnsUntil] = datesOf(asked, standing)
  const stands: Readonly<Record<AwaitedOfErasure, boolean>> = {
    clicks: now < clicksUntil,
    // From the start, so that it tells nothing while earlier clicks can still count.
    checks: now < clicksUntil || asked.undecided,
    money: asked.money,
    returns: now < returnsUntil,
  }
  return awaitedOfErasure.filter((what) => stands[what])
}

/** Until when earlier friends may be reported, and until when money may come back. */
function datesOf({ left_at: leftAt, last_paid_at: paidAt }: Asked, { versions }: Standing): [Date, Date] {
  const none = new Date(0)
  return [
    leftAt === null ? none : closeDates(versions, leftAt, true).reportsUntil,
    paidAt === null ? none : new Date(paidAt.getTime() + returnsAwaitedMs),
  ]
}

async function forget(tx: Tx, programId: number, ids: readonly string[], at: Date): Promise<void> {
  const list = arrayText(ids)
  await tx`delete from participant_keys where program_id = ${programId} and participant_id = any (${list}::uuid[])`
  await tx`delete from payout_methods where program_id = ${programId} and participant_id = any (${list}::uuid[])`
  await tx`delete from veto_answers where program_id = ${programId} and referral_id = any (${list}::uuid[])`
  await tx`delete from missing_friends where program_id = ${programId} and participant_id = any (${list}::uuid[])`
  await tx`delete from portal_sessions where program_id = ${programId} and participant_id = any (${list}::uuid[])`
  await removeCards(tx, programId, ids)
  await tx`
    update chosen_codes set written = null
    where program_id = ${programId} and participant_id = any (${list}::uuid[])`
  await tx`
    update signups set facts = null
    where program_id = ${programId} and participant_id = any (${list}::uuid[]) and facts is not null`
  await tx`delete from traces where program_id = ${programId} and friend_id = any (${list}::uuid[])`
  await tx`delete from join_marks where program_id = ${programId} and participant_id = any (${list}::uuid[])`
  await tx`delete from activity where program_id = ${programId} and friend_id = any (${list}::uuid[])`
  await tx`
    update payouts set hint = '', account = ''
    where program_id = ${programId} and participant_id = any (${list}::uuid[])`
  await tx`
    update payout_verdicts v set reason = null
    from payouts o
    where o.program_id = ${programId} and o.participant_id = any (${list}::uuid[])
      and v.program_id = ${programId} and v.payout_id = o.id`
  await tx`
    update appeals set text = null, answer = null
    where program_id = ${programId} and referral_id = any (${list}::uuid[])`
  // The matched account belongs to the same person and would name them.
  await tx`
    update referrals set matched_id = null
    where program_id = ${programId} and id = any (${list}::uuid[]) and matched_id is not null`
  await tx`
    update participants p
    set erased_at = ${at}, user_id = e.name, birth_year = null, locale = null,
      display_name = null, name_shown = false
    from unnest(${list}::uuid[], ${arrayText(ids.map((id) => erasedName(toWire('par', id))))}::text[]) as e (id, name)
    where p.program_id = ${programId} and p.id = e.id`
  await appendChanges(
    tx,
    programId,
    ids.map((id) => ({ type: 'participant.erased', participantId: id }) as const),
    at,
  )
}
