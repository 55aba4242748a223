/**
 * Whether a mail address is of a service for addresses that are thrown away.
 *
 * | value                                                          | read as |
 * | -------------------------------------------------------------- | ------- |
 * | an address of a listed domain, or of a name below it           | true    |
 * | any other text                                                 | false   |
 *
 * The list is the package's. Pure.
 */
import { disposableEmailBlocklistSet } from 'disposable-email-domains-js'

/** Read when it is asked for the first time: 5 ms. */
let domains: ReadonlySet<string> | undefined

/** A domain of mail has few parts. */
const partsMax = 6

/** @param email as its reader wrote it */
export function isDisposableMail(email: string): boolean {
  domains ??= disposableEmailBlocklistSet()
  const parts = email
    .slice(email.lastIndexOf('@') + 1)
    .split('.')
    .slice(-partsMax)
  return parts.some((_, at) => domains?.has(parts.slice(at).join('.')))
}
