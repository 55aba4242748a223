/**
 * Blocks requests that another site makes with somebody's cookie. A browser reports the origin of a request, and no
 * page can change that; the cookies are also `SameSite`. Pure.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { AppError } from '../../errors.js'

const safeMethods = new Set(['GET', 'HEAD'])

/** @throws AppError `origin_refused` */
export function requireOwnOrigin(method: string, headers: IncomingHttpHeaders, publicUrl: string): void {
  const site = headers['sec-fetch-site']
  // A page of another site, or a typed address, may only navigate here.
  if (safeMethods.has(method) && site !== 'cross-site') return
  if (safeMethods.has(method) && headers['sec-fetch-mode'] === 'navigate') return
  // Browsers send it only to https and to this machine. Without it the origin must be the configured one.
  if (site === 'same-origin') return
  if (site === undefined && headers.origin === publicUrl) return
  throw new AppError(
    'origin_refused',
    'This call must come from a page of this service. Open the page again and try once more.',
  )
}
