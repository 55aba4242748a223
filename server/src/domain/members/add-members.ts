/**
 * Members: people who had an account before the program started. Their identities are claimed, so none of them counts
 * as new. If a member was already counted as a friend, an unreleased reward is reversed. Repeating a member changes
 * nothing.
 */
import * as z from 'zod'
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { AppError, type FieldError } from '../../errors.js'
import { idAt } from '../../ids.js'
import * as field from '../../schema.js'
import { unite } from '../fraud/clusters/unite.js'
import type { Context } from '../standing/context.js'
import { deviceRuleOf } from '../standing/device-rule.js'
import type { Program, Standing } from '../standing/find.js'
import { notOpenedYet, occurredAheadMsMax, openedAtOf } from '../standing/occurred-at.js'
import { holdTerms, inProgram } from '../standing/in-program.js'
import { lockFriends, reverseFormerMembers, type FormerMember } from '../signups/former-members.js'
import type { Use } from '../identities/claim.js'
import { digestIdentities, digestOf, identitiesSchema, type IdentityDigest } from '../identities/digest.js'
import { claimUses, recordUses, relyOnOneOwner, type Claimed } from '../identities/use.js'
import { claimMembers, claimOfMembers } from './claim-members.js'

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
  /** Contains the time the account was opened. Without one, it is older than all others. */
  readonly ownerId: string
  /** When the account was opened; undefined if unknown. */
  readonly createdAt: Date | undefined
}

/** @returns how many people were new to the program. @throws AppError `request_invalid` */
export async function addMembers(
  context: Context,
  program: Program,
  input: z.output<typeof membersSchema>,
): Promise<{ received: number; added: number }> {
  return addRead(context, program, membersOf(context, program, input))
}

/** The same for members that were read one by one: see `readMember`. */
export async function addRead(
  context: Context,
  program: Program,
  members: readonly Member[],
): Promise<{ received: number; added: number }> {
  return inProgram(context, program, async (tx, standing) => {
    const added = await addMembersIn(tx, program, standing, members)
    return { received: members.length, added: added.length }
  })
}

/** @returns those who were new to the program. */
export async function addMembersIn(
  tx: Tx,
  program: Program,
  standing: Standing,
  members: readonly Member[],
): Promise<readonly Member[]> {
  const named = members.flatMap(({ userDigest, ownerId }) => (userDigest ? [{ digest: userDigest, ownerId }] : []))
  const owners = await claimMembers(tx, program.id, named)
  const known = members.map((member): Known => {
    const owner = member.userDigest === undefined ? undefined : owners.get(member.userDigest)
    return { member, id: owner?.ownerId ?? member.ownerId, signedUp: owner?.signedUp ?? false }
  })
  const uses = known.flatMap(({ member, id }) =>
    member.identities.map((identity): Use => ({ ...identity, ownerId: id })),
  )
  const rule = deviceRuleOf(standing)
  const claimed = await claimUses(tx, program.id, uses, rule, claimOfMembers)
  const { lost } = claimed
  const sharing = await recordUses(tx, program.id, asKnownOwners(claimed, members), rule)
  const former = await formerMembers(tx, program.id, known, lost)
  await lockFriends(
    tx,
    program.id,
    former.map(({ friendId }) => friendId),
  )
  await unite(tx, program.id, sharing)
  await reverseFormerMembers(tx, program.id, former, standing.now)
  if (relyOnOneOwner(uses, rule)) await holdTerms(tx, program.id, standing)
  const clashing = new Set(lost.map(({ ownerId }) => ownerId))
  return known.flatMap(({ member, id }) => {
    const isNew = member.userDigest ? id === member.ownerId : !clashing.has(id)
    return isNew ? [member] : []
  })
}

/**
 * A member without a user id who owns nothing, because every phone or device has another owner, is that owner. Otherwise
 * the same list, sent every night, would add an account each time.
 */
function asKnownOwners(claimed: Claimed, members: readonly Member[]): Claimed {
  const { uses, lost, free } = claimed
  if (lost.length === 0) return claimed
  const nameless = new Set(members.flatMap(({ userDigest, ownerId }) => (userDigest === undefined ? [ownerId] : [])))
  const lostOrFree = new Set([...lost, ...free].map(({ kind, ownerId }) => `${kind} ${ownerId}`))
  const winners = new Set(
    uses.filter(({ kind, ownerId }) => !lostOrFree.has(`${kind} ${ownerId}`)).map(({ ownerId }) => ownerId),
  )
  const owners = new Map<string, string>()
  for (const { ownerId, claimedBy } of lost) {
    if (nameless.has(ownerId) && !winners.has(ownerId) && !owners.has(ownerId)) owners.set(ownerId, claimedBy)
  }
  const asOwner = <Any extends Use>(use: Any): Any => ({ ...use, ownerId: owners.get(use.ownerId) ?? use.ownerId })
  return {
    uses: uses.map(asOwner),
    lost: lost.map(asOwner).filter(({ ownerId, claimedBy }) => ownerId !== claimedBy),
    free: free.map(asOwner),
  }
}

/** A member with its account, which may have a reported signup. */
interface Known {
  readonly member: Member
  readonly id: string
  readonly signedUp: boolean
}

/**
 * A list has the time of the account, a signup the time of the report: for one account they may differ by this much.
 */
const sameAccountMsMax = occurredAheadMsMax

/**
 * Friends whose account is younger than a member's with the same phone or email, in the order of the list. For an
 * account with a reported signup, that signup's time counts.
 */
async function formerMembers(
  tx: Tx,
  programId: number,
  known: readonly Known[],
  lost: readonly (Use & { claimedBy: string })[],
): Promise<FormerMember[]> {
  const signedUp = known.filter((one) => one.signedUp)
  if (lost.length === 0 && signedUp.length === 0) return []
  const ofOwner = new Map<string, Known[]>()
  for (const one of known) ofOwner.set(one.id, [...(ofOwner.get(one.id) ?? []), one])
  const personal = lost.filter(({ kind }) => kind === 'phone' || kind === 'email')
  const openedAt = await readOpened(tx, programId, [
    ...personal.map(({ claimedBy }) => claimedBy),
    ...signedUp.map(({ id }) => id),
  ])
  /** Whether this member's account is older than the friend's. */
  const isOlder = ({ member, id, signedUp: told }: Known, friendId: string): boolean => {
    const friendOpenedMs = openedAt.get(friendId)?.getTime()
    if (friendOpenedMs === undefined) return false
    const isOther = member.userDigest !== undefined && id !== friendId
    const opened = member.createdAt ?? (told && isOther ? openedAt.get(id) : undefined)
    return opened === undefined || opened.getTime() < friendOpenedMs - (isOther ? 0 : sameAccountMsMax)
  }
  const former: FormerMember[] = [
    ...signedUp.flatMap((one) => (isOlder(one, one.id) ? [{ friendId: one.id, shared: null }] : [])),
    ...personal.flatMap(({ kind, digest, ownerId, claimedBy: friendId }) =>
      (ofOwner.get(ownerId) ?? []).some((one) => isOlder(one, friendId))
        ? [{ friendId, shared: { kind, digest, claimedBy: ownerId } }]
        : [],
    ),
  ]
  const places = new Map([...ofOwner.keys()].map((id, place) => [id, place]))
  const placeOf = ({ friendId, shared }: FormerMember) => places.get(shared?.claimedBy ?? friendId) ?? 0
  return former.toSorted((one, other) => placeOf(one) - placeOf(other))
}

/** When the accounts of these signups were opened. */
async function readOpened(tx: Tx, programId: number, ids: readonly string[]): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map()
  const rows = await tx<{ id: string; occurred_at: Date }[]>`
    select i.id, s.occurred_at
    from unnest(${arrayText([...new Set(ids)])}::uuid[]) as i (id), lateral (
      select occurred_at from signups where program_id = ${programId} and participant_id = i.id limit 1) as s`
  return new Map(rows.map((row) => [row.id, row.occurred_at]))
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

/** One member as digests. With errors, it must not be added. */
export function readMember(
  context: Context,
  program: Program,
  input: z.output<typeof memberSchema>,
): { member: Member; errors: FieldError[] } {
  const key = context.keys.key(program.keyVersion, 'identity')
  const { digests, errors } = digestIdentities(key, input.identities ?? {}, input.country)
  const openedAt = input.createdAt ? openedAtOf(input.createdAt, context.clock.nowMs()) : undefined
  const isAhead = Boolean(input.createdAt) && openedAt === undefined
  const member = {
    userDigest: input.userId ? digestOf(key, 'user', input.userId) : undefined,
    identities: digests,
    ownerId: idAt(openedAt?.getTime() ?? 0),
    // As the app says it, because the same clock says when its friends came.
    createdAt: input.createdAt ?? undefined,
  }
  const isNobody = member.userDigest === undefined && digests.length === 0 && errors.length === 0
  return {
    member,
    errors: [
      ...errors,
      ...(isAhead ? [{ path: 'createdAt', message: notOpenedYet }] : []),
      // An empty identity or a placeholder, such as a device of zeros.
      ...(isNobody ? [{ path: 'identities', message: 'tells of nobody: send a userId or another identity' }] : []),
    ],
  }
}
