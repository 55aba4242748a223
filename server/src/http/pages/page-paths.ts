/** The addresses of the public pages. Paths begin with `/`, after the service's public origin. */

type Query = Readonly<Record<string, string | undefined>>

export function landingPath(slug: string, code: string, query: Query = {}): string {
  return `/j/${encodeURIComponent(slug)}/${encodeURIComponent(code)}${queryText(query)}`
}

export function reportPath(slug: string, code: string, query: Query = {}): string {
  return `/j/${encodeURIComponent(slug)}/${encodeURIComponent(code)}/report${queryText(query)}`
}

export function programPath(slug: string, query: Query = {}): string {
  return `/p/${encodeURIComponent(slug)}${queryText(query)}`
}

/** It has the digest in its name, so that browsers can cache it for ever. */
export function logoPath(slug: string, digest: string): string {
  return `/p/${encodeURIComponent(slug)}/logo/${digest}.webp`
}

/** The picture for chats. */
export function programPicturePath(slug: string, query: Query = {}): string {
  return `/p/${encodeURIComponent(slug)}/card.png${queryText(query)}`
}

/** What one person received, for anybody with the address. */
export function cardPath(slug: string, token: string, query: Query = {}): string {
  return `/c/${encodeURIComponent(slug)}/${encodeURIComponent(token)}${queryText(query)}`
}

export function cardPicturePath(slug: string, token: string, query: Query = {}): string {
  return `/c/${encodeURIComponent(slug)}/${encodeURIComponent(token)}/card.png${queryText(query)}`
}

function queryText(query: Query): string {
  const given = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined)
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}
