/**
 * A mail address, as the one spelling of its mailbox.
 *
 * | value                                                                          | read as                                   |
 * | ------------------------------------------------------------------------------ | ----------------------------------------- |
 * | `rina@example.com`, letters of any script on both sides                        | accepted                                  |
 * | capital letters, fullwidth letters and signs                                   | repaired: small, ordinary ones            |
 * | spaces and line breaks around it, invisible characters anywhere                | repaired: left out                        |
 * | quotes, brackets, commas, full stops (also `।`, `…`) around it; the final dot of a domain | repaired: left out             |
 * | `mailto:…?subject=…`, `Rina <rina@example.com>`, `rina%40example.com`          | repaired: the address alone               |
 * | a `+tag`; for Gmail dots and `googlemail.com`                                  | repaired: the mailbox they reach          |
 * | a domain in letters of another script                                          | repaired: its ASCII form (IDNA)           |
 * | spaces inside, two addresses, no `@`, a domain without a dot or with a number at its end | refused                         |
 *
 * An address that two people share by these rules is rarer than one person with a thousand of them. Pure.
 */
import { domainToASCII } from 'node:url'
import { bare, percentDecoded, visible } from './text.js'

const lengthMax = 254
/** RFC 6532: what stands in a name without quotes. */
const namePattern = /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}$/u
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/

export function readEmail(value: string): string | undefined {
  const [name = '', domain = '', ...more] = addressIn(value).split('@')
  if (more.length > 0 || !namePattern.test(name)) return undefined
  const host = hostOf(domain)
  if (host === undefined) return undefined
  const mailbox = mailboxOf(name, host === 'gmail.com')
  const address = `${mailbox}@${host}`
  return mailbox === '' || address.length > lengthMax ? undefined : address
}

/** In small, ordinary letters, without what is written around it. */
function addressIn(value: string): string {
  const text = visible(value).normalize('NFKC').toLowerCase().normalize('NFKC')
  const inBrackets = /<([^<>]*)>[^<>]*$/.exec(text)?.[1] ?? text
  const mail = /^\W*mailto:([^?]*)/.exec(inBrackets)?.[1]
  const address = mail ?? inBrackets
  return bare(mail !== undefined || !address.includes('@') ? percentDecoded(address) : address)
}

function hostOf(written: string): string | undefined {
  if (!/^[\p{L}\p{M}\p{N}.。-]+$/u.test(written)) return undefined
  const ascii = /^[a-z0-9.-]+$/.test(written) ? written : domainToASCII(written)
  const labels = ascii.split('.')
  const isHost = labels.length > 1 && labels.every((one) => label.test(one)) && /^[a-z]/.test(labels.at(-1) ?? '')
  if (!isHost) return undefined
  return ascii === 'googlemail.com' ? 'gmail.com' : ascii
}

function mailboxOf(name: string, isGmail: boolean): string {
  const dotless = isGmail ? name.replaceAll('.', '') : name
  return dotless.replace(/(?<=.)\+.*$/, '')
}
