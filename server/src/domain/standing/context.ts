/** What every verb of the domain is handed: the database, the keys, the time. Nothing here knows HTTP. */
import type { Clock } from '../../clock.js'
import type { Sql } from '../../db/connect.js'
import type { KeyRing } from '../../db/key-ring.js'
import type { Outgoing } from '../../outgoing.js'
import type { VersionsCache } from './versions.js'

/** Who is behind a call, and what it is called in the record. A sweep has none, and writes no entry. */
export interface Cause {
  /** `owner`, or the wire id of a key or an operator. */
  readonly by: string
  /** As `funding.add`. */
  readonly action: string
  /** A keyed digest of where it came from. */
  readonly address: string | null
}

export interface Context {
  readonly sql: Sql
  readonly keys: KeyRing
  readonly clock: Clock
  readonly versions: VersionsCache
  /** The one way to call somebody else's machine. */
  readonly outgoing: Outgoing
  /** Who is behind this call, for the record of changes. Absent where nobody is: in a sweep. */
  readonly cause?: Cause
}
