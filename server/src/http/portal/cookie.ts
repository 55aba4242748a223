/**
 * The portal's cookie. It lives as long as the browser, and the service ends it after half an hour, so a page reloaded
 * later can still be led back to the app. One per program, so that two can be open at once.
 */
import type { IncomingHttpHeaders } from 'node:http'

const name = 'bondhu_portal'

export interface Place {
  readonly publicUrl: string
  readonly program: string
}

/** The path of a program's portal. */
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
 * In another site's frame a browser sends a cookie only with `None`, and `Partitioned` separates it by site. On its own
 * page it is `Lax` and not `Strict`, because a `Strict` cookie is not sent when the app's page leads here.
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
