/** Advisory checks before launch that cannot be derived from the terms. They never prevent a launch. */
import type { Sql } from '../../db/connect.js'
import type { MethodKind } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import type { Context } from '../standing/context.js'
import { methodKinds } from '../standing/method-kinds.js'
import { providerFor } from '../payouts/providers/registry.js'
import { checkDestination, type DestinationCheck } from './destination.js'
import { standingOf, type Program } from '../standing/find.js'
import type { Terms } from '../standing/terms.js'

/** Not counted further: a launch does not depend on the exact number. */
export const membersCountedMax = 100_000

export interface LaunchChecks {
  readonly members: { readonly count: number; readonly isMore: boolean }
  readonly destination: DestinationCheck
  readonly payouts: readonly PayoutCheck[]
}

/** For a kind of account that the terms pay to. */
export interface PayoutCheck {
  readonly kind: MethodKind
  /** The smallest amount that its provider pays; null if nothing can be paid to this kind now. */
  readonly minimumMinor: bigint | null
}

export async function readLaunchChecks(context: Context, program: Program): Promise<LaunchChecks> {
  const { terms } = (await standingOf(context, program.id)).inForce
  const [members, destination, payouts] = await Promise.all([
    countMembers(context.sql, program.id),
    checkDestination(context, program.id, terms.destinations.web),
    checkPayouts(context.sql, program, terms),
  ])
  return { members, destination, payouts }
}

/** Known by an identity, and in no list of participants: people reported as members. */
async function countMembers(sql: Sql, programId: number): Promise<LaunchChecks['members']> {
  const [row] = await sql<{ people: number; read: number }[]>`
    select count(distinct owner_id)::int as people, count(*)::int as read
    from (
      select owner_id from identity_claims c
      where program_id = ${programId}
        and not exists (select from participants p where p.program_id = ${programId} and p.id = c.owner_id)
      limit ${membersCountedMax}
    ) claims`
  return { count: row?.people ?? 0, isMore: row?.read === membersCountedMax }
}

async function checkPayouts(sql: Sql, program: Program, terms: Terms): Promise<PayoutCheck[]> {
  const paid = methodKinds.filter((kind) => terms.payouts.providers[kind] !== null)
  return Promise.all(paid.map(async (kind) => ({ kind, minimumMinor: await minimumOf(sql, program, terms, kind) })))
}

async function minimumOf(sql: Sql, program: Program, terms: Terms, kind: MethodKind): Promise<bigint | null> {
  try {
    return (await providerFor(sql, program, terms, kind)).limits(kind).minimumMinor
  } catch (error) {
    if (error instanceof AppError && error.code === 'payout_method_unavailable') return null
    throw error
  }
}
