/** The page behind a card: what one person received, beside what people typically do, and how it can be checked. Pure. */
import { stitches } from '../brand.js'
import { formatCount, formatMoment, formatMoney, formatPercent, unbroken } from '../format.js'
import { framed, type PublicPage } from '../frame.js'
import { html, type Html } from '../html.js'
import { icon } from '../icon.js'
import * as icons from '../icons.js'
import { writtenIn, type Language } from '../language.js'
import { lengthClass } from '../long-amount.js'
import { stateNotice, testChip, testSentence, type OfferState } from '../offer-state.js'
import type { Offer } from '../offer-terms.js'
import { peopleMin, type Typical } from '../program/program.js'
import { socialTags, type SocialView } from '../social.js'
import { texts } from '../texts.js'

export interface CardView {
  readonly language: Language
  readonly offer: Offer
  readonly state: OfferState
  readonly test: boolean
  /** Paid out to the one person, in minor units. */
  readonly receivedMinor: bigint
  readonly typical: Typical
  /** ISO 8601. */
  readonly asOf: string
  readonly addresses: Readonly<Record<Language, string>>
  readonly programAddress: string
  readonly social: SocialView
}

export function cardPage(view: CardView): PublicPage {
  const { language, offer } = view
  const say = texts[language].card
  const description = descriptionOf(view)
  return framed({
    language,
    title: `${say.received}: ${writtenIn(language, offer.name)}`,
    description,
    offer,
    addresses: view.addresses,
    head: html`<meta name="robots" content="noindex" />${socialTags(language, offer, description, view.social)}`,
    body: html`${notices(view)} ${picture(view)} ${proof(view)} ${moreRow(view)}`,
  })
}

function notices({ language, offer, state, test }: CardView): Html {
  return html`${test ? testChip(language) : ''} ${stateNotice(language, offer, state)}`
}

/** The sum, and in the same picture what people typically receive, so that no screenshot leaves it out. */
function picture(view: CardView): Html {
  const { language, offer, receivedMinor } = view
  const received = formatMoney(language, receivedMinor, offer.currency)
  return html`<section class="hero show">
    ${stitches}
    <h1>${texts[language].card.received} <b class="${lengthClass(received)}">${received}</b></h1>
    <div class="hon">${typicalOf(view)}</div>
  </section>`
}

function typicalOf({ language, offer, typical: { people, figures } }: CardView): Html {
  const say = texts[language].card
  const count = (value: number) => formatCount(language, value)
  if (figures === null)
    return html`<p>
      <b>${say.typicalTitle}</b><br />
      ${texts[language].program.tooEarly(count(people), count(peopleMin))}
    </p>`
  const { medianMinor, nothingHundredths } = figures.received
  return html`${tenDots(nothingHundredths)}
    <p>
      ${say.middle(formatMoney(language, medianMinor, offer.currency))}
      ${say.nothing(formatPercent(language, nothingHundredths))}
    </p>`
}

/** Of ten people, those who have nothing are drawn empty. The sentence below says the same. */
function tenDots(nothingHundredths: number): Html {
  const some = 10 - Math.round(nothingHundredths / 10)
  const dots = Array.from(
    { length: 10 },
    (_, at) => html`<circle class="${at < some ? '' : 'none'}" cx="${at * 26 + 13}" cy="13" r="10" />`,
  )
  return html`<svg class="dots" viewBox="0 0 260 26" aria-hidden="true">${dots}</svg>`
}

function proof({ language, offer, asOf }: CardView): Html {
  const say = texts[language].card
  return html`<section class="proof">
      <span class="o ok">${icon(icons.badgeCheck)}</span>
      <div>
        <h2>${say.checkTitle}</h2>
        <p class="s">${say.check(unbroken(formatMoment(language, asOf, offer.timeZone)))}</p>
      </div>
    </section>
    <div class="box note info">
      ${icon(icons.info)}
      <p>${say.noPromise} ${say.byChoice}</p>
    </div>`
}

function moreRow({ language, programAddress }: CardView): Html {
  return html`<ul class="rows">
    <li>
      <a href="${programAddress}"
        >${icon(icons.scale)}<span>${texts[language].landing.account}</span>${icon(icons.chevronRight)}</a
      >
    </li>
  </ul>`
}

function descriptionOf(view: CardView): string {
  const { language, test } = view
  return test ? `${testSentence(language)} ${sumsOf(view)}` : sumsOf(view)
}

function sumsOf({ language, offer, receivedMinor, typical: { figures } }: CardView): string {
  const say = texts[language].card
  const money = (amountMinor: bigint) => formatMoney(language, amountMinor, offer.currency)
  if (figures === null) return say.descriptionEarly(money(receivedMinor))
  const { medianMinor, nothingHundredths } = figures.received
  return say.description(money(receivedMinor), money(medianMinor), formatPercent(language, nothingHundredths))
}
