/** A list that comes a page at a time, by cursor: read anew when its filters change, and longer when one asks for more. */
import { Problem, type Listed } from './api.js'

export class Paged<T> {
  items = $state.raw<readonly T[] | undefined>(undefined)
  nextCursor = $state.raw<string | null>(null)
  problem = $state.raw<Problem | undefined>(undefined)
  loading = $state(true)
  private readonly read: (cursor: string | null) => Promise<Listed<T>>
  private turn = 0

  /**
   * Made while a component is set up.
   * @param read is run again, without a cursor, whenever something reactive that it reads before its first `await`
   *   changes.
   */
  constructor(read: (cursor: string | null) => Promise<Listed<T>>) {
    this.read = read
    $effect(() => {
      void this.take(this.read(null), [])
    })
  }

  refresh(): Promise<void> {
    return this.take(this.read(null), [])
  }

  more(): Promise<void> {
    return this.take(this.read(this.nextCursor), this.items ?? [])
  }

  /** An answer to an older question comes too late to be shown. */
  private async take(reading: Promise<Listed<T>>, before: readonly T[]): Promise<void> {
    const turn = ++this.turn
    this.loading = true
    try {
      const { items, nextCursor } = await reading
      if (turn !== this.turn) return
      this.items = [...before, ...items]
      this.nextCursor = nextCursor
      this.problem = undefined
    } catch (error) {
      if (turn !== this.turn) return
      this.problem = error instanceof Problem ? error : new Problem('unknown', 0, String(error), [])
    } finally {
      if (turn === this.turn) this.loading = false
    }
  }
}
