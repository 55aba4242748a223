/** The offer in plain words, from the program's terms in force. */
import type { Program } from '@bondhu/sdk'
import { formatCount, formatDay, formatMoney } from '../format.js'
import { html, type Html } from '../html.js'
import type { Visit } from '../visit.js'

export function offerSection(visit: Visit, program: Program): Html {
  const { m, language } = visit
  const { currency, rewardMinor, minimumPayoutMinor, holdDays, endsAt, timeZone, oneRewardPerDevice } = program
  const lines = m.offerLines({
    reward: formatMoney(language, rewardMinor, currency),
    minimum: formatMoney(language, minimumPayoutMinor, currency),
    holdDays: formatCount(language, holdDays),
    ends: formatDay(language, endsAt, timeZone),
    onePerDevice: oneRewardPerDevice,
  })
  return html`<section>
    <h2>${m.offerTitle}</h2>
    ${offerState(visit, program)}
    <ul class="plain">
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </section>`
}

/** A warning before anybody acts: a friend would not count now. */
export function offerState({ m }: Visit, { state, now, endsAt }: Program): Html {
  const ended = state === 'closing' || state === 'settled' || new Date(endsAt) <= new Date(now)
  if (!ended && state !== 'paused') return html``
  return html`<p class="notice">${ended ? m.offerEnded : m.offerPaused}</p>`
}
