/** The frame of every page of the documentation: navigation, search, and one style sheet. Only the reference has a script. */
import { Html, html } from '@bondhu/web/html'
import { apiLanguage } from '@bondhu/web/language'
import { queryMax } from './search.js'
import type { Site } from './site.js'

export interface Framed {
  readonly title: string
  readonly main: Html
  /** The slug of the page, or nothing for the reference. */
  readonly slug?: string
  readonly query?: string
  /** The address of its script. */
  readonly script?: string
  /** What the navigation has below the pages. */
  readonly below?: Html
}

export function framed({ pages, guides }: Site, { title, main, slug, query = '', script, below }: Framed): string {
  const groups = [...new Set(pages.flatMap(({ group }) => (group === null ? [] : [group])))]
  return html`<!doctype html>
    <html lang="${apiLanguage}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Bondhu</title>
        <style>
          ${new Html(style)}
        </style>
        ${script === undefined ? '' : html`<script type="module" src="${script}"></script>`}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the text</a>
        <div class="side">
          <header>
            <p class="brand">
              <a href="/docs">Bondhu <span lang="bn">বন্ধু</span></a>
              <a class="to-pages" href="#pages">All pages</a>
            </p>
            <form action="/docs/search" role="search">
              <input
                type="search"
                name="q"
                aria-label="Search"
                placeholder="Search"
                maxlength="${queryMax}"
                value="${query}"
              />
              <button>Search</button>
            </form>
          </header>
          <nav id="pages" aria-label="Documentation">
            ${groups.map(
              (group) =>
                html`<p>${group}</p>
                  <ul>
                    ${group === 'Start' ? html`<li>${pageLink('/docs', 'API reference', slug === undefined)}</li>` : ''}
                    ${group === 'Guides' ? guides.map((one) => html`<li>${pageLink(one.address, one.title, false)}</li>`) : ''}
                    ${pages
                      .filter((page) => page.group === group)
                      .map((page) => html`<li>${pageLink(`/docs/${page.slug}`, page.title, page.slug === slug)}</li>`)}
                  </ul>`,
            )}
            ${below ?? ''}
          </nav>
        </div>
        <main id="main">${main}</main>
      </body>
    </html> `.text
}

function pageLink(address: string, title: string, isHere: boolean): Html {
  return isHere ? html`<a href="${address}" aria-current="page">${title}</a>` : html`<a href="${address}">${title}</a>`
}

const style = `
:root { color-scheme: light dark; --line: #8883; --soft: #8881; --accent: light-dark(#7a1f5c, #f0a6d3); font: 1rem/1.6 system-ui, 'Noto Sans Bengali', sans-serif }
body { margin: 0; display: grid; grid-template-columns: 19rem minmax(0, 1fr) }
.side { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem 1.25rem; box-sizing: border-box; border-right: 1px solid var(--line); font-size: .875rem }
.side p { margin: 1rem 0 .25rem; font-weight: 600 } .side p::first-letter { text-transform: capitalize }
nav ul { list-style: none; margin: 0; padding: 0 } nav li a { display: block; padding: .2rem 0; overflow-wrap: anywhere }
.side form { display: flex; gap: .5rem } input, button { font: inherit; padding: .35rem .6rem; border: 1px solid var(--line); border-radius: .4rem; min-width: 0 } input { flex: 1 }
a { color: var(--accent); text-decoration: none } a:hover { text-decoration: underline } main p a, main li a { text-decoration: underline }
[aria-current] { font-weight: 700 } .skip:not(:focus) { position: absolute; left: -100rem }
nav b { font-size: .7rem; opacity: .8 } .brand { font-size: 1.125rem; display: flex; justify-content: space-between } .to-pages { display: none; font-size: .875rem }
main { padding: 1.5rem clamp(1rem, 4vw, 3rem) 6rem; max-width: 64rem; min-width: 0 }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line) } h3 { overflow-wrap: anywhere } h3 b { color: var(--accent); font-size: .875rem }
h1 a, h2 a, h3 a, h4 a { color: inherit } :target { scroll-margin-top: 1rem; outline: 2px solid var(--accent); outline-offset: .3rem }
section { margin: 0 0 2.5rem } section p { margin: .25rem 0 } small { opacity: .8 }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere } pre { background: var(--soft); padding: 1rem; overflow: auto; border-radius: .5rem; margin: .75rem 0 } pre code { overflow-wrap: normal }
.pair { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)) } .pair pre { margin: 0; min-width: 0 }
.try { display: grid; gap: .5rem; margin: .75rem 0; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem } .try label { display: grid; gap: .15rem } .try span { font-size: .8rem } textarea { font: .85rem ui-monospace, monospace; padding: .5rem; border: 1px solid var(--line); border-radius: .4rem } .try button { justify-self: start } .try pre { margin: 0; max-height: 24rem }
.pair pre::before { content: attr(aria-label); display: block; font: 600 .75rem system-ui; opacity: .8 }
main table { border-collapse: collapse; width: 100%; font-size: .9rem } th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); font-weight: 400; overflow-wrap: anywhere }
section th { width: 40% } thead th { font-weight: 600 } em { color: var(--accent); font-size: .9em } summary { cursor: pointer; padding: .4rem 0 }
@media (max-width: 50rem) { body { display: flex; flex-direction: column } .side { display: contents } header, nav { padding: 0 1rem; font-size: .875rem } header { order: 1 } main { order: 2 } nav { order: 3; padding-bottom: 4rem } .to-pages { display: inline } }
`
