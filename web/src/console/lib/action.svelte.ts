/** Something that the operator does: at work, done, or refused with a reason that the form shows beside its fields. */
import { Problem } from './api.js'

export class Action<T = void> {
  working = $state(false)
  problem = $state.raw<Problem | undefined>(undefined)

  /** Runs one at a time: a second press while the first is at work does nothing. @returns undefined when it failed. */
  async run(work: () => Promise<T>): Promise<T | undefined> {
    if (this.working) return undefined
    this.working = true
    this.problem = undefined
    try {
      return await work()
    } catch (error) {
      this.problem = error instanceof Problem ? error : new Problem('unknown', 0, String(error), [])
      return undefined
    } finally {
      this.working = false
    }
  }

  /** The reason that stands beside a field. */
  of(path: string): string | undefined {
    return this.problem?.fields.find((field) => field.path === path)?.message
  }
}
