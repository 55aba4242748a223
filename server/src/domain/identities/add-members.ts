/**
 * Members: people who had an account before the program started. Their identities are claimed, so that none of them is
 * ever counted as new. A member that is known already changes nothing.
 */
import { z } from 'zod'
import { retryingTransaction } from '../../db/retry.js'
import { AppError, must, type FieldError } from '../../errors.js'
import { idAt, newId } from '../../ids.js'
import * as field from '../../schema.js'
import type { Context } from '../context.js'
import { readBooks } from '../ledger/books.js'
import { standingUnder, type Program } from '../programs/find.js'
import { claimIdentities, insertUserClaims, isExclusive, readUserOwners, recordSightings, type Use } from './claim.js'
import { digestIdentities, digestOf, identitiesSchema, type IdentityDigest } from './digest.js'

export const membersMax = 1000

export const memberSchema = z
  .strictObject({
    userId: field.userId.nullish(),
    identities: identitiesSchema.nullish(),
    country: field.countryOrEmpty.nullish(),
    createdAt: field.instantOrEmpty.nullish(),
  })
  .refine(
    ({ userId, identities }) => Boolean(userId) || Object.values(identities ?? {}).some(Boolean),
    'needs a userId or an identity: nothing else tells who it is',
  )

export const membersSchema = z.strictObject({ members: z.array(memberSchema).min(1).max(membersMax) })

export interface Member {
  readonly userDigest: string | undefined
  readonly identities: readonly IdentityDigest[]
  /** Carries the time the account was opened. */
  readonly ownerId: string
}

/** @returns how many people were new to the program. @throws AppError `request_invalid` */
export async function addMembers(
  context: Context,
  program: Program,
  input: z.output<typeof membersSchema>,
): Promise<{ received: number; added: number }> {
  return addRead(context, program, membersOf(context, program, input))
}

/** The same of members that were read one by one: see `readMember`. */
export async function addRead(
  context: Context,
  program: Program,
  members: readonly Member[],
): Promise<{ received: number; added: number }> {
  return retryingTransaction(context.sql, async (tx) => {
    const { inForce } = await standingUnder(context, tx, program.id, await readBooks(tx, program.id))
    const named = members.flatMap(({ userDigest, ownerId }) => (userDigest ? [{ digest: userDigest, ownerId }] : []))
    const won = named.length === 0 ? new Set<string>() : await insertUserClaims(tx, program.id, named, false)
    const digests = [...new Set(named.filter(({ ownerId }) => !won.has(ownerId)).map(({ digest }) => digest))]
    const owners = digests.length === 0 ? new Map() : await readUserOwners(tx, program.id, digests)
    const uses = members.flatMap(({ userDigest, identities, ownerId }) => {
      const lostTo: unknown =
        userDigest && !won.has(ownerId) ? must(owners.get(userDigest), 'an owner').ownerId : ownerId
      return identities.map((identity): Use => ({ ...identity, ownerId: String(lostTo) }))
    })
    const exclusive = uses.filter(({ kind }) => isExclusive(kind, inForce.terms.oneRewardPerDevice))
    const shared = uses.filter(({ kind }) => !isExclusive(kind, inForce.terms.oneRewardPerDevice))
    const lost = await claimIdentities(tx, program.id, exclusive)
    await recordSightings(tx, program.id, [...lost, ...shared])
    const clashing = new Set(lost.map(({ ownerId }) => ownerId))
    const added = members.filter(({ userDigest, ownerId }) => (userDigest ? won.has(ownerId) : !clashing.has(ownerId)))
    return { received: members.length, added: added.length }
  })
}

function membersOf(context: Context, program: Program, { members }: z.output<typeof membersSchema>): Member[] {
  const read = members.map((member) => readMember(context, program, member))
  const fields = read.flatMap(({ errors }, index) =>
    errors.map(({ path, message }) => ({ path: `members.${index}.${path}`, message })),
  )
  if (fields.length > 0) {
    throw new AppError('request_invalid', 'Some members cannot be read. None was added.', {
      fields: fields.slice(0, 50),
    })
  }
  return read.map(({ member }) => member)
}

/** One member as digests. Where there are errors, it is not one to be added. */
export function readMember(
  context: Context,
  program: Program,
  input: z.output<typeof memberSchema>,
): { member: Member; errors: FieldError[] } {
  const key = context.keys.key(program.keyVersion, 'identity')
  const { digests, errors } = digestIdentities(key, input.identities ?? {}, input.country)
  const createdAtMs = input.createdAt?.getTime()
  const isAhead = createdAtMs !== undefined && createdAtMs > context.clock.nowMs()
  const member = {
    userDigest: input.userId ? digestOf(key, 'user', input.userId) : undefined,
    identities: digests,
    ownerId: createdAtMs === undefined ? newId() : idAt(createdAtMs),
  }
  const isNobody = member.userDigest === undefined && digests.length === 0 && errors.length === 0
  return {
    member,
    errors: [
      ...errors,
      ...(isAhead ? [{ path: 'createdAt', message: 'must lie in the past' }] : []),
      // An empty identity or a placeholder, such as a device of zeros.
      ...(isNobody ? [{ path: 'identities', message: 'tells of nobody: send a userId or another identity' }] : []),
    ],
  }
}
