/**
 * The document around the public pages: plain HTML with one style sheet inside and no script, so that it is one request
 * on a slow network. The app's mark and name come first. The server allows the style sheet by its hash.
 */
import { appNameIn, markOf } from './brand.js'
import { Html, html } from './html.js'
import { conventions, otherLanguages, writtenIn, type Language } from './language.js'
import type { Offer } from './offer-terms.js'
import { publicStyle } from './public-style.js'
import { texts } from './texts.js'
import { themeOf, themeStyle } from './theme.js'

export interface Frame {
  readonly language: Language
  readonly title: string
  readonly description: string
  readonly offer: Offer
  /** Below the name of the app; default: the name of the offer. */
  readonly subtitle?: string
  /** The same page in each language. */
  readonly addresses: Readonly<Record<Language, string>>
  /** More for the head. */
  readonly head?: Html
  readonly body: Html
  /** Links for the foot of the page. */
  readonly foot?: Html
}

export interface PublicPage {
  readonly html: string
  /** What stands in its `style` element, to the letter. */
  readonly style: string
}

export function framed(frame: Frame): PublicPage {
  const { language, title, description, offer, addresses, head, body, foot } = frame
  const say = texts[language].frame
  const { light, dark } = themeOf(offer.brand.color)
  const text = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <meta name="description" content="${description}" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="${light.page}" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="${dark.page}" media="(prefers-color-scheme: dark)" />
        <link rel="icon" href="${offer.logo ?? 'data:,'}" />
        ${head ?? ''}
        <style>
          ${new Html(themeStyle(offer.brand.color) + publicStyle)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">${say.skip}</a>
        <header>
          ${markOf(language, offer)}
          <p><b>${appNameIn(language, offer)}</b><small>${frame.subtitle ?? writtenIn(language, offer.name)}</small></p>
          <nav>
            ${otherLanguages(language).map(
              (other) =>
                html`<a href="${addresses[other]}" lang="${other}" hreflang="${other}">${conventions[other].name}</a>`,
            )}
          </nav>
        </header>
        <main id="main">${body}</main>
        <footer>
          ${foot ?? ''}
          <p>${say.madeWith}</p>
        </footer>
      </body>
    </html> `.text
  // The hash is of everything between the tags, white space included.
  const [, inside = ''] = /<style>([^]*?)<\/style>/.exec(text) ?? []
  return { html: text, style: inside }
}
