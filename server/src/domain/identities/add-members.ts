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

const memberSchema = z
  .strictObject({
    userId: field.userId.nullish(),
    identities: identitiesSchema.nullish(),
    country: field.country.nullish(),
    createdAt: field.instant.nullish(),
  })
  .refine(
    ({ userId, identities }) => Boolean(userId) || Object.values(identities ?? {}).some(Boolean),
    'needs a userId or an identity: nothing else tells who it is',
  )

export const membersSchema = z.strictObject({ members: z.array(memberSchema).min(1).max(membersMax) })

interface Member {
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
  const members = membersOf(context, program, input)
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
  const key = context.keys.key(program.keyVersion, 'identity')
  const nowMs = context.clock.nowMs()
  const errors: FieldError[] = []
  const read = members.map((member, index): Member => {
    const digested = digestIdentities(key, member.identities ?? {}, member.country ?? 'BD')
    const at = `members.${index}`
    errors.push(...digested.errors.map(({ path, message }) => ({ path: `${at}.${path}`, message })))
    const createdAtMs = member.createdAt?.getTime()
    if (createdAtMs !== undefined && createdAtMs > nowMs)
      errors.push({ path: `${at}.createdAt`, message: 'must lie in the past' })
    return {
      userDigest: member.userId ? digestOf(key, 'user', member.userId) : undefined,
      identities: digested.digests,
      ownerId: createdAtMs === undefined ? newId() : idAt(createdAtMs),
    }
  })
  if (errors.length > 0) {
    throw new AppError('request_invalid', 'Some members cannot be read. None was added.', {
      fields: errors.slice(0, 50),
    })
  }
  return read
}
