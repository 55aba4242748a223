/** The service is down: the account exists, and the page can be loaded again. */
import type { Account } from '../accounts.js'
import { html, type Html } from '../html.js'
import type { Visit } from '../visit.js'
import { accountsSection } from './accounts-section.js'
import { layout } from './layout.js'
import { storySection } from './story-section.js'

export function waitingPage(visit: Visit, account: Account): Html {
  const { m } = visit
  const { title, lead } = m.errors.unreachable
  const unreported = !account.seeded && account.decision === undefined
  return layout(
    visit,
    { title },
    html`<h1>${m.greeting(account.name)}</h1>
      <section class="card refused" role="alert">
        <h2>${title}</h2>
        <p>${unreported ? m.decisionWaiting : lead}</p>
        <p><a class="button" href="${visit.path()}">${m.again}</a></p>
      </section>
      ${storySection(visit)} ${accountsSection(visit)}`,
  )
}
