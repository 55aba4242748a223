/**
 * An operator's ruling on a link: dismiss its open reports, stop it, or restart it. A stopped link works like that of
 * an owner who left: it and its code stop counting, earlier friends count, and the owner keeps the money without a
 * minimum. Each ruling is stored with its reason and operator.
 */
import * as z from 'zod'
import type { Tx } from '../../db/connect.js'
import type { LinkRuling } from '../../db/rows.js'
import { AppError, must } from '../../errors.js'
import { fromWire, newId, toWire } from '../../ids.js'
import * as field from '../../schema.js'
import { recordChange } from '../standing/audit-record.js'
import { appendChanges } from '../changes/append.js'
import type { ChangeType } from '../changes/types.js'
import type { Context } from '../standing/context.js'
import { moveLinksEpoch } from '../ledger/books.js'
import { lockParticipants } from '../person/lock.js'
import { findParticipant } from '../person/read.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { readReportedLink, type ReportedLink } from './reported.js'

const reason = field.text(1000).describe('Why, in words, for the record')
export const linkRulingSchema = z.strictObject({ reason })
export const reportsDismissalSchema = z.strictObject({
  reason,
  upTo: z
    .string()
    .max(40)
    .nullish()
    .describe('`lastReport` as it was seen: what was reported since stays open. All of them when absent'),
})

interface Bench {
  readonly context: Context
  readonly tx: Tx
  readonly programId: number
  readonly id: string
  readonly now: Date
  readonly reason: string
  readonly by: string
}

interface Ruling {
  readonly reason: string
  readonly by: string
}

const told: Readonly<Record<LinkRuling, ChangeType>> = {
  dismissed: 'link.reports_dismissed',
  stopped: 'link.stopped',
  restarted: 'link.restarted',
}

/**
 * Answers every open report of the link. Repeating is harmless. @throws AppError `participant_not_found`,
 * `link_state_conflict`
 */
export async function stopLink(context: Context, program: Program, userId: string, by: Ruling): Promise<ReportedLink> {
  return onLink(context, program, userId, by, async (bench) => {
    const { tx, programId, id, now } = bench
    const stopped = await tx`
      update participants set stopped_at = ${now}
      where program_id = ${programId} and id = ${id} and code is not null and stopped_at is null`
    const link = await readReportedLink(tx, programId, id)
    if (link.code === null) throw new AppError('link_state_conflict', 'This account has not joined: it has no link.')
    // A report that arrives during the stop is answered by the next stop.
    if (stopped.count === 1 || link.openReports > 0) await write(bench, 'stopped', undefined)
    if (stopped.count === 1) await moveLinksEpoch(tx, programId)
  })
}

/** Decisions made meanwhile stay. Repeating is harmless. @throws AppError `participant_not_found` */
export async function restartLink(
  context: Context,
  program: Program,
  userId: string,
  by: Ruling,
): Promise<ReportedLink> {
  return onLink(context, program, userId, by, async (bench) => {
    const { tx, programId, id } = bench
    const restarted = await tx`
      update participants set stopped_at = null
      where program_id = ${programId} and id = ${id} and stopped_at is not null`
    if (restarted.count === 0) return
    await write(bench, 'restarted', undefined)
    await moveLinksEpoch(tx, programId)
  })
}

/**
 * The link stays active. Repeating is harmless.
 * @param upTo the id of the last report that was seen
 * @throws AppError `participant_not_found`, `link_state_conflict` if no report was open and the last ruling is another
 */
export async function dismissReports(
  context: Context,
  program: Program,
  userId: string,
  by: Ruling,
  upTo: string | undefined,
): Promise<ReportedLink> {
  const lastId = upTo === undefined ? undefined : fromWire('rpt', upTo)
  if (upTo !== undefined && lastId === undefined) {
    const fields = [{ path: 'upTo', message: 'must be the id of a report' }]
    throw new AppError('request_invalid', 'The body does not match the API.', { fields })
  }
  return onLink(context, program, userId, by, async (bench) => {
    const { tx, programId, id } = bench
    if (await hasOpen(tx, programId, id, lastId)) return write(bench, 'dismissed', lastId)
    const { lastRuling } = await readReportedLink(tx, programId, id)
    if (lastRuling?.ruling === 'dismissed') return
    throw new AppError('link_state_conflict', conflictOf(lastRuling?.ruling))
  })
}

function conflictOf(ruling: LinkRuling | undefined): string {
  return ruling === undefined
    ? 'No report of this link is open.'
    : `These reports were answered: the link was ${ruling}.`
}

async function onLink(
  context: Context,
  program: Program,
  userId: string,
  { reason: why, by }: Ruling,
  work: (bench: Bench) => Promise<void>,
): Promise<ReportedLink> {
  const { id } = await findParticipant(context.sql, program, userId)
  return inProgram(context, program, async (tx, { now }) => {
    await lockParticipants(tx, program.id, [id])
    await work({ context, tx, programId: program.id, id, now, reason: why, by })
    return readReportedLink(tx, program.id, id)
  })
}

/** Writes the ruling, the reports that it answers, the audit entry and the change. A restart answers no reports. */
async function write(bench: Bench, ruling: LinkRuling, upTo: string | undefined): Promise<void> {
  const { context, tx, programId, id, now, reason: why, by } = bench
  const rulingId = newId()
  await tx`
    insert into link_rulings (program_id, id, advocate_id, ruling, reason, ruled_by, ruled_at)
    values (${programId}, ${rulingId}, ${id}, ${ruling}, ${why}, ${by}, ${now})`
  const answered =
    ruling === 'restarted'
      ? 0
      : (
          await tx`
            update link_reports set ruling_id = ${rulingId}
            where program_id = ${programId} and advocate_id = ${id} and ruling_id is null ${isUpTo(tx, upTo)}`
        ).count
  await recordChange(context, tx, programId, {
    subject: toWire('par', id),
    after: { ruling, reason: why, reports: answered },
  })
  const detail = ruling === 'restarted' ? null : { reports: answered }
  await appendChanges(tx, programId, [{ type: told[ruling], participantId: id, detail }], now)
}

async function hasOpen(tx: Tx, programId: number, id: string, upTo: string | undefined): Promise<boolean> {
  const [row] = await tx<{ open: boolean }[]>`
    select exists (
      select from link_reports
      where program_id = ${programId} and advocate_id = ${id} and ruling_id is null ${isUpTo(tx, upTo)}) as open`
  return must(row, 'an answer').open
}

function isUpTo(tx: Tx, upTo: string | undefined) {
  return upTo === undefined ? tx`` : tx`and id <= ${upTo}::uuid`
}
