import type { AnswerOf, ItemOf } from '../lib/api.js'

export type Difference = ItemOf<'GET /v1/programs/{program}/differences'>
export type Kind = Difference['kind']
export type Side = NonNullable<Difference['detail']['ours']>
export type Counts = AnswerOf<'GET /v1/programs/{program}/differences'>['counts']
export type Step = AnswerOf<'GET /v1/programs/{program}/differences/{difference}'>['history'][number]
export type Reconciliation = ItemOf<'GET /v1/programs/{program}/reconciliations'>

/** Who says what no person says. */
export const machine = 'bondhu'
