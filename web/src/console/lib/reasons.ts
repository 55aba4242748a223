/** Why a signup was not counted, said to an operator; and the states of referrals and of money. */
import { wordsOf } from './texts.svelte.js'

export const stateWords = wordsOf('states')

export const referralTone = {
  pending: 'warn',
  review: 'warn',
  counted: 'good',
  lapsed: 'plain',
  reversed: 'bad',
  refused: 'plain',
} as const
