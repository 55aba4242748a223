/** The page that a friend sees: who invites to what, who gets what, and the way on. The same for everybody. Pure. */
import { formatCode, formatMoney } from '../format.js'
import { framed, type PublicPage } from '../frame.js'
import { html, type Html } from '../html.js'
import { languages, writtenIn, type Language } from '../language.js'
import { stateSentence, testSentence, type OfferState } from '../offer-state.js'
import type { Offer } from '../offer.js'
import { friendRulesOf } from '../rules.js'
import { socialTags, type SocialView } from '../social.js'
import { contactLink } from './contact.js'
import { texts } from '../texts.js'

export interface LandingView {
  readonly language: Language
  readonly offer: Offer
  readonly state: OfferState
  /** A test program: its money is not real. */
  readonly test: boolean
  /** Null if nobody has it. */
  readonly code: string | null
  readonly main: { readonly kind: 'play' | 'appStore' | 'web'; readonly href: string }
  /** Opens the app where it is installed; null when the program has no such address. */
  readonly deepLink: string | null
  /** This page in each language. */
  readonly addresses: Readonly<Record<Language, string>>
  readonly programAddress: string
  readonly reportAddress: string
  readonly social: SocialView
}

export function landingPage(view: LandingView): PublicPage {
  const { language, offer } = view
  const say = texts[language].landing
  const { name } = offer.organization
  return framed({
    language,
    title: say.title(name),
    description: descriptionOf(language, offer, view.state),
    color: offer.brand.color,
    addresses: view.addresses,
    head: html`<meta
        name="robots"
        content="noindex"
      />${socialTags(language, offer, descriptionOf(language, offer, view.state), view.social)}`,
    body: html`
      <h1>${view.code === null ? say.unknownTitle : say.invited(name)}</h1>
      <p class="muted">${say.runBy(writtenIn(language, offer.name), name)}</p>
      ${notices(view)} ${view.code === null ? html`<p class="box">${say.unknownLead}</p>` : earnings(view)}
      ${buttons(view)} ${codeBox(view)} ${conditions(view)} ${links(view)}
    `,
  })
}

function notices({ language, offer, state, test }: LandingView): Html[] {
  const sentence = stateSentence(language, offer, state)
  return [
    ...(sentence === undefined ? [] : [html`<p class="box notice" role="status">${sentence}</p>`]),
    ...(test ? [html`<p class="box notice">${testSentence(language)}</p>`] : []),
  ]
}

/** Left out where nothing can be earned: an amount there would be a promise. */
function earnings({ language, offer, state }: LandingView): Html {
  if (state.phase !== 'live') return html``
  const say = texts[language].landing
  const { rewardMinor, friendRewardMinor, currency } = offer
  const money = (amountMinor: number) => formatMoney(language, amountMinor, currency)
  return html`<section>
    <p>${say.onlyNew}</p>
    <dl class="earn">
      <div>
        <dt>${say.friendEarns}</dt>
        <dd>${money(rewardMinor)}</dd>
      </div>
      ${
        friendRewardMinor > 0
          ? html`<div>
              <dt>${say.youGet}</dt>
              <dd>${money(friendRewardMinor)}</dd>
            </div>`
          : ''
      }
    </dl>
    ${friendRewardMinor > 0 ? '' : html`<p>${say.youGetNothing}</p>`}
  </section>`
}

function buttons({ language, main, deepLink }: LandingView): Html {
  const say = texts[language].landing
  return html`<p>
    <a class="button" href="${main.href}" rel="noreferrer">${say[main.kind]}</a>
    ${deepLink === null ? '' : html`<a class="button second" href="${deepLink}" rel="noreferrer">${say.haveApp}</a>`}
  </p>`
}

/** A code alone counts while the offer runs, or will when it starts or has money again. */
function codeBox({ language, code, state: { phase } }: LandingView): Html {
  if (code === null || phase === 'paused' || phase === 'closing' || phase === 'over') return html``
  const say = texts[language].landing
  return html`<section>
    <h2>${say.codeTitle}</h2>
    <p class="code">${formatCode(language, code)}</p>
    <p class="muted">${say.codeLead}</p>
  </section>`
}

function conditions({ language, offer, code, state: { phase } }: LandingView): Html {
  if (code === null || (phase !== 'live' && phase !== 'before')) return html``
  return html`<section class="plain">
    <h2>${texts[language].landing.conditions}</h2>
    <ul>
      ${friendRulesOf(language, offer, texts[language]).map(({ text }) => html`<li>${text}</li>`)}
    </ul>
  </section>`
}

function links({ language, offer, code, programAddress, reportAddress }: LandingView): Html {
  const say = texts[language].landing
  const { contact, termsUrl, privacyUrl } = offer.organization
  const link = (address: string | null, text: string) =>
    address === null ? '' : html`<li><a href="${address}" rel="noreferrer">${text}</a></li>`
  return html`<section class="plain">
    <ul class="links">
      ${link(programAddress, say.account)} ${link(termsUrl, say.terms)} ${link(privacyUrl, say.privacy)}
      <li>${contactLink(contact, say.contact)}</li>
      ${link(code === null ? null : reportAddress, say.report)}
    </ul>
  </section>`
}

/** Without an amount where nothing can be earned now. */
function descriptionOf(language: Language, offer: Offer, state: OfferState): string {
  if (state.phase !== 'live') return texts[language].landing.invited(offer.organization.name)
  const reward = formatMoney(language, offer.rewardMinor, offer.currency)
  return texts[language].landing.description(offer.organization.name, reward)
}

/**
 * The small page that a crawler gets: what a chat shows, and nothing that tells who shared the link.
 * @param onwards the way on for a person who was taken for a crawler
 */
export function previewPage(
  language: Language,
  offer: Offer,
  state: OfferState,
  social: SocialView,
  onwards: string,
): string {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${writtenIn(language, offer.name)} · ${offer.organization.name}</title>
        <meta name="description" content="${descriptionOf(language, offer, state)}" />
        ${socialTags(language, offer, descriptionOf(language, offer, state), social)}
        <style>
          body {
            max-width: 32rem;
            margin: 10vh auto;
            padding: 0 1.25rem;
            font:
              1.125rem/1.6 system-ui,
              'Noto Sans Bengali',
              sans-serif;
            color-scheme: light dark;
          }
          a {
            display: block;
            padding: 0.75rem 0;
          }
        </style>
      </head>
      <body>
        ${languages.map(
          (one) =>
            html`<div lang="${one}">
              <h1>${writtenIn(one, offer.name)}</h1>
              <p>${descriptionOf(one, offer, state)}</p>
              <a href="${onwards}" rel="nofollow">${texts[one].landing.goOn}</a>
            </div>`,
        )}
      </body>
    </html> `.text
}
