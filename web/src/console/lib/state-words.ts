/** The words and tones of the states of referrals and of money, and the short reasons of signups. */
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
