/**
 * The portal's cookie. It lives as long as the browser does and the service ends it after half an hour: a page that is
 * loaded again after that can still be led back to where it was opened. One a program, so that two can be open at once.
 */
import type { IncomingHttpHeaders } from 'node:http'

const name = 'bondhu_portal'

export interface Place {
  readonly publicUrl: string
  readonly program: string
}

/** Where a program's portal is, from the root of the service. */
export function portalPath(program: string): string {
  return `/portal/${program}`
}

export function cookieIn(headers: IncomingHttpHeaders): string | undefined {
  return /(?:^|;\s*)bondhu_portal=([\w-]{43})(?:;|$)/.exec(headers.cookie ?? '')?.[1]
}

export function setCookie(place: Place, headers: IncomingHttpHeaders, value: string): string {
  return [`${name}=${value}`, ...attributes(place, headers)].join('; ')
}

/**
 * In another site's frame a browser sends a cookie only if it says `None`, and with `Partitioned` it keeps one for each
 * such site. On a page of its own it is `Lax` and not `Strict`: the way here leads from the app's page, and on that way a
 * `Strict` one is left out.
 */
function attributes({ publicUrl, program }: Place, headers: IncomingHttpHeaders): string[] {
  const secure = publicUrl.startsWith('https:')
  const framed = secure && headers['sec-fetch-dest'] === 'iframe'
  return [
    `Path=${portalPath(program)}`,
    'HttpOnly',
    ...(secure ? ['Secure'] : []),
    ...(framed ? ['SameSite=None', 'Partitioned'] : ['SameSite=Lax']),
  ]
}
