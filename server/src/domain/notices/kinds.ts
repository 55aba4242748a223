/** What an operator can be told of: the kinds of the inbox, and two that nobody has to decide. Pure. */
import { inboxKinds, permissionOfKind } from '../inbox/kinds.js'
import type { Permission } from '../operators/permissions.js'

export const noticeKinds = [...inboxKinds, 'low_runway', 'close_step'] as const
export type NoticeKind = (typeof noticeKinds)[number]

const permissionOfNotice: Readonly<Record<NoticeKind, Permission>> = {
  ...permissionOfKind,
  low_runway: 'fundings:write',
  close_step: 'ledger:read',
}

export function noticeKindsFor(permissions: ReadonlySet<string>): NoticeKind[] {
  return noticeKinds.filter((kind) => permissions.has(permissionOfNotice[kind]))
}

export const digestPermission: Permission = 'statistics:read'
