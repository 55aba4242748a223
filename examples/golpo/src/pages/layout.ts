/** The frame of every page. */
import { iconPlace, scriptPlace, stylePlace } from '../assets.js'
import { html, type Html } from '../html.js'
import { languages, messagesOf, type Language, type NoticeName } from '../messages/messages.js'
import type { Visit } from '../visit.js'

export interface LayoutOptions {
  readonly title: string
  /** The page's path below the app's, for the language switch. */
  readonly self?: string
}

export function layout(visit: Visit, { title, self = '' }: LayoutOptions, main: Html): Html {
  const { m, language } = visit
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${m.brand}</title>
        <link rel="icon" href="${visit.path(iconPlace)}" type="image/svg+xml" />
        <link rel="stylesheet" href="${visit.path(stylePlace)}" />
        <script src="${visit.path(scriptPlace)}" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">${m.skip}</a>
        <header>
          <a class="brand" href="${visit.path()}">${m.brand}<small>${m.demoMark}</small></a>
          ${languages.filter((one) => one !== language).map((one) => linkIn(one, visit.path(self)))}
        </header>
        <main id="main">${noticeOf(visit)}${main}</main>
        <footer>
          <p>
            ${m.footer}
            ${visit.app.docsUrl === undefined ? '' : html`<a href="${visit.app.docsUrl}">${m.footerLink}</a>`}
          </p>
        </footer>
      </body>
    </html> `
}

/** What was just done, shown once: from the address, by a closed set. */
function noticeOf(visit: Visit): Html {
  const { notices } = visit.m
  const name = visit.url.searchParams.get('done') ?? ''
  if (!Object.hasOwn(notices, name)) return html``
  return html`<p class="notice" role="status">${notices[name as NoticeName]}</p>`
}

/** The same page in another language. */
function linkIn(language: Language, path: string): Html {
  const address = `${path}${path.includes('?') ? '&' : '?'}lang=${language}`
  return html`<a lang="${language}" hreflang="${language}" href="${address}"
    >${messagesOf(language).conventions.name}</a
  >`
}
