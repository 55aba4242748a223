/** Writes a version of how a program looks for abuse, and makes it the one in use. */
import type { Tx } from '../../db/connect.js'
import type { FraudSettings } from './settings.js'

export interface NewVersion {
  readonly version: number
  readonly settings: FraudSettings
  readonly by: string
  readonly at: Date
}

/** The caller has locked the books and counted the version from them. */
export async function insertFraudVersion(
  tx: Tx,
  programId: number,
  { version, settings, by, at }: NewVersion,
): Promise<void> {
  await tx`
    insert into fraud_versions (program_id, version, settings, made_at, made_by)
    values (${programId}, ${version}, ${JSON.stringify(settings)}::text::jsonb, ${at}, ${by})`
  await tx`update books set fraud_version = ${version} where program_id = ${programId}`
}
