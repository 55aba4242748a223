/** What is done with an appeal. */
import type { ItemOf } from '../lib/api.js'

export type Appeal = ItemOf<'GET /v1/programs/{program}/appeals'>
export type AppealState = Appeal['state']

export type Deed = 'count' | 'dismiss' | 'reverse'
