/** What a chat shows of a page: Open Graph. Pure. */
import { appNameIn } from './brand.js'
import { Html, html } from './html.js'
import { conventions, writtenIn, type Language } from './language.js'
import type { Offer } from './offer-terms.js'

export interface SocialView {
  /** Of a link, its program's: what is shown is the same for every link of a program. */
  readonly address: string
  readonly picture: string
}

export function socialTags(
  language: Language,
  offer: Offer,
  description: string,
  { address, picture }: SocialView,
): Html {
  const title = `${appNameIn(language, offer)}: ${writtenIn(language, offer.name)}`
  return html`
    <meta property="og:type" content="website" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${description}" />
    <meta property="og:url" content="${address}" />
    <meta property="og:image" content="${picture}" />
    <meta property="og:image:type" content="image/png" />
    <meta property="og:image:width" content="1200" />
    <meta property="og:image:height" content="630" />
    <meta property="og:image:alt" content="${title}" />
    <meta property="og:locale" content="${conventions[language].dates.replace('-', '_')}" />
    <meta name="twitter:card" content="summary_large_image" />
  `
}
