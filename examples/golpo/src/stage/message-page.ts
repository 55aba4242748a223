/** The friend's phone before the link is tapped: the message that the advocate sent. */
import type { Participant } from '@bondhu/sdk'
import { formatCode } from '../code.js'
import { html, type Html } from '../html.js'
import { layout } from '../pages/layout.js'
import type { Visit } from '../visit.js'

export function messagePage(visit: Visit, { link, code }: Participant): Html {
  const { m, language } = visit
  if (link === null || code === null) return layout(visit, { title: m.stage.wrote }, html`<p>${m.offerEnded}</p>`)
  const [before = '', after = ''] = m.shareWords('\n', formatCode(language, code)).split('\n\n')
  return layout(
    visit,
    { title: m.stage.wrote, self: 'message' },
    html`<section class="chat">
      <h1>${m.stage.wrote}</h1>
      <p>${before}<a href="${new URL(link).pathname}">${link}</a>${'\n'}${after}</p>
    </section>`,
  )
}
