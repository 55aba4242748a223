/** Telling that a link is misused: a form of one question, and what became of it. Works without a script. Pure. */
import { appNameIn } from '../brand.js'
import { framed, type PublicPage } from '../frame.js'
import { html, type Html } from '../html.js'
import { icon } from '../icon.js'
import * as icons from '../icons.js'
import type { Language } from '../language.js'
import type { Offer } from '../offer-terms.js'
import { contactLink } from './contact.js'
import { texts } from '../texts.js'

export const reportReasons = ['asked_for_money', 'impersonation', 'false_promise', 'unwanted', 'other'] as const
export type ReportReason = (typeof reportReasons)[number]

export interface ReportView {
  readonly language: Language
  readonly offer: Offer
  /** `asked`: the form; `incomplete`: the form again, nothing was chosen. */
  readonly step: 'asked' | 'incomplete' | 'taken' | 'full'
  readonly addresses: Readonly<Record<Language, string>>
  readonly landingAddress: string
}

export function reportPage(view: ReportView): PublicPage {
  const { language, offer, step } = view
  const say = texts[language].report
  const title = { asked: say.title, incomplete: say.title, taken: say.takenTitle, full: say.fullTitle }[step]
  return framed({
    language,
    title: `${title} · ${appNameIn(language, offer)}`,
    description: say.title,
    offer,
    addresses: view.addresses,
    head: html`<meta name="robots" content="noindex" />`,
    body: html`
      <h1>${title}</h1>
      ${step === 'asked' || step === 'incomplete' ? form(view) : outcome(view)}
      <p><a href="${view.landingAddress}">${say.back}</a></p>
    `,
  })
}

function form({ language, offer, step, addresses }: ReportView): Html {
  const say = texts[language].report
  return html`
    <p>${say.lead(offer.organization.name)}</p>
    ${step === 'incomplete' ? html`<p class="box note danger" role="alert">${icon(icons.circleAlert)}<b>${say.choose}</b></p>` : ''}
    <form method="post" action="${addresses[language]}" class="box">
      <fieldset>
        <legend>${say.legend}</legend>
        ${reportReasons.map(
          (reason) =>
            html`<label><input type="radio" name="reason" value="${reason}" required />${say.reasons[reason]}</label>`,
        )}
      </fieldset>
      <button class="button" type="submit">${say.send}</button>
    </form>
  `
}

function outcome({ language, offer, step }: ReportView): Html {
  const say = texts[language].report
  const { name, contact } = offer.organization
  if (step === 'taken')
    return html`<div class="box note ok" role="status">
      ${icon(icons.circleCheck)}
      <p>${say.taken(name)}</p>
    </div>`
  return html`<div class="box note warn" role="status">
    ${icon(icons.gauge)}
    <div>
      <p>${say.full}</p>
      <p>${contactLink(contact, say.contact)}</p>
    </div>
  </div>`
}
