import { Reading } from '../../calls.svelte.js'
import { problemOf, type Problem } from './api.js'

const liveMs = 10_000

/**
 * Something that the console reads: again when what it depends on changes, and, where it is live, every few seconds
 * while the page is looked at.
 */
export class Resource<T> extends Reading<T, Problem> {
  /**
   * Made while a component is set up.
   * @param read is run again whenever something reactive that it reads before its first `await` changes.
   */
  constructor(read: () => Promise<T>, options: { readonly live?: boolean } = {}) {
    super(read, problemOf)
    $effect(() => {
      void this.take(this.read())
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
}
