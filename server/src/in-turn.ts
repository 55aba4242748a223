/**
 * Work that is shared and limited: equal work that is under way is done once, and at most so many of a group run at once.
 * Others wait in order of arrival. It saves calls; no promise depends on it.
 */
import { AppError } from './errors.js'

interface Group {
  running: number
  readonly waiting: (() => void)[]
}

export class InTurn<T> {
  private readonly abreastMax: number
  private readonly waitingMax: number
  private readonly groups = new Map<number, Group>()
  private readonly underWay = new Map<string, Promise<T>>()

  constructor(abreastMax: number, waitingMax: number) {
    this.abreastMax = abreastMax
    this.waitingMax = waitingMax
  }

  /** @throws AppError `overloaded` if too many of the group wait; what the work throws */
  run(group: number, name: string, work: () => Promise<T>): Promise<T> {
    const key = `${group} ${name}`
    const shared = this.underWay.get(key)
    if (shared !== undefined) return shared
    const own = this.afterOthers(group, work).finally(() => this.underWay.delete(key))
    this.underWay.set(key, own)
    return own
  }

  private async afterOthers(group: number, work: () => Promise<T>): Promise<T> {
    const turns = this.groups.get(group) ?? { running: 0, waiting: [] }
    this.groups.set(group, turns)
    if (turns.running < this.abreastMax) turns.running += 1
    else await this.turnIn(turns)
    try {
      return await work()
    } finally {
      const next = turns.waiting.shift()
      if (next !== undefined) next()
      else turns.running -= 1
      if (turns.running === 0) this.groups.delete(group)
    }
  }

  private turnIn({ waiting }: Group): Promise<void> {
    if (waiting.length >= this.waitingMax) {
      const problem = 'Too many requests are waiting. Send the same request again in a moment.'
      throw new AppError('overloaded', problem, { retryAfterSeconds: 1 })
    }
    return new Promise((resolve) => waiting.push(resolve))
  }
}
