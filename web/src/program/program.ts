/** The page of an offer that anyone can read: its money, what people typically get, its rules, its proof. Pure. */
import { formatCount, formatDate, formatMoment, formatMoney, formatPercent, unbroken } from '../format.js'
import { framed, type PublicPage } from '../frame.js'
import { html, type Html } from '../html.js'
import { contactRow } from '../landing/contact.js'
import { icon } from '../icon.js'
import * as icons from '../icons.js'
import { writtenIn, type Language } from '../language.js'
import { lengthClass } from '../long-amount.js'
import { stateNotice, testChip, type OfferState } from '../offer-state.js'
import type { Offer } from '../offer-terms.js'
import { ruleIcon } from '../rule-icons.js'
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
    subtitle: say.runBy(name),
    addresses: view.addresses,
    body: html`
      <h1>${writtenIn(language, offer.name)}</h1>
      ${hasEnded(view) ? '' : html`<p class="s">${say.perFriend(formatMoney(language, offer.rewardMinor, offer.currency))}</p>`}
      ${notices(view)} ${moneySection(view)} ${checkSection(view)} ${typicalSection(view)} ${datesSection(view)}
      ${rulesSection(view)} ${organizer(view)}
    `,
    foot: feet(view),
  })
}

function hasEnded({ state }: ProgramView): boolean {
  return state.phase === 'closing' || state.phase === 'over'
}

function momentOf({ language, offer }: ProgramView, at: string): string {
  return unbroken(formatMoment(language, at, offer.timeZone))
}

function notices({ language, offer, state, test }: ProgramView): Html {
  return html`${test ? testChip(language) : ''} ${stateNotice(language, offer, state)}`
}

function moneySection(view: ProgramView): Html {
  const { language, offer, money, friendsCounted } = view
  const say = texts[language].program
  const amount = (amountMinor: bigint) => formatMoney(language, amountMinor, offer.currency)
  const row = (mark: string, label: string, value: string, hint = '') =>
    html`<tr role="row">
      <th scope="row" role="rowheader">
        ${mark === '' ? '' : html`<i class="${mark}"></i>`}${label}${hint === '' ? '' : html`<small>${hint}</small>`}
      </th>
      <td role="cell">${value}</td>
    </tr>`
  const funded = amount(money.fundedMinor)
  // The rows wrap with large letters, and a row that wraps is a table no more, unless it says so.
  return html`<section>
    <h2>${say.funded}</h2>
    <p class="sum ${lengthClass(funded)}">${funded}</p>
    ${statements(view)} ${bar(money)}
    <table role="table">
      ${row('d0', say.left, amount(money.leftMinor), friendsLeft(view))}
      ${row('d2', say.promised, amount(money.promisedMinor), say.promisedHint)}
      ${row('d1', say.paid, amount(money.paidMinor))}
      ${money.lostMinor > 0n ? row('d3', say.lost, amount(money.lostMinor), say.lostHint) : ''}
      ${money.returnedMinor > 0n ? row('d4', say.returned, amount(money.returnedMinor)) : ''}
      ${row('', say.friends, say.people(formatCount(language, friendsCounted)))}
    </table>
  </section>`
}

/** For how many more friends the rest is enough; empty where no friend can come any more. */
function friendsLeft(view: ProgramView): string {
  const { language, offer, money } = view
  const perFriendMinor = BigInt(offer.rewardMinor + offer.friendRewardMinor)
  if (perFriendMinor === 0n || hasEnded(view)) return ''
  if (money.leftMinor < perFriendMinor) return ''
  return texts[language].program.leftHint(formatCount(language, Number(money.leftMinor / perFriendMinor)))
}

/** What the organizer states: money set aside outside is the organizer's word, and is not ours to vouch for. */
function statements({ language, offer, fundings: { newest, earlier } }: ProgramView): Html {
  const say = texts[language].program
  const { name } = offer.organization
  const amount = (amountMinor: bigint) => formatMoney(language, amountMinor, offer.currency)
  if (newest.length === 0) return html`<p class="s">${say.noFunding(name)}</p>`
  return html`<ul class="s plain">
      ${newest.map(
        ({ amountMinor, at, reference }) =>
          html`<li>
            ${say.states(unbroken(formatDate(language, at, offer.timeZone)), amount(amountMinor), reference)}
          </li>`,
      )}
      ${
        earlier.count === 0
          ? ''
          : html`<li>${say.statesEarlier(formatCount(language, earlier.count), amount(earlier.amountMinor))}</li>`
      }
    </ul>
    <small>${say.stated(name)}</small>`
}

/** The parts of what was set aside; the empty ground is what is left. The table says the same in figures. */
function bar({ fundedMinor, leftMinor, promisedMinor, paidMinor, lostMinor, returnedMinor }: Money): Html {
  if (fundedMinor === 0n) return html``
  const percent = (part: bigint) => Number((part * 1000n) / fundedMinor) / 10
  let fromMinor = leftMinor
  const part = (name: string, minor: bigint) => {
    const x = percent(fromMinor)
    fromMinor += minor
    return minor === 0n ? '' : html`<rect class="${name}" x="${x}%" width="${percent(minor)}%" height="100%" />`
  }
  return html`<svg class="bar" aria-hidden="true">
    <pattern id="stripes" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="f2" width="7" height="7" />
      <rect class="f1" width="2" height="7" />
    </pattern>
    ${part('f0', promisedMinor)} ${part('f1', paidMinor)} ${part('f3', lostMinor)} ${part('f4', returnedMinor)}
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
  const tile = (kind: string, label: string, value: string) =>
    html`<div class="${kind}">
      <dt>${label}</dt>
      <dd class="${lengthClass(value)}">${value}</dd>
    </div>`
  const most =
    received.ninetiethMinor === 0n
      ? tile('', say.nineOfTen, say.nothingAtAll)
      : tile('', say.ninetieth, amount(received.ninetiethMinor))
  return html`<section>
    <h2>${say.typicalTitle}</h2>
    <p class="s">${say.typicalLead(count(people))}</p>
    <dl class="tiles">
      ${tile('wide', say.median, amount(received.medianMinor))}
      ${tile('', say.nothing, formatPercent(language, received.nothingHundredths))} ${most}
    </dl>
    <p class="s">
      ${say.earned(
        amount(earned.medianMinor),
        formatPercent(language, earned.nothingHundredths),
        earned.ninetiethMinor === 0n ? null : amount(earned.ninetiethMinor),
      )}
    </p>
  </section>`
}

/** From when to when, and how much of it has passed. */
function datesSection({ language, offer, state, asOf }: ProgramView): Html {
  const say = texts[language].program
  const [start, end, now] = [offer.startsAt, offer.endsAt, asOf].map((at) => Date.parse(at))
  const passed = Math.min(100, Math.max(0, (100 * ((now ?? 0) - (start ?? 0))) / ((end ?? 0) - (start ?? 0))))
  const isRunning = passed > 0 && passed < 100 && !['before', 'closing', 'over'].includes(state.phase)
  const at = (isRunning ? passed : state.phase === 'before' ? 0 : 100).toFixed(1)
  const date = (when: string) => unbroken(formatDate(language, when, offer.timeZone))
  return html`<section>
    <h2>${say.datesTitle}</h2>
    <svg class="line ${isRunning ? 'now' : ''}" aria-hidden="true">
      <rect y="1.7em" width="100%" height=".5em" rx=".25em" />
      <rect class="t1" y="1.7em" width="${at}%" height=".5em" rx=".25em" />
      ${
        isRunning
          ? html`<circle cx="${at}%" cy="1.95em" r=".5em" />
              <text x="${at}%" y="1em" text-anchor="${passed < 10 ? 'start' : passed > 90 ? 'end' : 'middle'}"
                >${say.today}</text
              >`
          : ''
      }
    </svg>
    <dl class="ends">
      <div>
        <dt>${say.starts}</dt>
        <dd>${date(offer.startsAt)}</dd>
      </div>
      <div>
        <dt>${say.ends}</dt>
        <dd>${date(offer.endsAt)}</dd>
      </div>
    </dl>
  </section>`
}

function rulesSection(view: ProgramView): Html {
  const { language, offer, announced } = view
  const say = texts[language].program
  return html`<section>
      <h2>${say.rulesTitle}</h2>
      ${list(rulesOf(language, offer, texts[language]))}
    </section>
    ${announced.map(({ effectiveAt, offer: later }) => {
      const changes = changedRules(language, offer, later, texts[language])
      if (changes.length === 0) return html``
      return html`<section class="info">
        <h2>${say.announced(momentOf(view, effectiveAt))}</h2>
        ${list(changes)}
      </section>`
    })}`
}

function list(rules: readonly Rule[]): Html {
  return html`<ul class="points">
    ${rules.map(({ about, text }) => html`<li>${ruleIcon(about)}<span>${text}</span></li>`)}
  </ul>`
}

/** The verdict on the books is in the same place whether they agree or not. */
function checkSection(view: ProgramView): Html {
  const { language, check } = view
  const say = texts[language].program
  const count = (value: number) => formatCount(language, value)
  if (check === null) return verdict('', icons.bookOpenCheck, say.notCheckedTitle, say.notChecked)
  const moment = momentOf(view, check.at)
  return check.differences === 0
    ? verdict('ok', icons.bookOpenCheck, say.checkedTitle, say.checkedAt(moment, count(check.transfers)))
    : verdict('danger', icons.triangleAlert, say.wrongTitle(count(check.differences)), say.checkedWrong(moment))
}

function verdict(kind: string, mark: string, title: string, text: string): Html {
  return html`<section class="proof">
    <span class="o ${kind}">${icon(mark)}</span>
    <div>
      <h2>${title}</h2>
      <p class="s">${text}</p>
    </div>
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

function feet(view: ProgramView): Html {
  const { language, offer } = view
  const say = texts[language].landing
  const { termsUrl, privacyUrl } = offer.organization
  const link = (address: string | null, text: string) =>
    address === null ? '' : html`<a href="${address}" rel="noreferrer">${text}</a>`
  return html`${link(privacyUrl, say.privacy)}${link(termsUrl, say.terms)}
    <p>${texts[language].program.asOf(momentOf(view, view.asOf))}</p>`
}
