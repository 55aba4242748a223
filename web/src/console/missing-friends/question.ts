import type { ItemOf } from '../lib/api.js'

/** After a friend who was not counted. */
export type Question = ItemOf<'GET /v1/programs/{program}/missing-friends'>
export type Account = Question['accounts'][number]

export const questionStates = ['open', 'resolved'] as const
