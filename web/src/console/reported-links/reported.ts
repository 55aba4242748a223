import type { ItemOf } from '../lib/api.js'

export type ReportedLink = ItemOf<'GET /v1/programs/{program}/reported-links'>

export const linkStates = ['open', 'stopped', 'answered'] as const

export type Deed = 'dismiss' | 'stop' | 'restart'
