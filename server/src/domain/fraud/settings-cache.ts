/** The settings of programs by version. Read for the books' version; a version never changes, so it is cached. */
import { BoundedCache } from '../../bounded-cache.js'
import type { Sql, Tx } from '../../db/connect.js'
import { must } from '../../errors.js'
import { fraudSettingsSchema, type FraudSettings } from './settings.js'

const programsCachedMax = 1000

/** Of a program that has set nothing: version 0. */
export const defaultSettings: FraudSettings = fraudSettingsSchema.parse({})

export class FraudSettingsCache {
  private readonly cached = new BoundedCache<number, { readonly version: number; readonly settings: FraudSettings }>(
    programsCachedMax,
  )

  async get(sql: Sql | Tx, programId: number, version: number): Promise<FraudSettings> {
    if (version === 0) return defaultSettings
    const known = this.cached.get(programId)
    if (known?.version === version) return known.settings
    const { settings } = must(await readFraudVersion(sql, programId, version), 'the version that the books name')
    this.cached.set(programId, { version, settings })
    return settings
  }
}

export interface FraudVersion {
  readonly settings: FraudSettings
  readonly madeAt: Date
  readonly madeBy: string
}

export async function readFraudVersion(
  sql: Sql | Tx,
  programId: number,
  version: number,
): Promise<FraudVersion | undefined> {
  const [row] = await sql<{ settings: unknown; made_at: Date; made_by: string }[]>`
    select settings, made_at, made_by from fraud_versions
    where program_id = ${programId} and version = ${version}`
  if (row === undefined) return undefined
  return { settings: fraudSettingsSchema.parse(row.settings), madeAt: row.made_at, madeBy: row.made_by }
}
