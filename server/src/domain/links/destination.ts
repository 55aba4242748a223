/** The destination of a link for this visitor. A destination's own query parameters are kept. Pure. */
import type { Terms } from '../standing/terms.js'
import type { Visitor } from './visitor.js'

/**
 * Whether the landing page is better for this person: the App Store passes no referrer, and a browser inside another
 * app often loses the Play Store's. The page has the store button, the code and the link into the app.
 */
export function needsLanding({ platform, inApp }: Visitor): boolean {
  return platform === 'ios' || inApp
}

/** @param clickId undefined for a visit without credit: unknown code, preview, prefetch. */
export function destinationOf(terms: Terms, visitor: Visitor, clickId: string | undefined): string {
  return storeOrWeb(terms, needsLanding(visitor) ? 'other' : visitor.platform, clickId).href
}

export interface StoreOrWeb {
  readonly kind: 'play' | 'appStore' | 'web'
  readonly href: string
}

/** The destination of the landing page's button. A missing store falls back to the web. */
export function storeOrWeb(terms: Terms, platform: Visitor['platform'], clickId: string | undefined): StoreOrWeb {
  const { web, playStore, appStore } = terms.destinations
  if (platform === 'android' && playStore !== null) return { kind: 'play', href: playUrl(playStore, clickId) }
  if (platform === 'ios' && appStore !== null) return { kind: 'appStore', href: appStoreUrl(appStore) }
  return { kind: 'web', href: marked(web, clickId) }
}

/** Opens the installed app; null if the program has no such address. */
export function deepLinkOf({ destinations: { deepLink } }: Terms, clickId: string | undefined): string | null {
  return deepLink === null ? null : marked(deepLink, clickId)
}

/**
 * Inserted without parsing and serialising, which would change the spelling of the destination's own parameters. A
 * header cannot carry Bengali letters, so such an address is spelled as a browser would request it.
 */
function marked(address: string, clickId: string | undefined): string {
  const spelled = /^[!-~]*$/.test(address) || !URL.canParse(address) ? address : new URL(address).href
  if (clickId === undefined) return spelled
  const [page = '', ...fragment] = spelled.split('#')
  return [`${page}${page.includes('?') ? '&' : '?'}bondhu_click=${clickId}`, ...fragment].join('#')
}

/** The Play Store passes `referrer` to the app at its first start. It is encoded once, as a whole. */
function playUrl(packageName: string, clickId: string | undefined): string {
  const base = `https://play.google.com/store/apps/details?id=${encodeURIComponent(packageName)}`
  return clickId === undefined ? base : `${base}&referrer=${encodeURIComponent(`utm_source=bondhu&bondhu=${clickId}`)}`
}

function appStoreUrl(app: string): string {
  return app.startsWith('https:') ? app : `https://apps.apple.com/app/id${app.replace(/^id/, '')}`
}
