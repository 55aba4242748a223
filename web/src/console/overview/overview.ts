import type { AnswerOf } from '../lib/api.js'

export type Overview = AnswerOf<'GET /v1/programs/{program}/overview'>
export type Point = Overview['points'][number]
