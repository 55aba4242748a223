/** The content security policy of a page that has one style sheet inside, or none: it is allowed by its hash. Pure. */
import { createHash } from 'node:crypto'
import { BoundedCache } from '../../bounded-cache.js'

const known = new BoundedCache<string, string>(50)

/** As a source of `style-src`. */
export function styleSource(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`
}

/** Of a page of words alone: nothing but its own style sheet, whose hash is of everything between the tags. */
export function wordsPolicy(html: string): string {
  const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? ''
  let policy = known.get(style)
  if (policy === undefined) {
    const source = style === '' ? "'none'" : styleSource(style)
    policy = `default-src 'none'; style-src ${source}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
    known.set(style, policy)
  }
  return policy
}
