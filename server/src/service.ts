/** The service's parts, created once per process: the domain's context, the batchers, the holders of keys. */
import type { Clock } from './clock.js'
import type { Sql } from './db/connect.js'
import type { KeyRing } from './db/key-ring.js'
import { clickBatchers } from './domain/clicks/record.js'
import { FraudSettingsCache } from './domain/fraud/settings-cache.js'
import type { Context } from './domain/standing/context.js'
import { KeyHolders } from './domain/keys/holders.js'
import { TypicalEarningsReader } from './domain/programs/typical-earnings.js'
import { Programs } from './domain/standing/find.js'
import { VersionsCache } from './domain/standing/versions.js'
import { RefusedCalls } from './domain/refused-calls/calls.js'
import { signupBatchers, type BatchLimits } from './domain/signups/submit.js'
import { askedAbreastMax, askedWaitingMax } from './domain/veto/ask.js'
import { checksWaitingMax } from './domain/sweeps/check-books.js'
import { triesAbreastMax, triesWaitingMax } from './domain/webhooks/try.js'
import { InTurn } from './in-turn.js'
import { Metrics } from './metrics.js'
import { Networks } from './networks/networks.js'
import { Outgoing } from './outgoing.js'

export interface Service {
  readonly context: Context
  readonly programs: Programs
  readonly keyHolders: KeyHolders
  readonly signups: ReturnType<typeof signupBatchers>
  readonly clicks: ReturnType<typeof clickBatchers>
  readonly typicalEarnings: TypicalEarningsReader
  readonly metrics: Metrics
  readonly refusedCalls: RefusedCalls
  readonly passwords: Passwords | undefined
  /** The origin of the service (`https://refer.example.com`). Known once it listens. */
  publicUrl: string
  /** Resolves when everything accepted is done. */
  drained(): Promise<void>
}

/** How passwords of operators are hashed. */
export interface Passwords {
  readonly hash: (password: string) => Promise<string>
  readonly verify: (stored: { readonly hash: string; readonly password: string }) => Promise<boolean>
}

export interface ServiceOptions {
  readonly signupLimits?: BatchLimits
  /** For tests, which sign in hundreds of times; the library's scrypt if undefined. */
  readonly passwords?: Passwords
  /** As configured; none if undefined. */
  readonly privateNetworks?: readonly string[]
  /** A folder with newer tables of networks than those of the packages. */
  readonly networkTables?: string | undefined
}

export function createService(sql: Sql, keys: KeyRing, clock: Clock, options: ServiceOptions = {}): Service {
  const { signupLimits, passwords, privateNetworks = [], networkTables } = options
  const context: Context = {
    sql,
    keys,
    clock,
    versions: new VersionsCache(),
    fraudSettings: new FraudSettingsCache(),
    networks: new Networks(networkTables),
    outgoing: new Outgoing(privateNetworks),
    questions: new InTurn(askedAbreastMax, askedWaitingMax),
    webhookTries: new InTurn(triesAbreastMax, triesWaitingMax),
    bookChecks: new InTurn(1, checksWaitingMax),
  }
  const metrics = new Metrics()
  const refusedCalls = new RefusedCalls(sql)
  const signups = signupBatchers(context, (size) => metrics.signupBatch.observe(size), signupLimits)
  const clicks = clickBatchers(context, {
    batch: (size) => metrics.clickBatch.observe(size),
    recorded(known, unknown) {
      metrics.visits.inc({ kind: 'click' }, known)
      metrics.visits.inc({ kind: 'unknown_code' }, unknown)
    },
  })
  metrics.watchQueues({ signups: () => signups.queued, clicks: () => clicks.queued })
  return {
    context,
    programs: new Programs(context),
    keyHolders: new KeyHolders(context),
    signups,
    clicks,
    typicalEarnings: new TypicalEarningsReader(context),
    metrics,
    refusedCalls,
    passwords,
    publicUrl: '',
    drained: async () => {
      await Promise.all([signups.drained(), clicks.drained(), refusedCalls.drained()])
    },
  }
}
