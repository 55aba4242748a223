/** The page of a signed-in person: their money, and the link to earn more. */
import type { Transfer } from '@bondhu/sdk'
import { randomBytes } from 'node:crypto'
import type { Account } from '../accounts.js'
import { formatCode } from '../code.js'
import { formatCount, formatDay, formatMoney } from '../format.js'
import { html, type Html } from '../html.js'
import type { Standing } from '../invitations.js'
import type { Visit } from '../visit.js'
import { accountsSection } from './accounts-section.js'
import { decisionSection } from './decision-section.js'
import { layout } from './layout.js'
import { isClosed, offerSection, offerState } from './offer-section.js'
import { storySection } from './story-section.js'

export function dashboardPage(visit: Visit, account: Account, standing: Standing, wrongCode: string | undefined): Html {
  const { m } = visit
  const { name } = account
  const decision = decisionSection(visit, account, standing.program, wrongCode)
  // A person who came without a link needs no explanation first.
  const urgent = wrongCode !== undefined || account.decision?.reason !== 'no_code'
  return layout(
    visit,
    { title: name },
    html`<h1>${m.greeting(name)}</h1>
      <div class="columns">
        <div>
          ${urgent ? decision : ''} ${balances(visit, standing)} ${share(visit, standing)} ${urgent ? '' : decision}
        </div>
        <div>${statement(visit, standing)} ${offerSection(visit, standing.program)} ${accountsSection(visit)}</div>
      </div>
      ${storySection(visit)}`,
  )
}

function balances(visit: Visit, standing: Standing): Html {
  const { m, language } = visit
  const { balances: held, friends } = standing.participant
  const money = (amountMinor: number) => formatMoney(language, amountMinor, held.currency)
  return html`<section class="card balances">
    <dl>
      <div class="money">
        <dt>${m.available}</dt>
        <dd>${money(held.availableMinor)}</dd>
        ${progress(visit, standing)}
      </div>
      <div class="money">
        <dt>${heldWords(visit, standing)}</dt>
        <dd>${money(held.heldMinor)}</dd>
      </div>
      <div>
        <dt>${m.friends}</dt>
        <dd>
          ${m.people(formatCount(language, friends.counted))}
          <p class="hint">${m.notCounted}</p>
        </dd>
      </div>
      ${
        held.paidMinor === 0
          ? ''
          : html`<div>
              <dt>${m.paid}</dt>
              <dd>${money(held.paidMinor)}</dd>
            </div>`
      }
    </dl>
    ${visit.app.portal ? html`<p><a class="button" href="${visit.path('portal')}">${m.portal}</a></p>` : ''}
    ${friends.counted === 0 ? html`<p>${m.friendsNone}</p>` : ''}
  </section>`
}

function heldWords({ m, language }: Visit, { participant, heldUntil, program }: Standing): string {
  const days = [
    ...new Set(
      (participant.balances.heldMinor === 0 ? [] : heldUntil).map((at) => formatDay(language, at, program.timeZone)),
    ),
  ]
  const [first] = days
  if (first === undefined) return m.held
  return days.length === 1 ? m.heldUntil(first) : m.heldFrom(first)
}

/** ৳20 is below the smallest cash-out, so the page shows how much is missing. Held money counts towards it. */
function progress(visit: Visit, standing: Standing): Html {
  const { availableMinor, currency } = standing.participant.balances
  const minimumMinor = isClosed(standing.program) ? 0 : standing.program.minimumPayoutMinor
  if (availableMinor >= minimumMinor) return availableMinor > 0 ? cashOutForm(visit, availableMinor, currency) : html``
  const words = progressWords(visit, standing)
  return html`<dd class="hint">
    <progress max="${minimumMinor}" value="${availableMinor}" aria-label="${words}"></progress>
    ${words}
  </dd>`
}

function progressWords({ m, language }: Visit, { participant, program }: Standing): string {
  const { availableMinor, heldMinor, currency } = participant.balances
  const money = (amountMinor: number) => formatMoney(language, amountMinor, currency)
  const { minimumPayoutMinor, caps } = program
  const missingMinor = minimumPayoutMinor - availableMinor - heldMinor
  if (missingMinor <= 0) return m.availableSoon(money(minimumPayoutMinor))
  const friends = participant.friends.counted + participant.friends.pending + participant.friends.review
  const earnsMore = program.state === 'live' && (caps.perAdvocateTotal === null || friends < caps.perAdvocateTotal)
  return earnsMore ? m.availableProgress(money(missingMinor), money(minimumPayoutMinor)) : m.availableAtEnd
}

/** The form contains the key of the cash-out, so that a double click is one cash-out. */
function cashOutForm(visit: Visit, availableMinor: number, currency: string): Html {
  const { m, language } = visit
  return html`<dd>
    <form method="post" action="${visit.path('cash-out')}">
      <input type="hidden" name="key" value="c-${randomBytes(12).toString('hex')}" />
      <input type="hidden" name="amount" value="${availableMinor}" />
      <button>${m.cashOut(formatMoney(language, availableMinor, currency))}</button>
    </form>
  </dd>`
}

function share(visit: Visit, { participant, program }: Standing): Html {
  const { m, language } = visit
  const { link, code } = participant
  if (link === null || code === null) return html``
  const shownCode = formatCode(language, code)
  const words = m.shareWords(link, shownCode)
  return html`<section class="card stack">
    <h2>${m.shareTitle}</h2>
    ${offerState(visit, program)}
    <p>${m.shareLead(formatMoney(language, program.rewardMinor, program.currency))}</p>
    <div class="field">
      <label for="link">${m.yourLink}</label>
      <div class="copyable">
        <input id="link" value="${link}" readonly />
        ${copyButton(visit, 'link')}
      </div>
    </div>
    <p class="code">
      <span>${m.yourCode}</span> <output id="own-code">${shownCode}</output>
      ${copyButton(visit, 'own-code')}
    </p>
    <div class="field">
      <label for="words">${m.shareText}</label>
      <textarea id="words" rows="4" readonly>${words}</textarea>
    </div>
    <p class="row">
      ${copyButton(visit, 'words')}
      <a class="button soft" href="https://wa.me/?text=${encodeURIComponent(words)}" rel="noreferrer" target="_blank"
        >${m.shareWhatsApp}</a
      >
    </p>
  </section>`
}

/** Shown by the script, because the button does nothing without it. */
function copyButton({ m }: Visit, target: string): Html {
  return html`<button type="button" class="soft" data-copy="${target}" data-copied="${m.copied}" hidden>
    ${m.copy}
  </button>`
}

function statement(visit: Visit, { transfers, program }: Standing): Html {
  const { m } = visit
  return html`<section>
    <h2>${m.statement}</h2>
    ${
      transfers.length === 0
        ? html`<p class="hint">${m.statementNone}</p>`
        : html`<ul class="statement">
            ${transfers.map((transfer) => statementLine(visit, transfer, program.timeZone))}
          </ul>`
    }
  </section>`
}

function statementLine({ m, language }: Visit, { step, amountMinor, currency, madeAt }: Transfer, zone: string): Html {
  return html`<li>
    <span>${m.steps[step] ?? m.otherStep}<time datetime="${madeAt}">${formatDay(language, madeAt, zone)}</time></span>
    <b>${formatMoney(language, amountMinor, currency)}</b>
  </li>`
}
