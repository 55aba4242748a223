/** Limits sign-in attempts by account and by address, across all processes. Both are stored as keyed digests. */
import { arrayText } from '../../db/array-text.js'
import { AppError } from '../../errors.js'
import { ending } from '../../retention.js'
import { addressDigest, digestOf } from '../identities/digest.js'
import type { Context } from '../standing/context.js'

const windowMs = ending.signInAttempts.keptMs
const accountAttemptsMax = 10
/** An office shares one address. */
const addressAttemptsMax = 50

export interface Attempt {
  /** Undefined before an account is named. */
  readonly email?: string
  readonly address: string
}

/**
 * Counts before the attempt is checked, so twenty concurrent attempts count as twenty. @throws AppError
 * `too_many_attempts`
 */
export async function countAttempt(context: Context, attempt: Attempt): Promise<void> {
  const at = new Date(context.clock.nowMs())
  const since = new Date(at.getTime() - windowMs)
  const limits = limitsOf(context, attempt).toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const counted = await context.sql<{ key: string; count: number; started_at: Date }[]>`
    insert into sign_in_attempts as known (key, started_at, count)
    select key, ${at}, 1 from unnest(${arrayText(limits.map(({ key }) => key))}::uuid[]) as t (key)
    on conflict (key) do update
      set started_at = case when known.started_at < ${since} then excluded.started_at else known.started_at end,
          count = case when known.started_at < ${since} then 1 else least(known.count, 1000000) + 1 end
    returning key, count, started_at`
  for (const { key, count, started_at: startedAt } of counted) {
    const max = limits.find((limit) => limit.key === key)?.max ?? 0
    if (count <= max) continue
    const retryAfterSeconds = Math.max(1, Math.ceil((startedAt.getTime() + windowMs - at.getTime()) / 1000))
    throw new AppError('too_many_attempts', 'Too many attempts. Wait a quarter of an hour and try again.', {
      retryAfterSeconds,
    })
  }
}

/** A successful sign-in resets the account's count, not the address's. */
export async function forgetAttempts(context: Context, email: string): Promise<void> {
  await context.sql`delete from sign_in_attempts where key = ${accountKey(context, email)}`
}

/** Deletes attempts that no longer count. */
export async function dropOldAttempts(context: Context): Promise<void> {
  const since = new Date(context.clock.nowMs() - windowMs)
  await context.sql`delete from sign_in_attempts where started_at < ${since}`
}

function limitsOf(context: Context, { email, address }: Attempt): { key: string; max: number }[] {
  const byAddress = { key: operatorAddress(context, address), max: addressAttemptsMax }
  return email === undefined ? [byAddress] : [byAddress, { key: accountKey(context, email), max: accountAttemptsMax }]
}

function accountKey(context: Context, email: string): string {
  return digestOf(ringKey(context), 'email', email.toLowerCase())
}

/** An operator's address as a keyed digest: equal addresses can be recognised, not read. */
export function operatorAddress(context: Context, address: string): string {
  return addressDigest(ringKey(context), address)
}

function ringKey({ keys }: Context): Buffer {
  return keys.key(keys.latestVersion, 'operator')
}
