/** What an operator wants to be told of by email. */
import { z } from 'zod'
import type { Sql } from '../../db/connect.js'
import type { NoticeSettingsRow } from '../../db/rows.js'
import { inboxKinds, type InboxKind } from '../inbox/kinds.js'
import type { Context } from '../standing/context.js'
import { deployment, recordChange } from '../standing/record.js'
import { retryingTransaction } from '../../db/retry.js'

const hour = z.int().min(0).max(23)

export const noticeSettingsSchema = z
  .strictObject({
    kinds: z.array(z.enum(inboxKinds)).max(inboxKinds.length),
    approvalHours: z.int().min(0).max(720).describe('A cash-out is told of after so many hours'),
    quietFrom: hour.nullable(),
    quietUntil: hour.nullable(),
  })
  .refine(({ quietFrom, quietUntil }) => (quietFrom === null) === (quietUntil === null), {
    path: ['quietUntil'],
    message: 'is required with quietFrom, and the other way round',
  })

export interface NoticeSettings {
  readonly kinds: readonly InboxKind[]
  readonly approvalHours: number
  /** Of the program's day; null for none. */
  readonly quietFrom: number | null
  readonly quietUntil: number | null
}

export interface SavedSettings extends NoticeSettings {
  /** The last email could not be handed over; null after one that could. */
  readonly failedAt: Date | null
  readonly error: string | null
}

const unset: SavedSettings = {
  kinds: [],
  approvalHours: 24,
  quietFrom: null,
  quietUntil: null,
  failedAt: null,
  error: null,
}

export async function readNoticeSettings(sql: Sql, operatorId: string): Promise<SavedSettings> {
  const [row] = await sql<NoticeSettingsRow[]>`select * from notice_settings where operator_id = ${operatorId}`
  return row === undefined ? unset : settingsOf(row)
}

export async function saveNoticeSettings(context: Context, operatorId: string, wanted: NoticeSettings): Promise<void> {
  const { kinds, approvalHours, quietFrom, quietUntil } = wanted
  await retryingTransaction(context.sql, async (tx) => {
    await tx`
      insert into notice_settings (operator_id, kinds, approval_hours, quiet_from, quiet_until)
      values (${operatorId}, ${[...new Set(kinds)]}::text[], ${approvalHours}, ${quietFrom}, ${quietUntil})
      on conflict (operator_id) do update
        set kinds = excluded.kinds, approval_hours = excluded.approval_hours, quiet_from = excluded.quiet_from,
          quiet_until = excluded.quiet_until`
    await recordChange(context, tx, deployment, { after: wanted })
  })
}

export function settingsOf(row: NoticeSettingsRow): SavedSettings {
  return {
    kinds: inboxKinds.filter((kind) => row.kinds.includes(kind)),
    approvalHours: row.approval_hours,
    quietFrom: row.quiet_from,
    quietUntil: row.quiet_until,
    failedAt: row.failed_at,
    error: row.error,
  }
}

/** @param hourNow of the program's day. The hours may pass midnight. */
export function isQuiet({ quietFrom, quietUntil }: NoticeSettings, hourNow: number): boolean {
  if (quietFrom === null || quietUntil === null) return false
  return quietFrom <= quietUntil
    ? hourNow >= quietFrom && hourNow < quietUntil
    : hourNow >= quietFrom || hourNow < quietUntil
}
