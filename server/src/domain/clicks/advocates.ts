/**
 * Which advocate a code belongs to, as this process last read it. What is here is never believed: the statement that uses it
 * confirms, in its own snapshot, that no link has changed since (`books.links_epoch`). Unknown codes are not kept: a code
 * that is given out, or counts again, is found by the next click.
 */
import { BoundedCache } from '../../bounded-cache.js'

const programsMax = 10_000
/** Some 15 MB. */
const codesMax = 100_000

/** What was read of one program under one epoch. Another object with the same epoch is another reading. */
export interface Reading {
  readonly epoch: bigint
}

export interface KnownAdvocates {
  readonly reading: Reading
  /** In bytes, by the place of their codes; null if unknown. */
  readonly ids: readonly (string | null)[]
}

export class Advocates {
  private readonly readings = new BoundedCache<number, Reading>(programsMax)
  /** Two programs may have given out the same code. The reading tells whose advocate is kept: the newest. */
  private readonly byCode = new BoundedCache<string, { readonly reading: Reading; readonly id: string }>(codesMax)

  of(programId: number, codes: readonly string[]): KnownAdvocates | undefined {
    const reading = this.readings.get(programId)
    return reading && { reading, ids: codes.map((code) => this.idOf(reading, code)) }
  }

  private idOf(reading: Reading, code: string): string | null {
    const kept = this.byCode.get(code)
    return kept?.reading === reading ? kept.id : null
  }

  /** Forgets what a statement could not confirm, unless another batch has read anew meanwhile. */
  forget(programId: number, outdated: Reading): void {
    if (this.readings.get(programId) === outdated) this.readings.delete(programId)
  }

  /** @param found ids in bytes, by code, as they were read under this epoch */
  learn(programId: number, epoch: bigint, found: ReadonlyMap<string, string>): void {
    let reading = this.readings.get(programId)
    // Of two batches, the one that read first may be answered last.
    if (reading !== undefined && reading.epoch > epoch) return
    if (reading?.epoch !== epoch) this.readings.set(programId, (reading = { epoch }))
    for (const [code, id] of found) this.byCode.set(code, { reading, id })
  }
}
