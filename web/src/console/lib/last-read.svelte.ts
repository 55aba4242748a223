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

/** Hands on a page of a list, and remembers how many of it wait. */
export async function noting<Page extends { readonly open: number }>(
  known: LastRead<number>,
  program: string,
  reading: Promise<Page>,
): Promise<Page> {
  const page = await reading
  known.tell(program, page.open)
  return page
}
