/** Taking an item of the inbox, and putting it off. Neither decides anything. */
import * as z from 'zod'
import type { Tx } from '../../db/connect.js'
import { AppError } from '../../errors.js'
import { dayMs } from '../../clock.js'
import * as field from '../../schema.js'
import { takeDifference } from '../payouts/answer-difference.js'
import type { Context } from '../standing/context.js'
import type { Program, Standing } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { recordChange } from '../standing/audit-record.js'
import type { InboxKind } from './kinds.js'
import { findInboxItem, type InboxItem } from './list.js'

const snoozeDaysMax = 90

export const takeItemSchema = z.strictObject({
  from: field.text(60).nullish().describe('Who has it, as you saw it: of two who take it at once, one is told'),
})

export const snoozeSchema = z
  .strictObject({
    until: field.instant
      .nullish()
      .describe(`At most ${snoozeDaysMax} days ahead, by real time. Null: it is back at once`),
    reason: field.text(300).nullish().describe('Why it waits. Required with `until`'),
    from: field.instant.nullish().describe('Until when it is put off, as you saw it; null if it is not'),
  })
  .refine(({ until, reason }) => !until || Boolean(reason), { path: ['reason'], message: 'is required with until' })

export interface ItemRef {
  readonly kind: InboxKind
  readonly id: string
  /** On the wire, for the audit record. */
  readonly subject: string
}

/**
 * Repeating by the same person is harmless. A difference has its owner in its own row.
 * @throws AppError `inbox_item_not_found`, `inbox_item_conflict`
 */
export async function takeItem(
  context: Context,
  program: Program,
  ref: ItemRef,
  { from }: z.output<typeof takeItemSchema>,
  by: string,
): Promise<InboxItem> {
  if (ref.kind === 'difference') {
    await takeDifference(context, program, ref.id, { from }, by)
    return inProgram(context, program, (tx, standing) => findInboxItem(tx, program, standing, ref.kind, ref.id))
  }
  return onItem(context, program, ref, async (tx, found) => {
    if (found.owner === by) return
    if (found.owner !== (from ?? null)) throw conflict('Somebody else has taken it.')
    await tx`
      update inbox_marks set owner = ${by}
      where program_id = ${program.id} and kind = ${ref.kind} and item = ${ref.id}`
    const { subject } = ref
    await recordChange(context, tx, program.id, { subject, before: { owner: found.owner }, after: { owner: by } })
  })
}

/** Repeating is harmless. @throws AppError `inbox_item_not_found`, `inbox_item_conflict`, `request_invalid` */
export async function snoozeItem(
  context: Context,
  program: Program,
  ref: ItemRef,
  { until = null, reason = null, from = null }: z.output<typeof snoozeSchema>,
  by: string,
): Promise<InboxItem> {
  const nowMs = context.clock.nowMs()
  if (until !== null && (until.getTime() <= nowMs || until.getTime() > nowMs + snoozeDaysMax * dayMs)) {
    const message = `must be in the future, at most ${snoozeDaysMax} days ahead`
    throw new AppError('request_invalid', 'The request is invalid.', { fields: [{ path: 'until', message }] })
  }
  return onItem(context, program, ref, async (tx, found) => {
    const isSame = found.snoozedUntil?.getTime() === until?.getTime()
    if (isSame && (until === null || (found.snoozedBy === by && found.reason === reason))) return
    // One that has ended is no different from none.
    const seen = found.snoozedUntil !== null && found.snoozedUntil.getTime() > nowMs ? found.snoozedUntil : null
    if (seen?.getTime() !== from?.getTime()) throw conflict('Somebody else has put it off, or back.')
    await tx`
      update inbox_marks
      set snoozed_until = ${until}, reason = ${until && reason}, snoozed_by = ${until && by}
      where program_id = ${program.id} and kind = ${ref.kind} and item = ${ref.id}`
    const before = { until: found.snoozedUntil }
    await recordChange(context, tx, program.id, { subject: ref.subject, before, after: { until, reason } })
  })
}

/** The mark is there and locked before it is read: two who act at once come one after the other. */
async function onItem(
  context: Context,
  program: Program,
  { kind, id }: ItemRef,
  work: (tx: Tx, found: InboxItem) => Promise<void>,
): Promise<InboxItem> {
  return inProgram(context, program, async (tx, standing: Standing) => {
    const { since } = await findInboxItem(tx, program, standing, kind, id)
    await tx`
      insert into inbox_marks as m (program_id, kind, item, since)
      values (${program.id}, ${kind}, ${id}, ${since})
      on conflict (program_id, kind, item) do update
        set since = excluded.since,
          owner = case when m.since = excluded.since then m.owner end,
          snoozed_until = case when m.since = excluded.since then m.snoozed_until end,
          reason = case when m.since = excluded.since then m.reason end,
          snoozed_by = case when m.since = excluded.since then m.snoozed_by end`
    await work(tx, await findInboxItem(tx, program, standing, kind, id))
    await tx`
      delete from inbox_marks
      where program_id = ${program.id} and kind = ${kind} and item = ${id} and owner is null and snoozed_until is null`
    return findInboxItem(tx, program, standing, kind, id)
  })
}

function conflict(why: string): AppError {
  return new AppError('inbox_item_conflict', `${why} Look at it again.`)
}
