/** The content security policy of a page that has one style sheet inside, or none: it is allowed by its hash. Pure. */
import { createHash } from 'node:crypto'

const known = new Map<string, string>()
const knownMax = 50

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
    if (known.size >= knownMax) known.clear()
    known.set(style, policy)
  }
  return policy
}
