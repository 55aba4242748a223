/** A page of a few words, in every language: whose offer a link belongs to is not known, so there is none to choose by. */
import { html, Html } from '@bondhu/web/html'
import { icon } from '@bondhu/web/icon'
import * as icons from '@bondhu/web/icons'
import { baseLanguage, languages } from '@bondhu/web/language'
import { publicStyle } from '@bondhu/web/public-style'
import { texts, type Texts } from '@bondhu/web/texts'
import { themeStyle } from '@bondhu/web/theme'

export type Notice = keyof Texts['notices']

const marks = {
  unknown: icons.unlink,
  cardGone: icons.eyeOff,
  unavailable: icons.hourglass,
  demoStarting: icons.hourglass,
  demoOff: icons.info,
} as const satisfies Record<Notice, string>

export function noticePage(kind: Notice): string {
  return html`<!doctype html>
    <html lang="${baseLanguage}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${texts[baseLanguage].notices[kind].title}</title>
        <style>
          ${new Html(`${themeStyle(null)}${publicStyle}main{padding-top:12vh}main>.i{width:2.5rem;height:2.5rem;margin:0 auto 1rem;color:var(--muted)}`)}
        </style>
      </head>
      <body>
        <main>
          ${icon(marks[kind])}
          ${languages.map(
            (language) =>
              html`<section lang="${language}">
                <h1>${texts[language].notices[kind].title}</h1>
                <p>${texts[language].notices[kind].lead}</p>
              </section>`,
          )}
        </main>
        <footer>
          <p>${texts[baseLanguage].frame.madeWith}</p>
        </footer>
      </body>
    </html> `.text
}
