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

/** A warning before anybody acts: a friend would bring no bonus now. */
export function offerState({ m }: Visit, program: Program): Html {
  const ended = isClosed(program) || new Date(program.endsAt) <= new Date(program.now)
  if (!ended && program.state !== 'paused') return html``
  return html`<p class="notice">${ended ? m.offerEnded : m.offerPaused}</p>`
}

/** From then on any amount can be cashed out. */
export function isClosed({ state }: Program): boolean {
  return state === 'closing' || state === 'settled'
}
