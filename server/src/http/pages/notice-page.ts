/** A page of a few words, in every language: whose offer a link belongs to is not known, so there is none to choose by. */
import { html } from '@bondhu/web/html'
import { baseLanguage, languages } from '@bondhu/web/language'
import { texts, type Texts } from '@bondhu/web/texts'

export function noticePage(kind: keyof Texts['notices']): string {
  return html`<!doctype html>
    <html lang="${baseLanguage}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${texts[baseLanguage].notices[kind].title}</title>
        <style>
          :root {
            color-scheme: light dark;
            font:
              1.125rem/1.6 system-ui,
              'Noto Sans Bengali',
              sans-serif;
          }
          body {
            max-width: 32rem;
            margin: 15vh auto;
            padding: 0 1.25rem;
          }
          h1 {
            font-size: 1.5rem;
            margin: 0 0 0.25rem;
          }
          div {
            margin-bottom: 2rem;
          }
        </style>
      </head>
      <body>
        ${languages.map(
          (language) =>
            html`<div lang="${language}">
              <h1>${texts[language].notices[kind].title}</h1>
              <p>${texts[language].notices[kind].lead}</p>
            </div>`,
        )}
      </body>
    </html> `.text
}
