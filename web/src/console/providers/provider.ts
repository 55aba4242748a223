import type { ItemOf } from '../lib/api.js'
import { limits } from '../lib/limits.js'
import type { Kind } from '../payouts/payout.js'

export type Provider = ItemOf<'GET /v1/programs/{program}/payout-providers'>

export const kinds: readonly Kind[] = limits.methodKinds
