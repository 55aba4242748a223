/**
 * Which advocate a code belongs to, as this process last read it. What is here is never believed: the statement that uses it
 * confirms, in its own snapshot, that no link has changed since (`books.links_epoch`). Unknown codes are not kept: a code
 * that is given out, or counts again, is found by the next click.
 */

/** Ten digits and sixteen bytes each, some 10 MB. */
const keptMax = 100_000

export interface KnownAdvocates {
  readonly epoch: bigint
  /** Ids in bytes, by code. */
  readonly byCode: ReadonlyMap<string, string>
}

export class Advocates {
  private readonly programs = new Map<number, { readonly epoch: bigint; readonly byCode: Map<string, string> }>()
  private kept = 0

  of(programId: number): KnownAdvocates | undefined {
    return this.programs.get(programId)
  }

  /** Forgets what a statement could not confirm, unless another batch has read anew meanwhile. */
  forget(programId: number, outdated: KnownAdvocates | undefined): void {
    const known = this.programs.get(programId)
    if (known === undefined || known !== outdated) return
    this.programs.delete(programId)
    this.kept -= known.byCode.size
  }

  /** @param found ids in bytes, by code, as they were read under this epoch */
  learn(programId: number, epoch: bigint, found: ReadonlyMap<string, string>): void {
    let known = this.programs.get(programId)
    // Of two batches, the one that read first may be answered last.
    if (known !== undefined && known.epoch > epoch) return
    if (this.kept + found.size > keptMax) {
      this.programs.clear()
      this.kept = 0
      known = undefined
    }
    if (known?.epoch !== epoch) {
      this.forget(programId, known)
      this.programs.set(programId, (known = { epoch, byCode: new Map() }))
    }
    const before = known.byCode.size
    for (const [code, id] of found) known.byCode.set(code, id)
    this.kept += known.byCode.size - before
  }
}
