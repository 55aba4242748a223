/** The documents as `scripts/build-docs.mjs` turned them into pages. */
import { readFileSync } from 'node:fs'

export interface DocumentPage {
  /** What follows `/docs/`. */
  readonly slug: string
  /** Its group in the navigation; null for a page that only links lead to. */
  readonly group: string | null
  readonly title: string
  readonly html: string
  readonly sections: readonly { readonly id: string; readonly title: string; readonly text: string }[]
}

export interface Site {
  readonly pages: readonly DocumentPage[]
  /** Parts of the pages that the navigation names. */
  readonly guides: readonly { readonly title: string; readonly address: string }[]
  /** The SDK's example of each call, by its operation id. */
  readonly methods: Readonly<Record<string, string>>
}

/** @throws Error if the product was not built */
export function readSite(): Site {
  return JSON.parse(readFileSync(new URL('../../../docs/pages.json', import.meta.url), 'utf8')) as Site
}
