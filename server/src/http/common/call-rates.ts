/**
 * How often a key may call: so many times in a second, counted by key and never by address. It keeps an app whose loop ran
 * wild from taking the service away from the others; nothing else rests on it. Of this process alone: each counts its own.
 */
import { AppError } from '../../errors.js'

/** Several times what one process decides a second: an app that is not out of control never meets it. */
export const callsPerSecondMaxDefault = 10_000

const keysMax = 10_000
const windowMs = 1000
/** A bucket's parts do not add up to it exactly. */
const roundingMs = 0.001

/** A bucket a key, refilled evenly: it holds a second's calls. By a clock that nobody sets, and that never goes back. */
export class CallRates {
  /** When a key's bucket is full again. */
  private readonly fullAtMs = new Map<string, number>()

  /** @throws AppError `too_many_calls` */
  count(keyId: string, callsPerSecondMax: number | null): void {
    const perSecond = callsPerSecondMax ?? callsPerSecondMaxDefault
    const waitMs = this.take(keyId, perSecond, performance.now())
    if (waitMs === 0) return
    throw new AppError('too_many_calls', `This key may call ${perSecond} times a second. Wait, and send it again.`, {
      retryAfterSeconds: Math.ceil(waitMs / 1000),
    })
  }

  /** @returns 0 where the call is taken, or how long to wait. What is not taken costs nothing. */
  take(keyId: string, perSecond: number, nowMs: number): number {
    const fullAtMs = Math.max(this.fullAtMs.get(keyId) ?? 0, nowMs) + windowMs / perSecond
    const waitMs = fullAtMs - nowMs - windowMs
    if (waitMs > roundingMs) return waitMs
    if (this.fullAtMs.size >= keysMax && !this.fullAtMs.has(keyId)) this.forgetFull(nowMs)
    this.fullAtMs.set(keyId, fullAtMs)
    return 0
  }

  get size(): number {
    return this.fullAtMs.size
  }

  /** A full bucket says nothing. Where so many keys call at once that none is full, all begin anew. */
  private forgetFull(nowMs: number): void {
    for (const [keyId, fullAtMs] of this.fullAtMs) if (fullAtMs <= nowMs) this.fullAtMs.delete(keyId)
    if (this.fullAtMs.size >= keysMax) this.fullAtMs.clear()
  }
}
