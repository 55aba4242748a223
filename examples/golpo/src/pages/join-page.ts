/** The page that a friend's link leads to. */
import type { Program } from '@bondhu/sdk'
import { formatMoney } from '../format.js'
import { html, type Html } from '../html.js'
import { seedMembers, type SeedMember } from '../seed-members.js'
import type { Visit } from '../visit.js'
import { signInButton } from './accounts-section.js'
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
        ${account === undefined ? '' : html`<p class="notice">${m.sameBrowser(visit.nameOf(account))}</p>`}
        ${openingForm(visit, form, problem)}
      </div>
      <div>
        <section class="card demo">
          <h2>${m.memberTitle}</h2>
          <p class="hint">${m.memberLead}</p>
          <ul class="members">
            ${seedMembers.map((member) => memberRow(visit, member, query))}
          </ul>
        </section>
        ${program === undefined ? '' : offerSection(visit, program)}
      </div>
    </div>`,
  )
}

/** Two honest choices for a person who is not new: the existing account, or another one with the same number. */
function memberRow(visit: Visit, member: SeedMember, query: string): Html {
  const again = `${visit.path('join')}${query}${query === '' ? '?' : '&'}as=${member.id}`
  return html`<li>
    ${signInButton(visit, visit.app.accounts.find(member.id), true)}
    <a href="${again}">${visit.m.memberAgain}<span class="unseen"> (${member.name[visit.language]})</span></a>
  </li>`
}
