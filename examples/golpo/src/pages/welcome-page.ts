/** The first page of a visitor who is not signed in. */
import type { Program } from '@bondhu/sdk'
import { formatMoney } from '../format.js'
import { html, type Html } from '../html.js'
import type { Visit } from '../visit.js'
import { accountsSection } from './accounts-section.js'
import { layout } from './layout.js'
import { offerSection } from './offer-section.js'
import { openingForm, type OpeningForm, type OpeningProblem } from './opening-form.js'
import { storySection } from './story-section.js'

/** @param program undefined while the service is down: an account can still be opened. */
export function welcomePage(
  visit: Visit,
  form: OpeningForm,
  program: Program | undefined,
  problem?: OpeningProblem,
): Html {
  const { m, language } = visit
  return layout(
    visit,
    { title: m.tagline },
    html`<div class="columns">
      <div>
        <h1>${m.tagline}</h1>
        ${
          program === undefined
            ? html`<p class="notice">${m.errors.unreachable.title}</p>`
            : html`<p class="lead">${m.welcome(formatMoney(language, program.rewardMinor, program.currency))}</p>`
        }
        ${openingForm(visit, form, problem)} ${accountsSection(visit)}
      </div>
      <div>${storySection(visit)} ${program === undefined ? '' : offerSection(visit, program)}</div>
    </div>`,
  )
}
