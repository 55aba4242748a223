/** The search over the documents and the reference, on the service, so that it works without scripts. */
import { Html, html } from '@bondhu/web/html'
import MiniSearch from 'minisearch'
import type { Site } from './site.js'

export interface Searched {
  readonly address: string
  readonly page: string
  readonly title: string
  readonly text: string
}

/** Of what a reader types. */
export const queryMax = 100
const foundMax = 25
const excerptLength = 220

export class DocsSearch {
  private readonly index: MiniSearch<Searched & { id: number }>

  constructor({ pages }: Site, reference: readonly Searched[]) {
    const documents = pages.flatMap(({ slug, title: page, sections }) =>
      sections.map(({ id, title, text }) => ({ address: `/docs/${slug}#${id}`, page, title, text })),
    )
    this.index = new MiniSearch({
      fields: ['title', 'text', 'page'],
      storeFields: ['address', 'page', 'title', 'text'],
      tokenize: (text) => wordsOf(text).flatMap((word) => (word.includes('_') ? [word, ...word.split('_')] : word)),
      searchOptions: {
        boost: { title: 4 },
        prefix: true,
        fuzzy: 0.15,
        combineWith: 'AND',
        tokenize: wordsOf,
        // Why something was decided is asked less often than how it is used.
        boostDocument: (_id, _word, stored) => (String(stored?.['address']).startsWith('/docs/decisions/') ? 0.3 : 1),
      },
    })
    this.index.addAll([...documents, ...reference].map((one, id) => ({ id, ...one })))
  }

  /** @returns what was found, the best first */
  find(query: string): Searched[] {
    const found = this.index.search(query.slice(0, queryMax)) as unknown as Searched[]
    return found.slice(0, foundMax)
  }
}

/** A code such as `unknown_click` is a word. */
function wordsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{M}\p{N}_]+/u).filter(Boolean)
}

export function searchPage(query: string, found: readonly Searched[]): Html {
  return html`<h1>Search</h1>
    ${
      query === ''
        ? html`<p>Type what you look for: a call, a field, an error code, a word.</p>`
        : found.length === 0
          ? html`<p>
              Nothing was found for “${query}”. Try one word, or look through the <a href="/docs">reference</a>.
            </p>`
          : html`<ol class="found">
              ${found.map(
                ({ address, page, title, text }) =>
                  html`<li>
                    <a href="${address}">${title}</a> <small>${page}</small>
                    <p>${excerptOf(text, query)}</p>
                  </li>`,
              )}
            </ol>`
    }`
}

/** Where the first of the words stands, or the beginning. */
function excerptOf(text: string, query: string): string {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const places = words.map((word) => text.toLowerCase().indexOf(word)).filter((place) => place >= 0)
  const start = Math.max(0, Math.min(...places, text.length) - 60)
  const from = places.length === 0 ? 0 : start
  const cut = text.slice(from, from + excerptLength)
  return `${from > 0 ? '… ' : ''}${cut}${from + excerptLength < text.length ? ' …' : ''}`
}
