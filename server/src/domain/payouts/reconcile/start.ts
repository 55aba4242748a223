/**
 * Starts a reconciliation of a program: a comparison of ledger, payouts and provider statements. It moves no money and
 * changes no payout; it only reports differences. A program runs one at a time.
 */
import type { Tx } from '../../../db/connect.js'
import { dayMs } from '../../../clock.js'
import { must } from '../../../errors.js'
import { newId, toWire } from '../../../ids.js'
import { recordChange } from '../../standing/audit-record.js'
import type { Context } from '../../standing/context.js'
import { dayIn } from '../../standing/calendar.js'
import { standingOf, type Program } from '../../standing/find.js'
import { inProgram } from '../../standing/in-program.js'
import { providerNamed } from '../providers/registry.js'

/** Providers write late, so this much of an earlier statement is read again. */
const overlapMs = 3 * dayMs

export interface Wanted {
  /** The requester; null for the nightly one. */
  readonly by: string | null
  /** Statements are read from here, if that is earlier than usual. */
  readonly from?: Date | undefined
}

/** Returns the running one if there is one. @returns its id, and whether it was started here. */
export async function startReconciliation(
  context: Context,
  program: Program,
  { by, from }: Wanted,
): Promise<{ id: string; begun: boolean }> {
  return inProgram(context, program, async (tx, { now, inForce }) => {
    const id = newId()
    const inserted = await tx`
      insert into reconciliations (program_id, id, from_at, to_at, day, asked_by)
      values (${program.id}, ${id}, ${from ?? null}, ${now}, ${dayIn(inForce.terms.timeZone, now)}, ${by})
      on conflict (program_id) where finished_at is null do nothing`
    if (inserted.count === 0) {
      const [atWork] = await tx<{ id: string }[]>`
        select id from reconciliations where program_id = ${program.id} and finished_at is null`
      // It may have ended just now: then its result is just as good.
      const [latest] = await tx<{ id: string }[]>`
        select id from reconciliations where program_id = ${program.id} order by id desc limit 1`
      return { id: must(atWork ?? latest, 'the one that was in the way').id, begun: false }
    }
    await writeParts(tx, program.id, id, { from, to: now })
    await recordChange(context, tx, program.id, { subject: toWire('rec', id), after: { to: now, from: from ?? null } })
    return { id, begun: true }
  })
}

/** One part for the ledger, and one for each provider that ever had a payout. */
async function writeParts(
  tx: Tx,
  programId: number,
  id: string,
  { from, to }: { from: Date | undefined; to: Date },
): Promise<void> {
  const providers = await tx<{ provider: string; since: Date; read_to: Date | null }[]>`
    select provider, min(since) as since,
      (select max(s.to_at) from provider_statements s
       where s.program_id = ${programId} and s.provider = known.provider and s.read_at is not null) as read_to
    from (
      select provider, min(requested_at) as since from payouts where program_id = ${programId} group by provider
      union all
      select provider, min(from_at) from provider_statements where program_id = ${programId} group by provider
    ) as known
    group by provider
    order by provider`
  await tx`
    insert into reconciliation_parts (program_id, reconciliation_id, place, step)
    values (${programId}, ${id}, 0, 'steps')`
  for (const [index, { provider, since, read_to: readTo }] of providers.entries()) {
    const begin = Math.min(
      readTo === null ? since.getTime() : readTo.getTime() - overlapMs,
      from?.getTime() ?? Infinity,
    )
    const hasStatement = (await providerNamed(tx, programId, provider))?.statement !== undefined
    const asks = hasStatement && begin < to.getTime()
    await tx`
      insert into reconciliation_parts (program_id, reconciliation_id, provider, place, step, statement_from)
      values (${programId}, ${id}, ${provider}, ${index + 1}, ${asks ? 'read' : 'payments'},
        ${asks ? new Date(begin) : null})`
  }
}

/** Once in each of the program's days, by its own time zone. @returns whether one is running now. */
export async function startDaily(context: Context, program: Program): Promise<boolean> {
  const { sql } = context
  const { books, now, inForce } = await standingOf(context, program.id)
  const [latest] = await sql<{ day: string; finished_at: Date | null }[]>`
    select day::text, finished_at from reconciliations where program_id = ${program.id} order by id desc limit 1`
  if (latest !== undefined && latest.finished_at === null) return true
  if (books.state === 'draft' || latest?.day === dayIn(inForce.terms.timeZone, now)) return false
  const [any] = await sql`select id from payouts where program_id = ${program.id} limit 1`
  if (any === undefined) return false
  await startReconciliation(context, program, { by: null })
  return true
}
