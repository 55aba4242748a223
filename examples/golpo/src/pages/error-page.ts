/** Something went wrong: what, and what to do now. */
import { html, type Html } from '../html.js'
import type { ErrorName } from '../messages/messages.js'
import type { Visit } from '../visit.js'
import { layout } from './layout.js'

export function errorPage(visit: Visit, name: ErrorName): Html {
  const { title, lead } = visit.m.errors[name]
  return layout(
    visit,
    { title },
    html`<section class="quiet">
      <h1>${title}</h1>
      <p>${lead}</p>
      <p><a class="button" href="${visit.path()}">${visit.m.back}</a></p>
    </section>`,
  )
}
