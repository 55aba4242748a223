/** Where a link leads, for this visitor. The destination's own query parameters are kept. Pure. */
import type { Terms } from '../programs/terms.js'
import type { Visitor } from './visitor.js'

/** @param clickId absent when the visit is not credited: unknown code, preview, prefetch. */
export function destinationOf(terms: Terms, visitor: Visitor, clickId: string | undefined): string {
  const { web, playStore } = terms.destinations
  if (visitor.platform === 'android' && !visitor.inApp && playStore !== null) return playUrl(playStore, clickId)
  if (clickId === undefined) return web
  // Written in, not parsed and written anew: that would change how the destination spelled its own parameters.
  const [page = '', ...fragment] = web.split('#')
  const marked = `${page}${page.includes('?') ? '&' : '?'}bondhu_click=${clickId}`
  return [marked, ...fragment].join('#')
}

/** The Play Store hands `referrer` to the app at its first start: it is encoded once, whole. */
function playUrl(packageName: string, clickId: string | undefined): string {
  const base = `https://play.google.com/store/apps/details?id=${encodeURIComponent(packageName)}`
  return clickId === undefined ? base : `${base}&referrer=${encodeURIComponent(`utm_source=bondhu&bondhu=${clickId}`)}`
}
