/** An icon of icons.ts in a page that is made on the service. The words beside it say the same. */
import { Html, html } from './html.js'
import { playStore } from './icons.js'

export function icon(inside: string): Html {
  return html`<svg class="i" viewBox="0 0 24 24" aria-hidden="true">${new Html(inside)}</svg>`
}

export function playStoreIcon(): Html {
  return html`<svg class="i m" viewBox="0 0 24 24" aria-hidden="true">${new Html(playStore)}</svg>`
}
