/** How a friend came to an advocate, as operators see it in a timeline and next to an appeal. */
import type { EvidenceKind } from '../../db/rows.js'

export interface Evidence {
  readonly by: EvidenceKind | null
  /** A code typed after the account was opened. */
  readonly late: boolean
  readonly version: number | null
  /** The time of their click, while it is kept. */
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
