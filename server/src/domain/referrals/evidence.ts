/** By what a friend came to an advocate, as people who look into it are shown: in a person's story and beside an appeal. */
import type { EvidenceKind } from '../../db/rows.js'

export interface Evidence {
  readonly by: EvidenceKind | null
  /** A code that was typed after the account was opened. */
  readonly late: boolean
  readonly version: number | null
  /** Of the click that brought them, while it is kept. */
  readonly clickedAt: Date | null
  readonly channel: string | null
  readonly platform: string | null
}

export interface EvidenceRow {
  attributed_by: EvidenceKind | null
  late: boolean
  version: number | null
  clicked_at: Date | null
  via: string | null
  platform: string | null
}

export function evidenceOf(row: EvidenceRow): Evidence {
  return {
    by: row.attributed_by,
    late: row.late,
    version: row.version,
    clickedAt: row.clicked_at,
    channel: row.via,
    platform: row.platform,
  }
}
