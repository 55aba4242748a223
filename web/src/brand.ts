/** Whose page it is: the app's name and mark. Pure. */
import { Html, html } from './html.js'
import { writtenIn, type Language, type WrittenText } from './language.js'

interface Branded {
  readonly brand: { readonly appName: WrittenText | null }
  readonly organization: { readonly name: string }
  /** The address of the picture. */
  readonly logo: string | null
}

/** What people call the app; without a name of its own, who runs the offer. */
export function appNameIn(
  language: Language,
  { brand, organization }: Pick<Branded, 'brand' | 'organization'>,
): string {
  return brand.appName === null ? organization.name : writtenIn(language, brand.appName)
}

/** The first letter with its vowel signs: `রি` of `রিনা`. */
export function initialOf(language: Language, name: string): string {
  const [first] = new Intl.Segmenter(language).segment(name)
  return first?.segment ?? ''
}

/** The logo, or the first letter on the brand's colour. The name beside it says the same. */
export function markOf(language: Language, offer: Branded): Html {
  if (offer.logo !== null) return html`<img class="mark" src="${offer.logo}" alt="" width="44" height="44" />`
  return html`<span class="mark" aria-hidden="true">${initialOf(language, appNameIn(language, offer))}</span>`
}

/** The one ornament: the running stitch of a quilt. */
export const stitches = new Html(
  '<svg class="deco" viewBox="0 0 200 200" aria-hidden="true">' +
    [34, 70, 88, 106, 124, 142].map((radius) => `<circle cx="200" r="${radius}"/>`).join('') +
    '<circle class="spark" cx="200" r="52"/><circle class="sun" cx="200" r="20"/></svg>',
)
