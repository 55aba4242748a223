/** The content security policy of a page with one inline style sheet or none, which its hash allows. Pure. */
import { createHash } from 'node:crypto'
import { BoundedCache } from '../../bounded-cache.js'

const known = new BoundedCache<string, string>(50)

/** As a source of `style-src`. */
export function styleSource(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`
}

/**
 * For a page of text: only its own style sheet, whose hash covers everything between the tags.
 * @param formAction where its forms lead
 */
export function wordsPolicy(html: string, formAction: "'none'" | "'self'" = "'none'"): string {
  const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? ''
  const key = `${formAction} ${style}`
  let policy = known.get(key)
  if (policy === undefined) {
    const source = style === '' ? "'none'" : styleSource(style)
    policy = `default-src 'none'; style-src ${source}; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`
    known.set(key, policy)
  }
  return policy
}
