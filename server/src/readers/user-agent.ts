/**
 * What a browser or an app calls itself. It is compared within one household and one hour, and kept as a digest alone.
 *
 * | value                                             | read as                       |
 * | ------------------------------------------------- | ----------------------------- |
 * | text                                              | accepted, up to 1,000 characters |
 * | spaces and invisible characters around it         | repaired: left out            |
 * | what comes after 1,000 characters                 | ignored                       |
 * | nothing, a placeholder                            | ignored: undefined            |
 *
 * Nothing is refused. Pure.
 */
import { isPlaceholder } from './placeholder.js'
import { trimmed } from './text.js'

const lengthMax = 1000

export function readUserAgent(value: string): string | undefined {
  const text = trimmed(trimmed(value).slice(0, lengthMax)).toWellFormed()
  return isPlaceholder(text) ? undefined : text
}
