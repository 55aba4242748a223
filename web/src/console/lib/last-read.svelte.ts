/** Something of each program as it was read last, by whichever part of the page read it. */
import { untrack } from 'svelte'

export class LastRead<T> {
  private known = $state.raw<Readonly<Record<string, T>>>({})

  of(program: string): T | undefined {
    return this.known[program]
  }

  tell(program: string, value: T): void {
    // Untracked: an effect that tells would run again because of what it told.
    this.known = { ...untrack(() => this.known), [program]: value }
  }
}
