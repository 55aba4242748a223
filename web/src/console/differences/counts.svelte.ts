/** How many differences are open in each program, as it was read last, by whichever part of the page read it. */
import { untrack } from 'svelte'
import type { Counts } from './difference.js'

class OpenCounts {
  private known = $state.raw<Readonly<Record<string, Counts>>>({})

  of(program: string): Counts | undefined {
    return this.known[program]
  }

  tell(program: string, counts: Counts): void {
    // Untracked: an effect that tells would run again because of what it told.
    this.known = { ...untrack(() => this.known), [program]: counts }
  }
}

export const openCounts = new OpenCounts()
