/** How many appeals are open in each program, as it was read last, by whichever part of the page read it. */
import { untrack } from 'svelte'

class OpenAppeals {
  private known = $state.raw<Readonly<Record<string, number>>>({})

  of(program: string): number | undefined {
    return this.known[program]
  }

  tell(program: string, open: number): void {
    // Untracked: an effect that tells would run again because of what it told.
    this.known = { ...untrack(() => this.known), [program]: open }
  }
}

export const openAppeals = new OpenAppeals()
