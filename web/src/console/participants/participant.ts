import type { ItemOf } from '../lib/api.js'

export type Person = ItemOf<'GET /v1/programs/{program}/participants'>
export type Referral = ItemOf<'GET /v1/programs/{program}/referrals'>
export type Happening = ItemOf<'GET /v1/programs/{program}/participants/{userId}/timeline'>
export type Evidence = NonNullable<Happening['friend']>['evidence']
