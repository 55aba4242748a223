/**
 * Something that is read from the service: loading, there, or failed with a reason. It is read again when what it
 * depends on changes, and, where it is live, every few seconds while the page is looked at: what is on the screen stays
 * until the new is there, so that nothing jumps.
 */
import { Problem } from './api.js'

const liveMs = 10_000

export class Resource<T> {
  value = $state.raw<T | undefined>(undefined)
  problem = $state.raw<Problem | undefined>(undefined)
  loading = $state(true)
  /** When what is on the screen was read. */
  readAt = $state.raw<Date | undefined>(undefined)
  private readonly read: () => Promise<T>
  private turn = 0

  /**
   * Made while a component is set up.
   * @param read is run again whenever something reactive that it reads before its first `await` changes.
   */
  constructor(read: () => Promise<T>, options: { readonly live?: boolean } = {}) {
    this.read = read
    $effect(() => {
      void this.run(this.read())
    })
    if (options.live === true) {
      $effect(() => {
        const timer = setInterval(() => {
          if (document.visibilityState === 'visible') void this.refresh()
        }, liveMs)
        return () => clearInterval(timer)
      })
    }
  }

  refresh(): Promise<void> {
    return this.run(this.read())
  }

  /** An answer to an older question comes too late to be shown. */
  private async run(reading: Promise<T>): Promise<void> {
    const turn = ++this.turn
    this.loading = true
    try {
      const value = await reading
      if (turn !== this.turn) return
      this.value = value
      this.problem = undefined
      this.readAt = new Date()
    } catch (error) {
      if (turn !== this.turn) return
      this.problem = error instanceof Problem ? error : new Problem('unknown', 0, String(error), [])
    } finally {
      if (turn === this.turn) this.loading = false
    }
  }
}
