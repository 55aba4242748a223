/** What an offer is at this moment, as a sentence for whoever is about to act. Pure. */
import { formatCount, formatMoment } from './format.js'
import type { Language } from './language.js'
import { states as bn } from './messages/bn.js'
import { states as en } from './messages/en.js'
import type { StateMessages } from './messages/types.js'
import type { Offer } from './offer.js'

export type OfferState =
  | { readonly phase: 'before' | 'live' | 'full' | 'paused' | 'over' }
  /** Times as ISO 8601: when it ended, and until when clicks made before then can still count. */
  | { readonly phase: 'closing'; readonly endedAt: string; readonly countsUntil: string }

const messages: Readonly<Record<Language, StateMessages>> = { bn, en }

/** Undefined while everything is as the rules say. */
export function stateSentence(language: Language, offer: Offer, state: OfferState): string | undefined {
  const say = messages[language]
  const moment = (at: string) => formatMoment(language, at, offer.timeZone)
  switch (state.phase) {
    case 'before':
      return say.before(moment(offer.startsAt))
    case 'paused':
      return say.paused(formatCount(language, offer.attributionWindowDays))
    case 'closing':
      return say.closing(moment(state.endedAt), moment(state.countsUntil))
    case 'full':
      return say.full
    case 'over':
      return say.over
    case 'live':
      break
  }
  return undefined
}

export function testSentence(language: Language): string {
  return messages[language].test
}
