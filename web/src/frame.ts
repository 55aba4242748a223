/**
 * The document around the public pages: plain HTML with one style sheet inside and no script, so that it is one request
 * on a slow network. The server allows the style sheet by its hash.
 */
import { Html, html } from './html.js'
import { conventions, otherLanguages, type Language } from './language.js'
import { texts } from './texts.js'
import { themeOf, themeProperties } from './theme.js'

export interface Frame {
  readonly language: Language
  readonly title: string
  readonly description: string
  /** The program's colour, `#rrggbb`, or null. */
  readonly color: string | null
  /** The same page in each language. */
  readonly addresses: Readonly<Record<Language, string>>
  /** More for the head. */
  readonly head?: Html
  readonly body: Html
}

export interface PublicPage {
  readonly html: string
  /** What stands in its `style` element, to the letter. */
  readonly style: string
}

export function framed({ language, title, description, color, addresses, head, body }: Frame): PublicPage {
  const say = texts[language].frame
  const style = styleOf(color)
  const { light, dark } = themeOf(color)
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
        <link rel="icon" href="data:," />
        ${head ?? ''}
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">${say.skip}</a>
        <header>
          <nav>
            ${otherLanguages(language).map(
              (other) =>
                html`<a href="${addresses[other]}" lang="${other}" hreflang="${other}">${conventions[other].name}</a>`,
            )}
          </nav>
        </header>
        <main id="main">${body}</main>
        <footer><p>${say.madeWith}</p></footer>
      </body>
    </html> `.text
  // The hash is of everything between the tags, white space included.
  const [, inside = ''] = /<style>([^]*?)<\/style>/.exec(text) ?? []
  return { html: text, style: inside }
}

function styleOf(color: string | null): string {
  const { light, dark } = themeOf(color)
  return `:root{color-scheme:light dark;${themeProperties(light)}}@media(prefers-color-scheme:dark){:root{${themeProperties(dark)}}}${rules}`
}

/** Sizes in rem, so that a person's own letter size and zoom hold; nothing is wider than 320 px allows. */
const rules = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:1.0625rem/1.65 system-ui,'Noto Sans Bengali','Nirmala UI',Vrinda,sans-serif;overflow-wrap:break-word}
header,main,footer{max-width:38rem;margin:auto;padding:0 1rem}
nav{display:flex;flex-wrap:wrap;justify-content:flex-end;gap:0 1rem}
nav a{padding:.75rem 0}
h1{font-size:1.625rem;line-height:1.35;margin:.25rem 0 .5rem}
h2{font-size:1.1875rem;line-height:1.4;margin:0 0 .5rem}
p{margin:0 0 .75rem}
a{color:var(--accent-text)}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem}
:focus-visible{outline:3px solid var(--accent-text);outline-offset:2px;border-radius:.25rem}
.muted{color:var(--muted)}
section,.box{background:var(--card);border:1px solid var(--line);border-radius:.875rem;padding:1rem;margin:0 0 1rem}
section>:last-child,.box>:last-child{margin-bottom:0}
.notice{background:var(--tint);border-left:.3rem solid var(--accent)}
.plain{background:none;border:0;padding:0 1rem}
.button{display:block;width:100%;min-height:3.25rem;padding:.75rem 1rem;border:2px solid var(--accent);border-radius:.75rem;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer;margin:0 0 .75rem}
.second{background:var(--card);color:var(--accent-text)}
.code{display:block;font-size:1.75rem;font-weight:600;letter-spacing:.02em;margin:0 0 .25rem;user-select:all}
.earn{display:flex;flex-wrap:wrap;gap:1rem;margin:0}
.earn>div{flex:1 1 8rem;max-width:100%}
.earn dt{color:var(--muted)}
.earn dd{margin:0;font-size:2rem;line-height:1.3;font-weight:700;color:var(--accent-text)}
ul{margin:0;padding-left:1.25rem}
li{margin:0 0 .5rem}
.links{list-style:none;padding:0}
.links a{display:block;padding:.375rem 0;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse}
th,td{padding:.5rem 0;border-top:1px solid var(--line);text-align:left;vertical-align:baseline;font-weight:400}
thead th{border-top:0;padding-top:0}
td,thead th{text-align:right;padding-left:.75rem}
td{font-weight:600}
small{display:block;color:var(--muted);font-size:.875rem}
caption{text-align:left;color:var(--muted);padding-bottom:.5rem}
svg{display:block;width:100%;height:.875rem;border-radius:.4375rem;margin:.25rem 0 .75rem;background:var(--line)}
.f1{fill:var(--accent-text)}.f2{fill:var(--accent);opacity:.55}
i{display:inline-block;width:.75rem;height:.75rem;border-radius:.1875rem;margin-right:.5rem;background:var(--line)}
.d1{background:var(--accent-text)}.d2{background:var(--accent);opacity:.55}
fieldset{border:0;padding:0;margin:0 0 1rem}
legend{padding:0;font-weight:600;margin-bottom:.25rem}
label{display:flex;gap:.75rem;align-items:center;min-height:3rem;padding:.375rem 0}
input[type=radio]{width:1.375rem;height:1.375rem;flex:none;accent-color:var(--accent)}
.wrong{font-weight:600}
footer p{color:var(--muted);font-size:.875rem;padding:.5rem 0 1.5rem}
`
  .trim()
  .replaceAll('\n', '')
