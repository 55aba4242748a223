/** What every verb of the domain receives: the database, the keys, the time. Nothing here knows HTTP. */
import type { Clock } from '../../clock.js'
import type { Sql } from '../../db/connect.js'
import type { KeyRing } from '../../db/key-ring.js'
import type { VetoVerdict } from '../../db/rows.js'
import type { Networks } from '../../networks/networks.js'
import type { InTurn } from '../../in-turn.js'
import type { Outgoing } from '../../outgoing.js'
import type { FraudSettingsCache } from '../fraud/settings-cache.js'
import type { VersionsCache } from './versions.js'

/** The caller, and the name of the call in the audit record. A sweep has none, and writes no entry. */
export interface Cause {
  /** `owner`, or the wire id of a key or an operator. */
  readonly by: string
  /** For example `funding.add`. */
  readonly action: string
  /** A keyed digest of the caller's address. */
  readonly address: string | null
}

/** What became of a test delivery. */
export interface WebhookTry {
  readonly accepted: boolean
  /** The HTTP status, if there was an answer. */
  readonly status: number | null
  /** A sentence that says what went wrong. */
  readonly error: string | null
}

export interface Context {
  readonly sql: Sql
  readonly keys: KeyRing
  readonly clock: Clock
  readonly versions: VersionsCache
  readonly fraudSettings: FraudSettingsCache
  /** Whose network an address belongs to. */
  readonly networks: Networks
  /** The only way to call another machine. */
  readonly outgoing: Outgoing
  /** Questions to apps that are under way: few of a program at once. */
  readonly questions: InTurn<VetoVerdict | undefined>
  /** Test deliveries to webhooks that are under way. */
  readonly webhookTries: InTurn<WebhookTry>
  /** Checks of a program's books that are under way: one at a time, because each reads every transfer. */
  readonly bookChecks: InTurn<void>
  /** The caller, for the audit record. Undefined in a sweep. */
  readonly cause?: Cause
}
