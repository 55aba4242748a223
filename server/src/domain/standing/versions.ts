/** The versions of a program's terms: the announced ones, and the one in force at a time. */
import { BoundedCache } from '../../bounded-cache.js'
import type { Sql, Tx } from '../../db/connect.js'
import { assert, must } from '../../errors.js'
import { storedTermsSchema, type Terms } from './terms.js'

export interface ProgramVersion {
  readonly version: number
  readonly terms: Terms
  readonly announcedAt: Date
  readonly effectiveAt: Date
}

/** Every version of a program, oldest first. */
export class Versions {
  readonly all: readonly ProgramVersion[]
  private readonly byNumber: ReadonlyMap<number, ProgramVersion>

  constructor(all: readonly ProgramVersion[]) {
    assert(all.length > 0, 'a program has a version')
    this.all = all
    this.byNumber = new Map(all.map((version) => [version.version, version]))
  }

  get newest(): ProgramVersion {
    return must(this.all.at(-1), 'a program has a version')
  }

  get(version: number): ProgramVersion {
    return must(this.byNumber.get(version), `version ${version} of a program`)
  }

  /**
   * The newest version whose time has come. The first is in force even before its own time, because there is no other.
   */
  inForce(at: Date): ProgramVersion {
    return this.all.findLast((version) => version.effectiveAt <= at) ?? must(this.all[0], 'a program has a version')
  }

  /** Announced and not yet in force, in their order. */
  announced(at: Date): readonly ProgramVersion[] {
    const current = this.inForce(at)
    return this.all.filter((version) => version.version > current.version && version.effectiveAt > at)
  }
}

const programsCachedMax = 1000

/** Versions never change, so a list read for a newest version stays correct. */
export class VersionsCache {
  private readonly cached = new BoundedCache<number, Versions>(programsCachedMax)

  async get(sql: Sql | Tx, programId: number, newest: number): Promise<Versions> {
    const known = this.cached.get(programId)
    // A transaction that read its books earlier may need fewer versions than another one has loaded.
    if (known !== undefined && known.newest.version === newest) return known
    const versions = new Versions((await readVersions(sql, programId)).filter((version) => version.version <= newest))
    this.cached.set(programId, versions)
    return versions
  }
}

async function readVersions(sql: Sql | Tx, programId: number): Promise<ProgramVersion[]> {
  const rows = await sql<{ version: number; terms: unknown; announced_at: Date; effective_at: Date }[]>`
    select version, terms, announced_at, effective_at
    from program_versions
    where program_id = ${programId}
    order by version`
  return rows.map((row) => ({
    version: row.version,
    terms: storedTermsSchema.parse(row.terms),
    announcedAt: row.announced_at,
    effectiveAt: row.effective_at,
  }))
}
