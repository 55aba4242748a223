/** A list that comes in pages, the newest first. */
import type { BondhuError } from '@bondhu/sdk/portal'
import { Doing, Reading, type Explain } from '../calls.svelte.js'

interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

export class Pages<Item> {
  readonly first: Reading<Page<Item>, BondhuError>
  readonly asking: Doing<BondhuError>
  private readonly read: (cursor?: string) => Promise<Page<Item>>
  private older = $state.raw<readonly Page<Item>[]>([])

  constructor(read: (cursor?: string) => Promise<Page<Item>>, explain: Explain<BondhuError>) {
    this.read = read
    this.first = new Reading(read, explain)
    this.asking = new Doing(explain)
  }

  private get all(): readonly Page<Item>[] {
    return this.first.value === undefined ? [] : [this.first.value, ...this.older]
  }

  get items(): readonly Item[] {
    return this.all.flatMap(({ items }) => items)
  }

  get nextCursor(): string | null {
    return this.all.at(-1)?.nextCursor ?? null
  }

  async more(): Promise<void> {
    const page = await this.asking.run(() => this.read(this.nextCursor ?? undefined))
    if (page !== undefined) this.older = [...this.older, page]
  }
}
