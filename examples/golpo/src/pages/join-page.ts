/** The page that a friend's link leads to. */
import type { Program } from '@bondhu/sdk'
import { formatMoney } from '../format.js'
import { html, type Html } from '../html.js'
import type { Visit } from '../visit.js'
import { layout } from './layout.js'
import { offerSection } from './offer-section.js'
import { openingForm, type OpeningForm, type OpeningProblem } from './opening-form.js'

/** @param program undefined while the service is down: an account can still be opened. */
export function joinPage(
  visit: Visit,
  form: OpeningForm,
  program: Program | undefined,
  problem?: OpeningProblem,
): Html {
  const { m, language, account } = visit
  const query = form.clickId === undefined ? '' : `?bondhu_click=${form.clickId}`
  return layout(
    visit,
    { title: m.invited, self: `join${query}` },
    html`<div class="columns">
      <div>
        <h1>${m.invited}</h1>
        ${
          program === undefined
            ? ''
            : html`<p class="lead">${m.invitedLead(formatMoney(language, program.rewardMinor, program.currency))}</p>`
        }
        ${form.clickId === undefined ? html`<p class="notice">${m.withoutLink}</p>` : ''}
        ${account === undefined ? '' : html`<p class="notice">${m.sameBrowser(account.name)}</p>`}
        ${openingForm(visit, form, problem)}
      </div>
      <div>${program === undefined ? '' : offerSection(visit, program)}</div>
    </div>`,
  )
}
