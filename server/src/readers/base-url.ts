/**
 * Reads addresses that other addresses begin with or that calls go to: where people reach this service, and the web
 * addresses of webhooks and attached providers. Both are spelled as a browser spells them. Pure; never throws.
 *
 * `readOrigin`, where people reach the service:
 *
 * | written                                             | read as                                 |
 * | --------------------------------------------------- | --------------------------------------- |
 * | `https://refer.example.com`                         | the same                                |
 * | a `/` or spaces at its end, spaces before it        | without them                            |
 * | capital letters, the usual port (`HTTPS://X.com:443`) | `https://x.com`                       |
 * | a name in other letters (`https://রেফার.example.com`) | its ASCII form (`https://xn--…`)      |
 * | a path, a query, a fragment                         | refused: pages lie at the root          |
 * | a user or a password, another scheme, port 0        | refused                                 |
 * | spaces, line breaks or invisible characters inside  | refused: a parser would drop them       |
 * | anything else                                       | refused                                 |
 *
 * `readCallAddress`, where calls go: the same, but a path and a query are kept as a browser spells them, a fragment is
 * dropped (it is never sent), and a name that can never be found is refused: `*.example.com`, `.invalid`, a label of
 * more than 63 letters.
 */
export type AddressReading = { readonly value: string } | { readonly refused: string }

/** Spaces, control and format characters: the URL parser silently drops some of them. */
const unseen = /[\s\p{C}\u115f\u1160\u3164\uffa0]/u
const outerBlanks = /^[\s\ufeff\u200b]+|[\s\ufeff\u200b]+$/gu

export function readOrigin(text: string): AddressReading {
  const url = parsed(text)
  if (typeof url === 'string') return { refused: url }
  const more = [
    ['a path', url.pathname !== '/'],
    ['a query', url.search !== '' || url.href.endsWith('?')],
    ['a fragment', url.hash !== '' || url.href.endsWith('#')],
  ].find(([, there]) => there)
  if (more !== undefined) {
    return {
      refused: `must not have ${String(more[0])}: give Bondhu a host name of its own, like https://refer.example.com`,
    }
  }
  return { value: url.origin }
}

export function readCallAddress(text: string): AddressReading {
  const url = parsed(text)
  if (typeof url === 'string') return { refused: url }
  if (!canBeFound(url.hostname)) return { refused: 'has a host name that can never be found' }
  url.hash = ''
  return { value: url.href }
}

/** @returns the reason of a refusal, as the end of a sentence whose subject is the setting or the address */
function parsed(text: string): URL | string {
  const written = text.replace(outerBlanks, '')
  if (unseen.test(written) || !written.isWellFormed()) return 'must not hold blanks or invisible characters'
  // Without the slashes a parser also accepts other texts: `https:example.com`.
  if (!/^https?:\/\/[^/\\?#]/i.test(written)) return 'must begin with https:// or http:// and a host name'
  if (!URL.canParse(written)) return 'cannot be read as a web address, like https://refer.example.com'
  const url = new URL(written)
  if (url.username !== '' || url.password !== '') return 'must not hold a user or a password'
  if (url.port === '0') return 'must not name port 0'
  return url
}

function canBeFound(hostname: string): boolean {
  if (hostname.startsWith('[')) return true
  const labels = hostname.replace(/\.$/, '').split('.')
  const isName = labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))
  return isName && hostname.length <= 253 && labels.at(-1) !== 'invalid'
}
