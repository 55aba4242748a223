/** The page behind a card: what one person received, beside what people typically do, and how it can be checked. Pure. */
import { formatCount, formatMoment, formatMoney, formatPercent } from '../format.js'
import { framed, type PublicPage } from '../frame.js'
import { html, type Html } from '../html.js'
import { writtenIn, type Language } from '../language.js'
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
    title: `${say.title}: ${writtenIn(language, offer.name)}`,
    description,
    offer,
    addresses: view.addresses,
    head: html`<meta name="robots" content="noindex" />${socialTags(language, offer, description, view.social)}`,
    body: html`
      <h1>${say.title}</h1>
      ${notices(view)} ${receivedSection(view)} ${typicalSection(view)} ${checkSection(view)}
    `,
  })
}

function notices({ language, offer, state, test }: CardView): Html {
  return html`${test ? testChip(language) : ''} ${stateNotice(language, offer, state)}`
}

function receivedSection({ language, offer, receivedMinor }: CardView): Html {
  const say = texts[language].card
  return html`<section>
    <dl class="earn">
      <div>
        <dt>${say.received}</dt>
        <dd>${formatMoney(language, receivedMinor, offer.currency)}</dd>
      </div>
    </dl>
    <p>${say.paidOut}</p>
  </section>`
}

/** Never left out: one person's luck alone would be an advertisement. */
function typicalSection({ language, offer, typical: { people, figures } }: CardView): Html {
  const say = texts[language].card
  const words = texts[language].program
  const count = (value: number) => formatCount(language, value)
  if (figures === null) {
    return html`<section>
      <h2>${say.typicalTitle}</h2>
      <p>${words.tooEarly(count(people), count(peopleMin))}</p>
      <p>${say.noPromise}</p>
    </section>`
  }
  const { medianMinor, nothingHundredths, ninetiethMinor } = figures.received
  const row = (label: string, value: string) =>
    html`<tr>
      <th scope="row">${label}</th>
      <td>${value}</td>
    </tr>`
  return html`<section>
    <h2>${say.typicalTitle}</h2>
    <p>${say.noPromise}</p>
    <table>
      <caption>
        ${words.typicalLead(count(people))}
      </caption>
      ${row(words.median, formatMoney(language, medianMinor, offer.currency))}
      ${row(words.nothing, words.nothingOf(formatPercent(language, nothingHundredths)))}
      ${row(words.ninetieth, formatMoney(language, ninetiethMinor, offer.currency))}
    </table>
  </section>`
}

function checkSection({ language, offer, asOf, programAddress }: CardView): Html {
  const say = texts[language].card
  return html`<section>
    <h2>${say.checkTitle}</h2>
    <p>${say.check(formatMoment(language, asOf, offer.timeZone))}</p>
    <p>${say.byChoice}</p>
    <p><a href="${programAddress}">${texts[language].landing.account}</a></p>
  </section>`
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
