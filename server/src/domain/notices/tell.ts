/**
 * Tells operators what is new in a program, by email and in a chat. A person hears of an item once by each way, however
 * many processes run: the key of `notices` allows one row. Everything that is new goes into one message. If the process
 * ends after the other server's answer and before the commit, the message is sent again. So it may come twice, and is
 * never lost.
 */
import { noticeMail, type NoticeKind as TextKind } from '@bondhu/web/notice-mail'
import { minuteMs } from '../../clock.js'
import type { Sql } from '../../db/connect.js'
import type { NoticeSettingsRow } from '../../db/rows.js'
import { MailError, type Mailer } from '../../mail.js'
import { permissionsIn, type Grant } from '../operators/roles.js'
import { hourIn } from '../standing/calendar.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program, type Standing } from '../standing/find.js'
import { ChatError, postToChat, readAddress, type SealedAddress } from './chat.js'
import { readDigest } from './digest.js'
import { digestPermission, noticeKindsFor } from './kinds.js'
import { findNews, readProgramNews, type News, type Reader } from './news.js'
import { isQuiet, settingsOf } from './settings.js'

export const triesMax = 10
/** Longer than an attempt takes. */
const claimMs = 2 * minuteMs

export interface NoticesOut {
  /** The origin of the links. */
  readonly publicUrl: string
  /** Without one, nobody is told by email. */
  readonly mailer: Mailer | undefined
}

type Way = 'email' | 'chat'

interface Listener extends Reader {
  readonly operatorId: string
  readonly email: string
  readonly chat: SealedAddress | null
  readonly permissions: ReadonlySet<string>
}

interface Message {
  readonly subject: string
  readonly text: string
}

export async function tellOperators(context: Context, program: Program, out: NoticesOut): Promise<void> {
  const listeners = await readListeners(context.sql, program.id)
  if (listeners.length === 0) return
  const standing = await standingOf(context, program.id)
  const hourNow = Number(hourIn(standing.inForce.terms.timeZone, standing.now).slice(-2))
  const programNews = await readProgramNews(context, program, standing, listeners)
  for (const listener of listeners) {
    const ways = waysOf(listener, out)
    if (ways.length === 0) continue
    const news = await findNews(context, program, standing, listener, programNews, hourNow)
    await note(context, program, listener, ways, news)
    if (isQuiet(listener.settings, hourNow)) continue
    for (const way of ways) await sendBy(context, program, standing, listener, way, out)
  }
}

function waysOf({ settings, chat }: Listener, { mailer }: NoticesOut): Way[] {
  return [
    ...(settings.byEmail && mailer !== undefined ? (['email'] as const) : []),
    ...(chat === null ? [] : (['chat'] as const)),
  ]
}

async function readListeners(sql: Sql, programId: number): Promise<Listener[]> {
  const rows = await sql<(NoticeSettingsRow & { email: string; program_ids: number[]; roles: Grant['role'][] })[]>`
    select s.*, o.email, g.program_ids, g.roles
    from notice_settings s
    join operators o on o.id = s.operator_id
    join lateral (
      select array_agg(program_id order by program_id) as program_ids, array_agg(role::text order by program_id) as roles
      from operator_grants where operator_id = o.id) as g on g.program_ids is not null
    where (s.kinds <> '{}' or s.digest_hour is not null) and (s.by_email or s.chat_url is not null)
      and o.removed_at is null
    order by s.operator_id
    limit 500`
  return rows.flatMap((row) => {
    const grants = row.program_ids.map((id, index): Grant => ({ programId: id, role: row.roles[index] ?? 'viewer' }))
    const settings = settingsOf(row)
    const permissions = permissionsIn(grants, programId)
    const kinds = noticeKindsFor(permissions).filter((kind) => settings.kinds.includes(kind))
    const wantsDigest = settings.digestHour !== null && permissions.has(digestPermission)
    const { chat_url: url, chat_key_version: keyVersion } = row
    const chat = url === null || keyVersion === null ? null : { url, keyVersion }
    const listener = { operatorId: row.operator_id, email: row.email, settings, kinds, wantsDigest, chat, permissions }
    return kinds.length === 0 && !wantsDigest ? [] : [listener]
  })
}

/** What is there already stays: it was told, or waits to be. */
async function note(
  context: Context,
  program: Program,
  { operatorId }: Listener,
  ways: readonly Way[],
  news: readonly News[],
): Promise<void> {
  if (news.length === 0) return
  const now = new Date(context.clock.nowMs())
  await context.sql`
    insert into notices (program_id, operator_id, kind, item, since, way, made_at, due_at)
    select ${program.id}, ${operatorId}, kind, item, since, way, ${now}, ${now}
    from unnest(
      ${news.map(({ kind }) => kind)}::text[], ${news.map(({ item }) => item)}::text[],
      ${news.map(({ since }) => since.toISOString())}::timestamptz[]) as t (kind, item, since)
    cross join unnest(${[...ways]}::text[]) as w (way)
    on conflict do nothing`
}

async function sendBy(
  context: Context,
  program: Program,
  standing: Standing,
  listener: Listener,
  way: Way,
  out: NoticesOut,
): Promise<void> {
  const { sql } = context
  const { operatorId } = listener
  const now = new Date(context.clock.nowMs())
  const claimedUntil = new Date(now.getTime() + claimMs)
  // Committed before the message is sent: another process that waited for these rows finds them not due.
  const claimed = await sql<{ kind: News['kind']; tries: number }[]>`
    update notices set due_at = ${claimedUntil}, tries = tries + 1
    where program_id = ${program.id} and operator_id = ${operatorId} and way = ${way} and sent_at is null
      and due_at <= ${now} and tries < ${triesMax}
    returning kind, tries`
  if (claimed.length === 0) return
  const message = await messageOf(context, program, standing, listener, claimed, out)
  const failure = await deliver(context, listener, way, message, out)
  const tries = Math.max(...claimed.map((one) => one.tries))
  const again = failure === null ? null : new Date(now.getTime() + Math.min(2 ** tries, 360) * minuteMs)
  await sql`
    update notices set due_at = coalesce(${again}::timestamptz, due_at), sent_at = ${failure === null ? now : null}
    where program_id = ${program.id} and operator_id = ${operatorId} and way = ${way} and sent_at is null
      and due_at = ${claimedUntil}`
  const failedAt = failure === null ? null : now
  if (way === 'email') {
    await sql`update notice_settings set failed_at = ${failedAt}, error = ${failure} where operator_id = ${operatorId}`
  } else {
    await sql`
      update notice_settings set chat_failed_at = ${failedAt}, chat_error = ${failure} where operator_id = ${operatorId}`
  }
}

async function messageOf(
  context: Context,
  program: Program,
  standing: Standing,
  { permissions }: Listener,
  claimed: readonly { readonly kind: News['kind'] }[],
  { publicUrl }: NoticesOut,
): Promise<Message> {
  const counts = new Map<TextKind, number>()
  for (const { kind } of claimed) if (kind !== 'digest') counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const hasDigest = claimed.some(({ kind }) => kind === 'digest')
  return noticeMail({
    program: program.slug,
    counts: [...counts],
    digest: hasDigest ? await readDigest(context, program, standing, permissions) : null,
    link: `${publicUrl}/console/programs/${program.slug}${counts.size === 0 ? '' : '/inbox'}`,
  })
}

/** @returns what went wrong, in a sentence; null if it arrived */
async function deliver(
  context: Context,
  { operatorId, email, chat }: Listener,
  way: Way,
  { subject, text }: Message,
  { mailer }: NoticesOut,
): Promise<string | null> {
  try {
    if (way === 'email') await mailer?.send({ to: email, subject, text })
    else if (chat !== null) await postToChat(context, readAddress(context, operatorId, chat), `${subject}\n\n${text}`)
    return null
  } catch (error) {
    if (error instanceof MailError || error instanceof ChatError) return error.message
    throw error
  }
}
