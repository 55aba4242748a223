import type { Listed } from './api.js'
import { Resource } from './resource.svelte.js'

/** A list that comes a page at a time, by cursor: read anew when its filters change, and longer when one asks for more. */
export class Paged<T> extends Resource<Listed<T>> {
  private readonly page: (cursor: string | null) => Promise<Listed<T>>

  /** @param page is run again, without a cursor, whenever something reactive that it reads at first changes. */
  constructor(page: (cursor: string | null) => Promise<Listed<T>>) {
    super(() => page(null))
    this.page = page
  }

  get items(): readonly T[] | undefined {
    return this.value?.items
  }

  get nextCursor(): string | null {
    return this.value?.nextCursor ?? null
  }

  more(): Promise<void> {
    return this.take(this.longer())
  }

  private async longer(): Promise<Listed<T>> {
    const before = this.items ?? []
    const { items, nextCursor } = await this.page(this.nextCursor)
    return { items: [...before, ...items], nextCursor }
  }
}
