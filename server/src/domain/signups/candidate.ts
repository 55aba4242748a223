/** A signup to decide: a first report, or an organic one with a code in time. */
import type { DecisionReason } from '../../db/rows.js'
import type { Account } from './accounts.js'
import type { OrganicFacts } from './stored.js'

export interface Candidate extends Account {
  /** An organic signup with a code in time. */
  readonly late: boolean
  /** Why it was organic at first; null for a first decision. */
  readonly organicBefore: DecisionReason | null
  /** See `Opening` in evidence.ts. */
  readonly joinedBy: Date | null
  readonly facts: OrganicFacts
}
