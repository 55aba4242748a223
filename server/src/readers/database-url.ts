/**
 * Reads the address of a database. What is refused is refused before a driver sees it: a driver would take a piece of an
 * unencoded password for a host name, and print it. Nothing of the text is repeated. Pure; never throws.
 *
 * | written                                                    | read as                                |
 * | ---------------------------------------------------------- | -------------------------------------- |
 * | `postgres://user:password@host:5432/name?sslmode=require`  | the same; `postgresql://` too          |
 * | spaces or a line break around it                           | without them                           |
 * | `#` anywhere, `@` twice or behind the host                 | refused: something is not encoded      |
 * | a `%` that is no percent-encoding                          | refused, the same                      |
 * | spaces, control or invisible characters inside             | refused, the same                      |
 * | a port that is no number (a `/` or `?` in the password)    | refused, the same                      |
 * | several hosts                                              | refused: the sweeps know one           |
 * | another scheme, or none                                    | refused                                |
 */
import type { AddressReading } from './base-url.js'

const notEncoded =
  'cannot be read as postgres://user:password@host:5432/name. Percent-encode what is neither a letter nor a digit in ' +
  'the user and the password: # as %23, / as %2F, ? as %3F, @ as %40, : as %3A, % as %25'

export function readDatabaseUrl(text: string): AddressReading {
  const written = text.trim()
  const scheme = /^postgres(?:ql)?:\/\//i.exec(written)?.[0]
  if (scheme === undefined) return { refused: 'must begin with postgres:// or postgresql://' }
  const [authority = ''] = written.slice(scheme.length).split(/[/?]/, 1)
  const isEncoded =
    !/[\s\p{C}#\\]/u.test(written) &&
    written.split('@').length - 1 <= (authority.includes('@') ? 1 : 0) &&
    !/%(?![0-9a-f]{2})/i.test(written) &&
    URL.canParse(written) &&
    canDecode(written)
  if (!isEncoded) return { refused: notEncoded }
  if (authority.slice(authority.indexOf('@') + 1).includes(',')) return { refused: 'must name one host' }
  return { value: written }
}

/** Bytes that are percent-encoded must be UTF-8. */
function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
