/** What an operator wants to be told of, and where: by email, in a chat, or both. */
import { chatGreeting } from '@bondhu/web/notice-mail'
import * as z from 'zod'
import type { Sql } from '../../db/connect.js'
import type { NoticeSettingsRow } from '../../db/rows.js'
import { retryingTransaction } from '../../db/retry.js'
import type { Context } from '../standing/context.js'
import { deployment, recordChange } from '../standing/audit-record.js'
import { ChatError, fitChatAddress, postToChat, refusedAddress, sealAddress, type SealedAddress } from './chat.js'
import { noticeKinds, type NoticeKind } from './kinds.js'

const hour = z.int().min(0).max(23)

export const noticeFields = z.strictObject({
  kinds: z.array(z.enum(noticeKinds)).max(noticeKinds.length),
  byEmail: z.boolean().optional(),
  chatUrl: z
    .string()
    .min(1)
    .max(2000)
    .nullish()
    .describe('The address of an incoming webhook of the chat. Null: none. Without it, what was chosen before stays'),
  approvalHours: z.int().min(0).max(720).describe('A cash-out is told of after so many hours'),
  runwayDays: z.int().min(1).max(90).optional().describe('A budget is told of that lasts for fewer days'),
  digestHour: hour.nullish().describe('The figures of the day before are sent at this hour of the program’s day'),
  quietFrom: hour.nullable(),
  quietUntil: hour.nullable(),
})

export const noticeSettingsSchema = noticeFields.refine(
  ({ quietFrom, quietUntil }) => (quietFrom === null) === (quietUntil === null),
  {
    path: ['quietUntil'],
    message: 'is required with quietFrom, and the other way round',
  },
)

type Wanted = z.output<typeof noticeSettingsSchema>

export interface NoticeSettings {
  readonly kinds: readonly NoticeKind[]
  readonly byEmail: boolean
  /** The host name of the chat; null without one. The address is a secret. */
  readonly chatHost: string | null
  readonly approvalHours: number
  readonly runwayDays: number
  /** Of the program's day, as the quiet hours; null for none. */
  readonly digestHour: number | null
  readonly quietFrom: number | null
  readonly quietUntil: number | null
}

export interface SavedSettings extends NoticeSettings {
  /** The last email could not be handed over; null after one that could. The same for the chat. */
  readonly failedAt: Date | null
  readonly error: string | null
  readonly chatFailedAt: Date | null
  readonly chatError: string | null
}

const unset: SavedSettings = {
  kinds: [],
  byEmail: true,
  chatHost: null,
  approvalHours: 24,
  runwayDays: 7,
  digestHour: null,
  quietFrom: null,
  quietUntil: null,
  failedAt: null,
  error: null,
  chatFailedAt: null,
  chatError: null,
}

export async function readNoticeSettings(sql: Sql, operatorId: string): Promise<SavedSettings> {
  const [row] = await sql<NoticeSettingsRow[]>`select * from notice_settings where operator_id = ${operatorId}`
  return row === undefined ? unset : settingsOf(row)
}

/** A new address of a chat gets a first message before it is saved. @throws AppError `chat_url_refused` */
export async function saveNoticeSettings(context: Context, operatorId: string, wanted: Wanted): Promise<void> {
  const chat = typeof wanted.chatUrl === 'string' ? await tryChat(context, operatorId, wanted.chatUrl) : null
  const kinds = [...new Set(wanted.kinds)]
  await retryingTransaction(context.sql, async (tx) => {
    const [before] = await tx<NoticeSettingsRow[]>`
      select * from notice_settings where operator_id = ${operatorId} for update`
    const next = { ...(before === undefined ? unset : settingsOf(before)), ...definedOf(wanted), kinds }
    await tx`
      insert into notice_settings
        (operator_id, kinds, by_email, approval_hours, runway_days, digest_hour, quiet_from, quiet_until)
      values (${operatorId}, ${kinds}::text[], ${next.byEmail}, ${next.approvalHours}, ${next.runwayDays},
        ${next.digestHour}, ${next.quietFrom}, ${next.quietUntil})
      on conflict (operator_id) do update
        set kinds = excluded.kinds, by_email = excluded.by_email, approval_hours = excluded.approval_hours,
          runway_days = excluded.runway_days, digest_hour = excluded.digest_hour, quiet_from = excluded.quiet_from,
          quiet_until = excluded.quiet_until`
    if (wanted.chatUrl !== undefined) {
      await tx`
        update notice_settings
        set chat_url = ${chat?.sealed.url ?? null}, chat_key_version = ${chat?.sealed.keyVersion ?? null},
          chat_host = ${chat?.host ?? null}, chat_failed_at = null, chat_error = null
        where operator_id = ${operatorId}`
    }
    const { byEmail, approvalHours, runwayDays, digestHour, quietFrom, quietUntil } = next
    const chatHost = wanted.chatUrl === undefined ? next.chatHost : (chat?.host ?? null)
    const after = { kinds, byEmail, chatHost, approvalHours, runwayDays, digestHour, quietFrom, quietUntil }
    await recordChange(context, tx, deployment, { after })
  })
}

function definedOf({ byEmail, approvalHours, runwayDays, digestHour, quietFrom, quietUntil }: Wanted) {
  return {
    approvalHours,
    quietFrom,
    quietUntil,
    ...(byEmail !== undefined && { byEmail }),
    ...(runwayDays !== undefined && { runwayDays }),
    ...(digestHour !== undefined && { digestHour }),
  }
}

async function tryChat(
  context: Context,
  operatorId: string,
  typed: string,
): Promise<{ sealed: SealedAddress; host: string }> {
  const url = fitChatAddress(context, typed)
  try {
    await postToChat(context, url, chatGreeting())
  } catch (error) {
    throw error instanceof ChatError ? refusedAddress(error.message) : error
  }
  return { sealed: sealAddress(context, operatorId, url), host: new URL(url).host }
}

export function settingsOf(row: NoticeSettingsRow): SavedSettings {
  return {
    kinds: noticeKinds.filter((kind) => row.kinds.includes(kind)),
    byEmail: row.by_email,
    chatHost: row.chat_host,
    approvalHours: row.approval_hours,
    runwayDays: row.runway_days,
    digestHour: row.digest_hour,
    quietFrom: row.quiet_from,
    quietUntil: row.quiet_until,
    failedAt: row.failed_at,
    error: row.error,
    chatFailedAt: row.chat_failed_at,
    chatError: row.chat_error,
  }
}

/** @param hourNow of the program's day. The hours may pass midnight. */
export function isQuiet({ quietFrom, quietUntil }: Pick<NoticeSettings, 'quietFrom' | 'quietUntil'>, hourNow: number) {
  if (quietFrom === null || quietUntil === null) return false
  return quietFrom <= quietUntil
    ? hourNow >= quietFrom && hourNow < quietUntil
    : hourNow >= quietFrom || hourNow < quietUntil
}
