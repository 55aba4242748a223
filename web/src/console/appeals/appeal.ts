/** What is done with an appeal. */
import type { ItemOf } from '../lib/api.js'

export type Appeal = ItemOf<'GET /v1/programs/{program}/appeals'>
export type AppealState = Appeal['state']

export type Deed = 'count' | 'dismiss' | 'reverse'

/** By name where the app sent one. */
export function friendOf({ friendName, friendUserId }: Appeal): string {
  return friendName ?? friendUserId
}

export function advocateOf({ advocateName, advocateUserId }: Appeal): string {
  return advocateName ?? advocateUserId
}
