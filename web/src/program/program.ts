/** The page of an offer that anyone can read: its money, what people typically get, its rules, its proof. Pure. */
import { formatCount, formatDate, formatMoment, formatMoney, formatPercent } from '../format.js'
import { framed, type PublicPage } from '../frame.js'
import { html, type Html } from '../html.js'
import { contactRow } from '../landing/contact.js'
import { icon } from '../icon.js'
import * as icons from '../icons.js'
import { writtenIn, type Language } from '../language.js'
import { stateNotice, testChip, type OfferState } from '../offer-state.js'
import type { Offer } from '../offer-terms.js'
import { changedRules, rulesOf, type Rule } from '../rules.js'
import { texts } from '../texts.js'

export interface ProgramView {
  readonly language: Language
  readonly offer: Offer
  readonly state: OfferState
  readonly test: boolean
  /** Announced and not yet in force; times as ISO 8601. */
  readonly announced: readonly { readonly effectiveAt: string; readonly offer: Offer }[]
  readonly money: Money
  readonly fundings: Fundings
  readonly friendsCounted: number
  readonly typical: Typical
  readonly check: Check | null
  /** ISO 8601. */
  readonly asOf: string
  readonly addresses: Readonly<Record<Language, string>>
}

/** In minor units. What was set aside is the sum of the other five. */
export interface Money {
  readonly fundedMinor: bigint
  readonly promisedMinor: bigint
  readonly paidMinor: bigint
  /** Had been cashed out when its friend was found not to count. */
  readonly lostMinor: bigint
  readonly leftMinor: bigint
  readonly returnedMinor: bigint
}

/** What the organizer says of the money: the newest first, the rest as a sum. */
export interface Fundings {
  readonly newest: readonly { readonly amountMinor: bigint; readonly reference: string; readonly at: string }[]
  readonly earlier: { readonly count: number; readonly amountMinor: bigint }
}

/** Of everybody who took a link. */
export interface Typical {
  readonly people: number
  /** Null while there are too few people to tell. */
  readonly figures: { readonly received: Spread; readonly earned: Spread } | null
}

export interface Spread {
  readonly medianMinor: bigint
  readonly ninetiethMinor: bigint
  /** Whole hundredths of the people who have nothing. */
  readonly nothingHundredths: number
}

export interface Check {
  readonly at: string
  readonly transfers: number
  readonly differences: number
}

/** With fewer people one of them could be told from the figures, and the figures would tell nothing. */
export const peopleMin = 50

export function programPage(view: ProgramView): PublicPage {
  const { language, offer, money } = view
  const say = texts[language].program
  const { name } = offer.organization
  return framed({
    language,
    title: say.title(writtenIn(language, offer.name)),
    description: say.description(name, formatMoney(language, money.fundedMinor, offer.currency)),
    offer,
    addresses: view.addresses,
    body: html`
      <h1>${writtenIn(language, offer.name)}</h1>
      <p class="s">${say.runBy(name)} · ${say.runs(momentOf(view, offer.startsAt), momentOf(view, offer.endsAt))}</p>
      ${notices(view)} ${moneySection(view)} ${typicalSection(view)} ${rulesSection(view)} ${checkSection(view)}
      ${organizer(view)}
    `,
    foot: feet(view),
  })
}

function momentOf({ language, offer }: ProgramView, at: string): string {
  return formatMoment(language, at, offer.timeZone)
}

function notices({ language, offer, state, test }: ProgramView): Html {
  return html`${test ? testChip(language) : ''} ${stateNotice(language, offer, state)}`
}

function moneySection(view: ProgramView): Html {
  const { language, offer, money, friendsCounted } = view
  const say = texts[language].program
  const amount = (amountMinor: bigint) => formatMoney(language, amountMinor, offer.currency)
  const row = (mark: string, label: string, value: string, hint = '') =>
    html`<tr>
      <th scope="row">
        ${mark === '' ? '' : html`<i class="${mark}"></i>`}${label}${hint === '' ? '' : html`<small>${hint}</small>`}
      </th>
      <td>${value}</td>
    </tr>`
  return html`<section>
    <h2>${say.moneyTitle}</h2>
    ${statements(view)} ${bar(money)}
    <table>
      ${row('', say.funded, amount(money.fundedMinor))} ${row('d1', say.paid, amount(money.paidMinor))}
      ${row('d2', say.promised, amount(money.promisedMinor), say.promisedHint)}
      ${money.lostMinor > 0n ? row('', say.lost, amount(money.lostMinor), say.lostHint) : ''}
      ${row('d0', say.left, amount(money.leftMinor))}
      ${money.returnedMinor > 0n ? row('', say.returned, amount(money.returnedMinor)) : ''}
      ${row('', say.friends, say.people(formatCount(language, friendsCounted)))}
    </table>
  </section>`
}

/** "The organizer states": money set aside outside is the organizer's word, and is not ours to vouch for. */
function statements({ language, offer, fundings: { newest, earlier } }: ProgramView): Html[] {
  const say = texts[language].program
  const { name } = offer.organization
  const amount = (amountMinor: bigint) => formatMoney(language, amountMinor, offer.currency)
  if (newest.length === 0) return [html`<p>${say.noFunding(name)}</p>`]
  return [
    ...newest.map(
      ({ amountMinor, at, reference }) =>
        html`<p>${say.states(name, amount(amountMinor), formatDate(language, at, offer.timeZone), reference)}</p>`,
    ),
    ...(earlier.count === 0
      ? []
      : [html`<p>${say.statesEarlier(formatCount(language, earlier.count), amount(earlier.amountMinor))}</p>`]),
  ]
}

/** Paid and promised as parts of what was set aside, in thousandths. The table below says the same in figures. */
function bar({ fundedMinor, paidMinor, promisedMinor }: Money): Html {
  if (fundedMinor === 0n) return html``
  const thousandths = (part: bigint) => Number((part * 1000n) / fundedMinor)
  const paid = thousandths(paidMinor)
  return html`<svg class="bar" viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden="true">
    <rect class="f1" width="${paid}" height="14" />
    <rect class="f2" x="${paid}" width="${thousandths(promisedMinor)}" height="14" />
  </svg>`
}

function typicalSection({ language, offer, typical: { people, figures } }: ProgramView): Html {
  const say = texts[language].program
  const count = (value: number) => formatCount(language, value)
  if (figures === null) {
    return html`<section>
      <h2>${say.typicalTitle}</h2>
      <p>${say.tooEarly(count(people), count(peopleMin))}</p>
    </section>`
  }
  const amount = (amountMinor: bigint) => formatMoney(language, amountMinor, offer.currency)
  const { received, earned } = figures
  const row = (label: string, of: (spread: Spread) => string) =>
    html`<tr>
      <th scope="row">${label}</th>
      <td>${of(received)}</td>
      <td>${of(earned)}</td>
    </tr>`
  return html`<section>
    <h2>${say.typicalTitle}</h2>
    <table>
      <caption>
        ${say.typicalLead(count(people))}
      </caption>
      <thead>
        <tr>
          <td></td>
          <th scope="col">${say.received}<small>${say.receivedHint}</small></th>
          <th scope="col">${say.earned}<small>${say.earnedHint}</small></th>
        </tr>
      </thead>
      ${row(say.median, ({ medianMinor }) => amount(medianMinor))}
      ${row(say.nothing, ({ nothingHundredths }) => say.nothingOf(formatPercent(language, nothingHundredths)))}
      ${row(say.ninetieth, ({ ninetiethMinor }) => amount(ninetiethMinor))}
    </table>
  </section>`
}

function rulesSection({ language, offer, announced }: ProgramView): Html {
  const say = texts[language].program
  return html`<section>
      <h2>${say.rulesTitle}</h2>
      ${list(rulesOf(language, offer, texts[language]))}
    </section>
    ${announced.map(({ effectiveAt, offer: later }) => {
      const changes = changedRules(language, offer, later, texts[language])
      if (changes.length === 0) return html``
      return html`<section class="info">
        <h2>${say.announced(formatMoment(language, effectiveAt, offer.timeZone))}</h2>
        ${list(changes)}
      </section>`
    })}`
}

function list(rules: readonly Rule[]): Html {
  return html`<ul>
    ${rules.map(({ text }) => html`<li>${text}</li>`)}
  </ul>`
}

function checkSection(view: ProgramView): Html {
  const { language, check } = view
  const say = texts[language].program
  const count = (value: number) => formatCount(language, value)
  return html`<section class="${check === null ? '' : check.differences > 0 ? 'danger' : 'ok'}">
    <h2>${say.checkTitle}</h2>
    <p>
      ${
        check === null
          ? say.notChecked
          : check.differences === 0
            ? say.checkedAt(momentOf(view, check.at), count(check.transfers))
            : say.checkedWrong(momentOf(view, check.at), count(check.differences))
      }
    </p>
    <p class="muted">${say.asOf(momentOf(view, view.asOf))}</p>
  </section>`
}

function organizer({ language, offer }: ProgramView): Html {
  const { name, contact } = offer.organization
  return html`<ul class="rows">
    <li>
      <div>
        ${icon(icons.building2)}<span><b>${name}</b><small>${texts[language].landing.theirs}</small></span>
      </div>
    </li>
    <li>${contactRow(contact)}</li>
  </ul>`
}

function feet({ language, offer }: ProgramView): Html {
  const say = texts[language].landing
  const { termsUrl, privacyUrl } = offer.organization
  const link = (address: string | null, text: string) =>
    address === null ? '' : html`<a href="${address}" rel="noreferrer">${text}</a>`
  return html`${link(privacyUrl, say.privacy)}${link(termsUrl, say.terms)}`
}
