/** What an offer is at this moment, as a sentence for whoever is about to act. Pure. */
import { formatCount, formatMoment, unbroken } from './format.js'
import { html, type Html } from './html.js'
import { icon } from './icon.js'
import * as icons from './icons.js'
import type { Language } from './language.js'
import type { Offer } from './offer-terms.js'
import { texts } from './texts.js'

export type OfferState =
  | { readonly phase: 'before' | 'live' | 'full' | 'paused' | 'over' }
  /** Times as ISO 8601: when it ended, and until when clicks made before then can still count. */
  | { readonly phase: 'closing'; readonly endedAt: string; readonly countsUntil: string }

/** Undefined while everything is as the rules say. */
export function stateSentence(language: Language, offer: Offer, state: OfferState): string | undefined {
  const say = texts[language].states
  const moment = (at: string) => unbroken(formatMoment(language, at, offer.timeZone))
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
  return texts[language].states.test
}

/** The state of an offer as a notice, in the colour of its kind; nothing while everything is as the rules say. */
export function stateNotice(language: Language, offer: Offer, state: OfferState): Html {
  const sentence = stateSentence(language, offer, state)
  if (sentence === undefined) return html``
  const [kind, mark] = noticeKinds[state.phase]
  return html`<div class="box note ${kind}" role="status">
    ${icon(mark)}
    <p>${sentence}</p>
  </div>`
}

const noticeKinds: Readonly<Record<OfferState['phase'], readonly [kind: string, mark: string]>> = {
  before: ['info', icons.calendarClock],
  live: ['', icons.info],
  full: ['warn', icons.gauge],
  paused: ['info', icons.pause],
  closing: ['', icons.calendarX],
  over: ['', icons.calendarX],
}

/** A chip: test money is not real, and that is no danger. */
export function testChip(language: Language): Html {
  return html`<span class="chip warn">${icon(icons.flaskConical)}${testSentence(language)}</span>`
}
