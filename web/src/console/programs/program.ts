/** A program and its terms, as the rules that people read are made of them. */
import { limits } from '../lib/limits.js'
import type { AnswerOf, ItemOf } from '../lib/api.js'
import type { Offer } from '../../offer-terms.js'

export type Program = AnswerOf<'GET /v1/programs/{program}'>
export type ProgramState = Program['state']
export type Terms = Program['announced'][number]['terms']
export type WaitingFunding = ItemOf<'GET /v1/programs/{program}/fundings'>
export type LaunchChecks = AnswerOf<'GET /v1/programs/{program}/launch-checks'>

export function offerOf(terms: Terms): Offer {
  // The rules are made of it, which show no logo.
  return { ...terms, logo: null, announcementHours: limits.announcementHours }
}

/** What one friend takes from the budget. */
export function friendMinor(terms: Pick<Terms, 'rewardMinor' | 'friendRewardMinor'>): number {
  return terms.rewardMinor + terms.friendRewardMinor
}

export const stateTone = {
  draft: 'plain',
  scheduled: 'plain',
  live: 'good',
  paused: 'warn',
  closing: 'warn',
  settled: 'plain',
} as const satisfies Record<ProgramState, string>
