/** How to reach whoever runs an offer: a link where it is one. Pure. */
import { html, type Html } from '../html.js'
import { icon } from '../icon.js'
import * as icons from '../icons.js'

export function contactLink(contact: string, say: (contact: string) => string): Html {
  const address = addressOf(contact)
  return address === undefined
    ? html`${say(contact)}`
    : html`<a href="${address}" target="_top" rel="noreferrer">${say(contact)}</a>`
}

/** A row of a list, as a whole to tap where it is a link. */
export function contactRow(contact: string): Html {
  const address = addressOf(contact)
  const inside = html`${icon(icons.mail)}<span>${contact}</span>`
  return address === undefined
    ? html`<div>${inside}</div>`
    : html`<a href="${address}" rel="noreferrer">${inside}${icon(icons.chevronRight)}</a>`
}

function addressOf(contact: string): string | undefined {
  if (/^https:\/\/\S+$/.test(contact)) return contact
  if (/^[^\s@:/?#]+@[^\s@:/?#]+\.[^\s@:/?#]+$/.test(contact)) return `mailto:${contact}`
  if (/^\+?[0-9][0-9 -]{4,20}$/.test(contact)) return `tel:${contact.replace(/[ -]/g, '')}`
  return undefined
}
