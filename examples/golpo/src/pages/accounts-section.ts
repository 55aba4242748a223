/** Switching accounts: those of this browser, and three old members. */
import type { Account } from '../accounts.js'
import { html, type Html } from '../html.js'
import { seedMembers } from '../seed-members.js'
import type { Visit } from '../visit.js'

export function accountsSection(visit: Visit): Html {
  const { m, account } = visit
  const others = visit.knownAccounts.filter(({ id }) => id !== account?.id)
  const members = seedMembers.filter(({ id }) => id !== account?.id && !others.some((other) => other.id === id))
  return html`<section>
    ${
      others.length === 0 && account === undefined
        ? ''
        : html`<h2>${m.accountsTitle}</h2>
            <div class="row">
              ${others.map((other) => signInButton(visit, other))}
              ${
                account === undefined
                  ? ''
                  : html`<form method="post" action="${visit.path('sign-out')}">
                      <button class="soft">${m.signOut}</button>
                    </form>`
              }
            </div>`
    }
    <details>
      <summary>${m.seededTitle}</summary>
      <p class="hint">${m.seededLead}</p>
      <div class="row">${members.map(({ id }) => signInButton(visit, visit.app.accounts.find(id)))}</div>
    </details>
  </section>`
}

export function signInButton(visit: Visit, account: Account | undefined, invited: boolean = false): Html {
  if (account === undefined) return html``
  return html`<form method="post" action="${visit.path('session')}">
    ${invited ? html`<input type="hidden" name="invited" value="1" />` : ''}
    <button class="soft" name="account" value="${account.id}">${visit.m.signInAs(visit.nameOf(account))}</button>
  </form>`
}
