/** The kinds of work that wait for a person, and who may do it. Pure. */
import type { IdPrefix } from '../../ids.js'
import type { Permission } from '../operators/permissions.js'

/** In the order of the inbox among items of one moment. */
export const inboxKinds = [
  'approval',
  'unknown_outcome',
  'appeal',
  'review',
  'reported_link',
  'missing_friend',
  'difference',
  'failing_webhook',
  'failing_provider',
  'low_budget',
] as const
export type InboxKind = (typeof inboxKinds)[number]

/** Who may decide, and so who sees the items. */
export const permissionOfKind: Readonly<Record<InboxKind, Permission>> = {
  approval: 'payouts:approve',
  unknown_outcome: 'payouts:approve',
  appeal: 'rewards:write',
  review: 'rewards:write',
  reported_link: 'rewards:write',
  missing_friend: 'rewards:write',
  difference: 'payouts:approve',
  failing_webhook: 'webhooks:write',
  failing_provider: 'providers:write',
  low_budget: 'fundings:write',
}

/** What an item is on the wire: a payout, an appeal; for a reported link its owner, for a low budget the program. */
export const prefixOfKind: Readonly<Record<InboxKind, IdPrefix>> = {
  approval: 'pay',
  unknown_outcome: 'pay',
  appeal: 'apl',
  review: 'rev',
  reported_link: 'par',
  missing_friend: 'mis',
  difference: 'dif',
  failing_webhook: 'whk',
  failing_provider: 'prv',
  low_budget: 'prg',
}

export function kindsFor(permissions: ReadonlySet<string>): InboxKind[] {
  return inboxKinds.filter((kind) => permissions.has(permissionOfKind[kind]))
}
