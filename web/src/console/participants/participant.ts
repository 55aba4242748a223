import type { AnswerOf, ItemOf } from '../lib/api.js'

export type Person = ItemOf<'GET /v1/programs/{program}/participants'>
export type Referral = ItemOf<'GET /v1/programs/{program}/referrals'>
export type Happening = ItemOf<'GET /v1/programs/{program}/participants/{userId}/timeline'>
export type Evidence = NonNullable<Happening['friend']>['evidence']
export type Facts = AnswerOf<'GET /v1/programs/{program}/participants/{userId}/facts'>
export type ClusterDay = Facts['clusterDays'][number]
export type BesideOthers = NonNullable<Facts['besideOthers']>
/** Of the newest friends. */
export type Friends = NonNullable<Facts['person']>['friends']
/** Of all friends. */
export type Counts = AnswerOf<'GET /v1/programs/{program}/participants/{userId}'>['friends']
