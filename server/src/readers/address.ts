/**
 * The network address of a visitor, as one text.
 *
 * | value                                                              | read as                                          |
 * | ------------------------------------------------------------------ | ------------------------------------------------ |
 * | `203.0.113.9`                                                      | accepted                                         |
 * | an IPv6 address in any of its spellings                            | repaired: eight groups, none shortened           |
 * | `::ffff:203.0.113.9`, `::ffff:cb00:7109`                           | repaired: the IPv4 address that it is            |
 * | a port, brackets, quotes, a zone (`%eth0`), spaces                 | repaired: left out                               |
 * | a list, as `X-Forwarded-For` has it                                | repaired: the first address, which is the visitor's |
 * | nothing, `unknown`, `0.0.0.0`, `::`, no address                    | ignored: undefined                               |
 *
 * Pure.
 */
import { isIPv4, isIPv6 } from 'node:net'
import { asciiDigits, visible } from './text.js'

/** No list of proxies is longer. */
const entriesMax = 20

export function readAddress(value: string): string | undefined {
  // The sockets' spelling, which is also the usual one.
  const plain = value.startsWith('::ffff:') ? value.slice('::ffff:'.length) : value
  if (isIPv4(plain) && !plain.startsWith('0.')) return plain
  const entries = asciiDigits(visible(value)).split(',', entriesMax)
  for (const entry of entries) {
    const address = oneAddress(entry.replace(/["'\s]/g, ''))
    if (address !== undefined) return address
  }
  return undefined
}

function oneAddress(entry: string): string | undefined {
  const [, v4] = /^([0-9.]{7,15})(?::[0-9]{1,5})?$/.exec(entry) ?? []
  if (v4 !== undefined) return isIPv4(v4) && !v4.startsWith('0.') ? v4 : undefined
  const [, bracketed] = /^\[([^\]]*)\](?::[0-9]{1,5})?$/.exec(entry) ?? []
  const v6 = (bracketed ?? entry).replace(/%.*$/, '')
  return isIPv6(v6) ? ofGroups(groupsOf(v6)) : undefined
}

function groupsOf(address: string): number[] {
  const hexadecimal = address.replace(/([0-9]+)\.([0-9]+)\.([0-9]+)\.([0-9]+)$/, (_, a, b, c, d) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
  )
  const [head = '', tail] = hexadecimal.split('::')
  const parts = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)))
  if (tail === undefined) return parts(head)
  const [before, after] = [parts(head), parts(tail)]
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after]
}

function ofGroups(groups: readonly number[]): string | undefined {
  if (groups.every((group) => group === 0)) return undefined
  const [high = 0, low = 0] = groups.slice(6)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (!isMapped) return groups.map((group) => group.toString(16)).join(':')
  return high < 256 ? undefined : [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
