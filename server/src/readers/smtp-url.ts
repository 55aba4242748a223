/** The address of a mail server with its user and password: `smtps://user:password@mail.example.com`. Pure. */
import type { AddressReading } from './base-url.js'

export function readSmtpUrl(text: string): AddressReading {
  if (!URL.canParse(text)) return { refused: 'must be an address like smtps://user:password@mail.example.com' }
  const url = new URL(text)
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') return { refused: 'must begin with smtp:// or smtps://' }
  if (url.hostname === '') return { refused: 'needs the name of the mail server' }
  return { value: text }
}
