/**
 * Tells operators by email what waits in the inbox of a program. A person hears of an item once, however many processes
 * run: the key of `notices` allows one row for both. Everything that is new to a person goes into one email. If the process
 * ends after the mail server's answer and before the commit, the email is sent again. So it may come twice, and is never lost.
 */
import { noticeMail } from '@bondhu/web/notice-mail'
import { hourMs, minuteMs } from '../../clock.js'
import type { Sql } from '../../db/connect.js'
import type { NoticeSettingsRow } from '../../db/rows.js'
import { MailError, type Mailer } from '../../mail.js'
import { kindsFor, type InboxKind } from '../inbox/kinds.js'
import { listInbox } from '../inbox/list.js'
import { permissionsIn, type Grant } from '../operators/roles.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program, type Standing } from '../standing/find.js'
import { isQuiet, settingsOf, type SavedSettings } from './settings.js'

/** Of one program at a time; the rest is told at the next sweep. */
const itemsMax = 200
export const triesMax = 10
/** Longer than an attempt takes. */
const claimMs = 2 * minuteMs

interface Listener {
  readonly operatorId: string
  readonly email: string
  readonly settings: SavedSettings
  /** What they want to know and may decide. */
  readonly kinds: readonly InboxKind[]
}

/** @param publicUrl the origin of the links */
export async function tellOperators(
  context: Context,
  program: Program,
  mailer: Mailer,
  publicUrl: string,
): Promise<void> {
  const listeners = await readListeners(context.sql, program.id)
  if (listeners.length === 0) return
  const standing = await standingOf(context, program.id)
  const hourNow = hourIn(standing.inForce.terms.timeZone, standing.now)
  for (const listener of listeners) {
    await noteItems(context, program, standing, listener)
    if (!isQuiet(listener.settings, hourNow)) await sendTo(context, program, listener, mailer, publicUrl)
  }
}

async function readListeners(sql: Sql, programId: number): Promise<Listener[]> {
  const rows = await sql<(NoticeSettingsRow & { email: string; program_ids: number[]; roles: Grant['role'][] })[]>`
    select s.*, o.email, g.program_ids, g.roles
    from notice_settings s
    join operators o on o.id = s.operator_id
    join lateral (
      select array_agg(program_id order by program_id) as program_ids, array_agg(role::text order by program_id) as roles
      from operator_grants where operator_id = o.id) as g on g.program_ids is not null
    where s.kinds <> '{}' and o.removed_at is null
    order by s.operator_id
    limit 500`
  return rows.flatMap((row) => {
    const grants = row.program_ids.map((id, index): Grant => ({ programId: id, role: row.roles[index] ?? 'viewer' }))
    const settings = settingsOf(row)
    const allowed = kindsFor(permissionsIn(grants, programId))
    const kinds = allowed.filter((kind) => settings.kinds.includes(kind))
    return kinds.length === 0 ? [] : [{ operatorId: row.operator_id, email: row.email, settings, kinds }]
  })
}

/** What is there already stays: it was told, or waits to be. */
async function noteItems(context: Context, program: Program, standing: Standing, listener: Listener): Promise<void> {
  const { operatorId, kinds, settings } = listener
  const now = new Date(context.clock.nowMs())
  const filter = { kinds, state: 'open' as const }
  const items = await listInbox(context.sql, program, standing, filter, now, { limit: itemsMax })
  const ripe = items.filter(
    ({ kind, since }) =>
      kind !== 'approval' || since.getTime() + settings.approvalHours * hourMs <= standing.now.getTime(),
  )
  if (ripe.length === 0) return
  await context.sql`
    insert into notices (program_id, operator_id, kind, item, since, made_at, due_at)
    select ${program.id}, ${operatorId}, kind, item, since, ${now}, ${now}
    from unnest(
      ${ripe.map(({ kind }) => kind)}::text[], ${ripe.map(({ id }) => id)}::text[],
      ${ripe.map(({ since }) => since.toISOString())}::timestamptz[]) as t (kind, item, since)
    on conflict do nothing`
}

async function sendTo(
  context: Context,
  program: Program,
  { operatorId, email }: Listener,
  mailer: Mailer,
  publicUrl: string,
): Promise<void> {
  const { sql } = context
  const now = new Date(context.clock.nowMs())
  const claimedUntil = new Date(now.getTime() + claimMs)
  // Committed before the email is sent: another process that waited for these rows finds them not due.
  const claimed = await sql<{ kind: InboxKind; tries: number }[]>`
    update notices set due_at = ${claimedUntil}, tries = tries + 1
    where program_id = ${program.id} and operator_id = ${operatorId} and sent_at is null and due_at <= ${now}
      and tries < ${triesMax}
    returning kind, tries`
  if (claimed.length === 0) return
  const counts = new Map<InboxKind, number>()
  for (const { kind } of claimed) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const link = `${publicUrl}/console/programs/${program.slug}/inbox`
  const mail = { to: email, ...noticeMail(program.slug, [...counts], link) }
  try {
    await mailer.send(mail)
  } catch (error) {
    if (!(error instanceof MailError)) throw error
    const tries = Math.max(...claimed.map((one) => one.tries))
    const dueAt = new Date(now.getTime() + Math.min(2 ** tries, 360) * minuteMs)
    await sql`
      with put_off as (
        update notices set due_at = ${dueAt}
        where program_id = ${program.id} and operator_id = ${operatorId} and sent_at is null and due_at = ${claimedUntil})
      update notice_settings set failed_at = ${now}, error = ${error.message} where operator_id = ${operatorId}`
    return
  }
  await sql`
    with told as (
      update notices set sent_at = ${now}
      where program_id = ${program.id} and operator_id = ${operatorId} and sent_at is null and due_at = ${claimedUntil})
    update notice_settings set failed_at = null, error = null where operator_id = ${operatorId}`
}

function hourIn(timeZone: string, at: Date): number {
  return Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(at))
}
