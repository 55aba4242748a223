/** Switching between the accounts of this browser. */
import { html, type Html } from '../html.js'
import type { Visit } from '../visit.js'

export function accountsSection(visit: Visit): Html {
  const { m, account } = visit
  const others = visit.knownAccounts.filter(({ id }) => id !== account?.id)
  if (others.length === 0 && account === undefined) return html``
  return html`<section>
    <h2>${m.accountsTitle}</h2>
    <div class="row">
      ${others.map(
        ({ id, name }) =>
          html`<form method="post" action="${visit.path('session')}">
            <button class="soft" name="account" value="${id}">${m.signInAs(name)}</button>
          </form>`,
      )}
      ${
        account === undefined
          ? ''
          : html`<form method="post" action="${visit.path('sign-out')}">
              <button class="soft">${m.signOut}</button>
            </form>`
      }
    </div>
  </section>`
}
