/** The page that a friend sees: who invites to what, who gets what, and the way on. The same for everybody. Pure. */
import { appNameIn, initialOf, stitches } from '../brand.js'
import { formatCode } from '../code.js'
import { formatCount, formatDay, formatMoment, formatMoney, unbroken } from '../format.js'
import { framed, type PublicPage } from '../frame.js'
import { html, type Html } from '../html.js'
import { icon, playStoreIcon } from '../icon.js'
import * as icons from '../icons.js'
import { languages, writtenIn, type Language } from '../language.js'
import { lengthClass } from '../long-amount.js'
import { testChip, type OfferState } from '../offer-state.js'
import type { Offer } from '../offer-terms.js'
import { ruleIcon } from '../rule-icons.js'
import { friendRulesOf } from '../rules.js'
import { socialTags, type SocialView } from '../social.js'
import { contactRow } from './contact.js'
import { texts } from '../texts.js'

export interface LandingView {
  readonly language: Language
  readonly offer: Offer
  readonly state: OfferState
  /** A test program: its money is not real. */
  readonly test: boolean
  /** Null if nobody has it. */
  readonly code: string | null
  /** Whose link it is; null unless this person switched it on. */
  readonly inviter: string | null
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
  const { language, offer, code, state } = view
  const say = texts[language].landing
  const description = descriptionOf(language, offer, state)
  const isOpen = code !== null && state.phase === 'live'
  return framed({
    language,
    title: say.title(appNameIn(language, offer)),
    description,
    offer,
    addresses: view.addresses,
    head: html`<meta name="robots" content="noindex" />${socialTags(language, offer, description, view.social)}`,
    body: html`
      ${view.test ? testChip(language) : ''} ${isOpen ? invitation(view) : stopped(view)}
      ${view.deepLink === null ? '' : html`<a class="text" href="${view.deepLink}" rel="noreferrer">${say.haveApp}</a>`}
      ${isOpen ? html`${codeBox(view)} ${conditions(view)}` : ''} ${organizer(view)}
      <div class="box note warn">
        ${icon(icons.shieldAlert)}
        <div>
          <b>${say.safety}</b>
          <p>${say.safetyLead}</p>
        </div>
      </div>
    `,
    foot: feet(view),
  })
}

/** Who invites, what the app gives, the one button, and who gains what. */
function invitation(view: LandingView): Html {
  const { language, offer, inviter, main } = view
  const say = texts[language].landing
  const app = appNameIn(language, offer)
  const isForBoth = offer.friendRewardMinor > 0
  const benefit = offer.brand.benefit === null ? undefined : writtenIn(language, offer.brand.benefit)
  return html`<section class="hero">
    ${stitches}
    <span class="av" aria-hidden="true"
      >${inviter === null ? icon(icons.userRound) : initialOf(language, inviter)}</span
    >
    <h1>${inviter === null ? say.invited(app) : say.invitedBy(inviter, app)}</h1>
    ${benefit === undefined ? '' : html`<p>${benefit}</p>`}
    ${isForBoth ? html`${benefit === undefined ? html`<p>${say.bothGain}</p>` : ''} ${deal(view)}` : ''}
    <a class="button" href="${main.href}" rel="noreferrer"
      >${main.kind === 'play' ? playStoreIcon() : ''}${say[main.kind]}</a
    >
    <p class="fine">${isForBoth ? whenPayable(language, offer) : friendGains(view)}</p>
  </section>`
}

function friendGains({ language, offer, inviter }: LandingView): string {
  const say = texts[language].landing
  const reward = formatMoney(language, offer.rewardMinor, offer.currency)
  return inviter === null ? say.friendGains(reward) : say.personGains(inviter, reward)
}

/** The reader's sum first. */
function deal({ language, offer, inviter }: LandingView): Html {
  const say = texts[language].landing
  const part = (who: string, amountMinor: number) => {
    const amount = formatMoney(language, amountMinor, offer.currency)
    return html`<div>
      <dt>${who}</dt>
      <dd class="${lengthClass(amount)}">${amount}</dd>
    </div>`
  }
  return html`<dl class="deal">
    ${part(say.youGet, offer.friendRewardMinor)}
    ${part(inviter === null ? say.friendGets : say.personGets(inviter), offer.rewardMinor)}
  </dl>`
}

/** A bonus below the smallest cash-out waits for more of them: the friend is told before joining. */
function whenPayable(language: Language, offer: Offer): string {
  const say = texts[language].landing
  const { qualifyingEvent, holdDays, friendRewardMinor, minimumPayoutMinor, currency } = offer
  if (qualifyingEvent !== null) return say.afterAction
  const minimum = friendRewardMinor < minimumPayoutMinor ? formatMoney(language, minimumPayoutMinor, currency) : ''
  return holdDays === 0 ? say.noHold(minimum) : say.afterHold(formatCount(language, holdDays), minimum)
}

interface Stop {
  readonly chip: readonly [kind: 'info' | 'warn' | '', icon: string, text: string]
  readonly title: string
  readonly lead: string
  /** For somebody who opened the link earlier, or will later. */
  readonly after?: string
}

/** An offer that is not open to this reader: the reason, and no filled button. */
function stopped(view: LandingView): Html {
  const { chip, title, lead, after } = stopOf(view)
  const [kind, mark, text] = chip
  return html`<section role="status">
    <span class="chip ${kind}">${icon(mark)}${text}</span>
    <h1>${title}</h1>
    <p>${lead}</p>
    <a class="button second" href="${view.main.href}" rel="noreferrer">${texts[view.language].landing.onwards}</a>
    ${after === undefined ? '' : html`<p class="s after">${after}</p>`}
  </section>`
}

function stopOf({ language, offer, code, state }: LandingView): Stop {
  const say = texts[language].landing
  const moment = (at: string) => unbroken(formatMoment(language, at, offer.timeZone))
  if (code === null)
    return { chip: ['', icons.unlink, say.unknownChip], title: say.unknownTitle, lead: say.unknownLead }
  const over = ['', icons.calendarX, say.overChip] as const
  switch (state.phase) {
    case 'before':
      return {
        chip: ['info', icons.calendarClock, say.beforeChip],
        title: say.beforeTitle(moment(offer.startsAt)),
        lead: say.beforeLead,
      }
    case 'paused':
      return {
        chip: ['info', icons.pause, say.pausedChip],
        title: say.pausedTitle,
        lead: say.pausedLead,
        after: say.pausedAfter(formatCount(language, offer.attributionWindowDays)),
      }
    case 'closing':
      return {
        chip: over,
        title: say.closingTitle(unbroken(formatDay(language, state.endedAt, offer.timeZone))),
        lead: say.overLead,
        after: say.closingAfter(formatCount(language, offer.attributionWindowDays), moment(state.countsUntil)),
      }
    case 'full':
      return {
        chip: ['warn', icons.gauge, say.fullChip],
        title: say.fullTitle,
        lead: say.fullLead,
        after: say.fullAfter,
      }
    case 'live':
    case 'over':
      break
  }
  return { chip: over, title: say.overTitle, lead: say.overLead }
}

function codeBox({ language, code, inviter }: LandingView): Html {
  const say = texts[language].landing
  return html`<section>
    <span class="s">${inviter === null ? say.codeTitle : say.codeOf(inviter)}</span>
    <b class="code">${formatCode(language, code ?? '')}</b>
    <small>${say.codeLead}</small>
  </section>`
}

function conditions({ language, offer }: LandingView): Html {
  return html`<section>
    <h2>${texts[language].landing.conditions}</h2>
    <ul class="points">
      ${friendRulesOf(language, offer, texts[language]).map(
        ({ about, text }) => html`<li>${ruleIcon(about)}<span>${text}</span></li>`,
      )}
    </ul>
  </section>`
}

function organizer({ language, offer, state, programAddress }: LandingView): Html {
  const say = texts[language].landing
  const { name, contact } = offer.organization
  return html`<ul class="rows">
    <li>
      <div>
        ${icon(icons.building2)}<span
          ><b>${name}</b><small>${state.phase === 'live' ? say.theirsFunded : say.theirs}</small></span
        >
      </div>
    </li>
    <li>
      <a href="${programAddress}">${icon(icons.scale)}<span>${say.account}</span>${icon(icons.chevronRight)}</a>
    </li>
    <li>${contactRow(contact)}</li>
  </ul>`
}

function feet({ language, offer, code, reportAddress }: LandingView): Html {
  const say = texts[language].landing
  const { termsUrl, privacyUrl } = offer.organization
  const link = (address: string | null, text: string) =>
    address === null ? '' : html`<a href="${address}" rel="noreferrer">${text}</a>`
  return html`${
    code === null ? '' : html`<a href="${reportAddress}" rel="noreferrer">${icon(icons.flag)}${say.report}</a>`
  }${link(privacyUrl, say.privacy)}${link(termsUrl, say.terms)}`
}

/** Without an amount where nothing can be earned now. */
function descriptionOf(language: Language, offer: Offer, state: OfferState): string {
  const say = texts[language].landing
  const app = appNameIn(language, offer)
  if (state.phase !== 'live') return say.invited(app)
  const money = (amountMinor: number) => formatMoney(language, amountMinor, offer.currency)
  const { rewardMinor, friendRewardMinor } = offer
  return friendRewardMinor > 0
    ? say.descriptionBoth(app, money(friendRewardMinor), money(rewardMinor))
    : say.description(app, money(rewardMinor))
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
        <title>${appNameIn(language, offer)}: ${writtenIn(language, offer.name)}</title>
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
              <h1>${appNameIn(one, offer)}</h1>
              <p>${descriptionOf(one, offer, state)}</p>
              <a href="${onwards}" rel="nofollow">${texts[one].landing.goOn}</a>
            </div>`,
        )}
      </body>
    </html> `.text
}
