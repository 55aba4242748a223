/** Draws that are the same for the same seed, on any machine. Pure. */

export class Random {
  private readonly seed: string
  private state: number

  constructor(seed: string) {
    this.seed = seed
    this.state = hashOf(seed)
  }

  /** Draws of their own: what one part of the world draws changes nothing in another. */
  fork(name: string): Random {
    return new Random(`${this.seed}/${name}`)
  }

  /** From 0 to below 1: mulberry32, by Tommy Ettinger. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = this.state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end)
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + this.below(to - from + 1)
  }

  real(from: number, to: number): number {
    return from + this.next() * (to - from)
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  oneOf<T>(all: readonly T[]): T {
    return given(all[this.below(all.length)])
  }

  /** Each with its weight. */
  weighted<T>(all: readonly (readonly [one: T, weight: number])[]): T {
    let rest = this.next() * all.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [one, weight] of all) {
      rest -= weight
      if (rest < 0) return one
    }
    return given(all.at(-1))[0]
  }

  /** The first ones more often than the last, as with names and addresses. */
  skewed<T>(all: readonly T[], power: number): T {
    return given(all[Math.floor(this.next() ** power * all.length)])
  }

  /** The mean is 0 and the standard deviation 1: Box–Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
  }

  /** Half of the draws are below the median. */
  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal())
  }

  /** How many of many independent chances happen: Knuth's method, for small means. */
  poisson(mean: number): number {
    const end = Math.exp(-mean)
    let count = 0
    for (let product = this.next(); product > end; product *= this.next()) count++
    return count
  }

  shuffled<T>(all: readonly T[]): T[] {
    return all
      .map((one) => ({ one, key: this.next() }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ one }) => one)
  }

  hex(digits: number): string {
    return Array.from({ length: digits }, () => this.below(16).toString(16)).join('')
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}

function given<T>(one: T | undefined): T {
  if (one === undefined) throw new Error('nothing to choose from')
  return one
}
