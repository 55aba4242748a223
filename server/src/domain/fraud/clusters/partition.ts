/** Accounts divided into groups, in memory: union by size with path halving. Pure. */
import { must } from '../../../errors.js'

export class Partition {
  private readonly numbers = new Map<string, number>()
  private readonly ids: string[] = []
  private readonly parents: number[] = []
  private readonly sizes: number[] = []

  get count(): number {
    return this.ids.length
  }

  all(): Iterable<string> {
    return this.ids
  }

  has(id: string): boolean {
    return this.numbers.has(id)
  }

  join(one: string, other: string): void {
    const [a, b] = [this.top(this.numberOf(one)), this.top(this.numberOf(other))]
    if (a === b) return
    const [large, small] = this.sizeAt(a) >= this.sizeAt(b) ? [a, b] : [b, a]
    this.parents[small] = large
    this.sizes[large] = this.sizeAt(large) + this.sizeAt(small)
  }

  /** The same for all of a group. An unknown account is alone. */
  groupOf(id: string): string {
    const known = this.numbers.get(id)
    return known === undefined ? id : must(this.ids[this.top(known)], 'an id')
  }

  sizeOf(id: string): number {
    const known = this.numbers.get(id)
    return known === undefined ? 1 : this.sizeAt(this.top(known))
  }

  private numberOf(id: string): number {
    const known = this.numbers.get(id)
    if (known !== undefined) return known
    this.numbers.set(id, this.ids.length)
    this.parents.push(this.ids.length)
    this.sizes.push(1)
    return this.ids.push(id) - 1
  }

  private top(number: number): number {
    let at = number
    for (let up = this.parentAt(at); up !== at; up = this.parentAt(at)) {
      this.parents[at] = this.parentAt(up)
      at = up
    }
    return at
  }

  private parentAt(number: number): number {
    return must(this.parents[number], 'a parent')
  }

  private sizeAt(number: number): number {
    return must(this.sizes[number], 'a size')
  }
}
