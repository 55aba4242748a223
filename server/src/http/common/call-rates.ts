/**
 * Limits the calls of a key per second, never by address. It keeps a runaway app from blocking the others; nothing else
 * rests on it. Each process counts separately.
 */
import { AppError } from '../../errors.js'

/** Several times what one process decides in a second: a healthy app never reaches it. */
export const callsPerSecondMaxDefault = 10_000

const keysMax = 10_000
const windowMs = 1000
/** The parts of a bucket do not add up exactly. */
const roundingMs = 0.001

/** A bucket per key, refilled evenly; it holds a second's calls. Uses a monotonic clock. */
export class CallRates {
  /** When a key's bucket is full again. */
  private readonly fullAtMs = new Map<string, number>()

  /** @throws AppError `too_many_calls` */
  count(keyId: string, callsPerSecondMax: number | null): void {
    const perSecond = callsPerSecondMax ?? callsPerSecondMaxDefault
    this.refuse(perSecond, this.take(keyId, perSecond, performance.now()))
  }

  /** See `takeMore`. @throws AppError `too_many_calls` */
  countMore(keyId: string, callsPerSecondMax: number | null, more: number): void {
    const perSecond = callsPerSecondMax ?? callsPerSecondMaxDefault
    this.refuse(perSecond, this.takeMore(keyId, perSecond, performance.now(), more))
  }

  private refuse(perSecond: number, waitMs: number): void {
    if (waitMs === 0) return
    throw new AppError('too_many_calls', `This key may call ${perSecond} times a second. Wait, and send it again.`, {
      retryAfterSeconds: Math.ceil(waitMs / 1000),
    })
  }

  /** @returns 0 if the call is accepted, or how long to wait. A refused call costs nothing. */
  take(keyId: string, perSecond: number, nowMs: number): number {
    return this.spend(keyId, perSecond, nowMs, { needed: 1, spent: 1 })
  }

  /**
   * For a counted call that turned out to stand for more. It may spend what the bucket does not have yet: a slow key can
   * send a large call too, and then waits longer.
   * @returns 0 if it is accepted, or how long to wait
   */
  takeMore(keyId: string, perSecond: number, nowMs: number, more: number): number {
    return this.spend(keyId, perSecond, nowMs, { needed: 0, spent: more })
  }

  private spend(keyId: string, perSecond: number, nowMs: number, calls: { needed: number; spent: number }): number {
    const startMs = Math.max(this.fullAtMs.get(keyId) ?? 0, nowMs)
    const costMs = windowMs / perSecond
    const waitMs = startMs + calls.needed * costMs - nowMs - windowMs
    if (waitMs > roundingMs) return waitMs
    if (this.fullAtMs.size >= keysMax && !this.fullAtMs.has(keyId)) this.forgetFull(nowMs)
    this.fullAtMs.set(keyId, startMs + calls.spent * costMs)
    return 0
  }

  get size(): number {
    return this.fullAtMs.size
  }

  /** A full bucket needs no entry. If so many keys call at once that none is full, all start again. */
  private forgetFull(nowMs: number): void {
    for (const [keyId, fullAtMs] of this.fullAtMs) if (fullAtMs <= nowMs) this.fullAtMs.delete(keyId)
    if (this.fullAtMs.size >= keysMax) this.fullAtMs.clear()
  }
}
