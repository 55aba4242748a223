/** Ranges of addresses, found by halving. */

export const aboveIpv4 = 2 ** 33

/**
 * A number for an address, in order of addresses. Of IPv6 it has the first 48 bits, which is the smallest network that is
 * routed; above all of IPv4.
 */
export function keyOf(address: string): number {
  if (!address.includes(':')) return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const [head = '', tail] = address.split('::')
  const before = head.split(':')
  const zeros = tail === undefined ? 0 : 8 - before.length - tail.split(':').length
  const groups =
    tail === undefined ? before : [...before, ...Array.from({ length: zeros }, () => '0'), ...tail.split(':')]
  return groups.slice(0, 3).reduce((sum, group) => sum * 65_536 + Number.parseInt(group || '0', 16), 0) + aboveIpv4
}

/** In order. A range takes 20 bytes. */
export interface Ranges {
  readonly firsts: Float64Array
  readonly lasts: Float64Array
  readonly values: Int32Array
}

/** @returns the value of the range that holds the key */
export function valueAt({ firsts, lasts, values }: Ranges, key: number): number | undefined {
  let [low, high] = [0, firsts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((firsts[middle] ?? 0) <= key) low = middle + 1
    else high = middle
  }
  return low > 0 && (lasts[low - 1] ?? 0) >= key ? values[low - 1] : undefined
}

export class RangesMaker {
  private readonly firsts: number[] = []
  private readonly lasts: number[] = []
  private readonly values: number[] = []

  /**
   * Neighbours with the same value become one range. Of two that overlap, the first keeps what both claim.
   * @throws Error if the table is not in order
   */
  add(from: number, last: number, value: number): void {
    const end = this.lasts.length - 1
    const before = this.lasts[end] ?? -1
    if (Number.isNaN(from + last) || from < (this.firsts[end] ?? -1)) {
      throw new Error(`A table of networks is not in order: the range ${from} to ${last}.`)
    }
    const first = Math.max(from, before + 1)
    if (last < first) return
    if (value === this.values[end] && first === before + 1) this.lasts[end] = last
    else {
      this.firsts.push(first)
      this.lasts.push(last)
      this.values.push(value)
    }
  }

  made(): Ranges {
    return {
      firsts: Float64Array.from(this.firsts),
      lasts: Float64Array.from(this.lasts),
      values: Int32Array.from(this.values),
    }
  }
}
