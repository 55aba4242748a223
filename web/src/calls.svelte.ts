/** What a page does with the service: reads something, or does something. Each says that it is at work, or why it failed. */

/** Turns what was thrown into what the page says. May throw it again. */
export type Explain<Problem> = (error: unknown) => Problem

/** Something that is read. What is on the screen stays until the new is there, so that nothing jumps. */
export class Reading<T, Problem> {
  value = $state.raw<T | undefined>(undefined)
  problem = $state.raw<Problem | undefined>(undefined)
  loading = $state(true)
  /** When what is on the screen was read. */
  readAt = $state.raw<Date | undefined>(undefined)
  protected readonly read: () => Promise<T>
  private readonly explain: Explain<Problem>
  private turn = 0

  constructor(read: () => Promise<T>, explain: Explain<Problem>) {
    this.read = read
    this.explain = explain
  }

  refresh(): Promise<void> {
    return this.take(this.read())
  }

  /** An answer to an older question comes too late to be shown. */
  protected async take(reading: Promise<T>): Promise<void> {
    const turn = ++this.turn
    this.loading = true
    try {
      const value = await reading
      if (turn !== this.turn) return
      this.value = value
      this.problem = undefined
      this.readAt = new Date()
    } catch (error) {
      if (turn === this.turn) this.problem = this.explain(error)
    } finally {
      if (turn === this.turn) this.loading = false
    }
  }
}

/** Something that a person does: at work, done, or refused with a reason that stands beside its fields. */
export class Doing<Problem> {
  working = $state(false)
  problem = $state.raw<Problem | undefined>(undefined)
  private readonly explain: Explain<Problem>

  constructor(explain: Explain<Problem>) {
    this.explain = explain
  }

  /** Runs one at a time: a second press while the first is at work does nothing. @returns undefined when it failed. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.working) return undefined
    this.working = true
    this.problem = undefined
    try {
      return await work()
    } catch (error) {
      this.problem = this.explain(error)
      return undefined
    } finally {
      this.working = false
    }
  }
}
