/**
 * Identities of an account that are learnt after its signup. An identity of an older account is a clash: an unreleased
 * reward for this friend is reversed, because the friend was not new. If the phone or email belongs to a younger
 * account, that one was the duplicate, and its reward is reversed instead.
 */
import type { z } from 'zod'
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import type { IdentityKind } from '../../db/rows.js'
import { requestInvalid } from '../../errors.js'
import type { Context } from '../standing/context.js'
import { unite } from '../fraud/clusters/unite.js'
import { seenWith, type Use } from '../identities/claim.js'
import { digestIdentities, type identitiesSchema, type IdentityDigest } from '../identities/digest.js'
import { claimUses, recordUses, relyOnOneOwner, withContinued, type LostUse } from '../identities/use.js'
import { deviceRuleOf } from '../standing/device-rule.js'
import type { Program, Standing } from '../standing/find.js'
import { holdTerms, inProgram } from '../standing/in-program.js'
import { reverseUnreleased, type Clash } from '../rewards/reverse-unreleased.js'
import { readStored } from './stored.js'
import { factsMax, lockFriends, reverseFormerMembers } from './former-members.js'
import { lockParticipants, refuseErased } from '../person/lock.js'
import { findParticipant } from '../person/read.js'

/** @throws AppError `participant_not_found`, `request_invalid` */
export async function learnIdentities(
  context: Context,
  program: Program,
  userId: string,
  identities: z.output<typeof identitiesSchema>,
): Promise<void> {
  const { id, country } = await findParticipant(context.sql, program, userId)
  const digests = identityDigests(context, program, identities, country)
  await inProgram(context, program, async (tx, standing) => {
    await learn(tx, program.id, standing, id, digests, () => refuseErased(tx, program.id, id))
  })
}

/** @throws AppError `request_invalid` */
export function identityDigests(
  context: Context,
  program: Program,
  identities: z.output<typeof identitiesSchema>,
  country: string | null | undefined,
): IdentityDigest[] {
  const key = context.keys.key(program.keyVersion, 'identity')
  const { digests, errors } = digestIdentities(key, identities, country)
  if (errors.length > 0) throw requestInvalid(errors)
  return digests
}

/**
 * Claims first and participants after them, as everywhere.
 * @param withParticipant writes the participant's row, or refuses one that was erased: it is locked, if it exists
 */
export async function learn(
  tx: Tx,
  programId: number,
  standing: Standing,
  participantId: string,
  digests: readonly IdentityDigest[],
  withParticipant: () => Promise<void>,
): Promise<void> {
  const uses = digests.map((digest): Use => ({ ...digest, ownerId: participantId }))
  const rule = deviceRuleOf(standing)
  const claimed = await claimUses(tx, programId, uses, rule)
  const { free } = claimed
  const lost = await withContinued(tx, standing.books.continuedIds, claimed)
  const sharing = await recordUses(tx, programId, claimed, rule)
  await addToOrganicFacts(tx, programId, participantId, digests, lost)
  const younger = await youngerOwners(tx, programId, participantId, lost)
  const clash = await clashOf(tx, programId, standing, participantId, { lost, shared: free, younger })
  // All rows of these pairs, in order, before any of them is written.
  // An identity that is told while the person is erased is not kept: the erasure comes first, or waits for this.
  const own = digests.length === 0 ? [] : [participantId]
  await lockFriends(tx, programId, clash === undefined ? younger : [...younger, participantId], own)
  await withParticipant()
  await unite(tx, programId, sharing)
  const former = lost.filter(({ kind, claimedBy }) => isPersonal(kind) && younger.includes(claimedBy))
  const shared = former.map(({ kind, digest, claimedBy }) => ({
    friendId: claimedBy,
    shared: { kind, digest, claimedBy: participantId },
  }))
  await reverseFormerMembers(tx, programId, shared, standing.now)
  if (clash !== undefined) await reverseUnreleased(tx, programId, new Map([[participantId, clash]]), standing.now)
  if (relyOnOneOwner(uses, rule)) await holdTerms(tx, programId, standing)
}

/**
 * Younger accounts of the same person: ids contain the time. An account without a signup was imported, and a member is
 * older than any friend.
 */
async function youngerOwners(
  tx: Tx,
  programId: number,
  participantId: string,
  lost: readonly LostUse[],
): Promise<string[]> {
  const candidates = lost.filter(({ kind, claimedBy }) => isPersonal(kind) && claimedBy > participantId)
  if (candidates.length === 0) return []
  const owners = candidates.map(({ claimedBy }) => claimedBy)
  const rows = await tx<{ id: string }[]>`
    select p.id from participants p
    where p.program_id = ${programId} and p.id = any(${arrayText(owners)}::uuid[])
      and not exists (
        select from referrals r
        where r.program_id = ${programId} and r.id = ${participantId} and r.advocate_id = p.id)`
  return rows.map(({ id }) => id)
}

/**
 * A late code is judged by everything known about the friend, including facts learnt since. The row is locked before it
 * is read again: a batch that has just decided by the older facts is found by `clashOf`, and one about to decide sees
 * that they changed.
 */
async function addToOrganicFacts(
  tx: Tx,
  programId: number,
  participantId: string,
  digests: readonly IdentityDigest[],
  lost: readonly LostUse[],
): Promise<void> {
  if (digests.length === 0) return
  if ((await readStored(tx, programId, [participantId])).get(participantId)?.facts == null) return
  await lockParticipants(tx, programId, [participantId])
  const facts = (await readStored(tx, programId, [participantId])).get(participantId)?.facts
  if (facts == null) return
  const isNew = (known: readonly IdentityDigest[]) => (one: IdentityDigest) =>
    !known.some(({ kind, digest }) => kind === one.kind && digest === one.digest)
  const learnt = {
    ...facts,
    identities: [...facts.identities, ...digests.filter(isNew(facts.identities))].slice(-factsMax),
    lost: [
      ...facts.lost,
      ...lost.filter(isNew(facts.lost)).map(({ kind, digest, claimedBy }) => ({ kind, digest, claimedBy })),
    ].slice(-factsMax),
  }
  await tx`
    update signups set facts = ${JSON.stringify(learnt)}::text::jsonb
    where program_id = ${programId} and participant_id = ${participantId} and facts is not null`
}

interface Learnt {
  readonly lost: readonly LostUse[]
  readonly shared: readonly Use[]
  /** Owners whose accounts are younger than this one. */
  readonly younger: readonly string[]
}

/** Why this account would not have counted as a friend, had the facts been known. */
async function clashOf(
  tx: Tx,
  programId: number,
  standing: Standing,
  participantId: string,
  { lost, shared, younger }: Learnt,
): Promise<Clash | undefined> {
  if (lost.length === 0 && shared.length === 0) return undefined
  const [referral] = await tx<{ advocate_id: string; version: number }[]>`
    select advocate_id, version from referrals where program_id = ${programId} and id = ${participantId}`
  if (referral === undefined) return undefined
  const { oneRewardPerDevice } = standing.versions.get(referral.version).terms
  const ofAdvocate = await seenWith(
    tx,
    programId,
    [...lost, ...shared].map(({ kind, digest }) => ({ kind, digest, ownerId: referral.advocate_id })),
  )
  const isAdvocates = (use: Use & { claimedBy?: string }) =>
    use.claimedBy === referral.advocate_id || ofAdvocate.has(`${use.kind} ${use.digest} ${referral.advocate_id}`)
  const ofOlder = lost.filter(({ claimedBy }) => !younger.includes(claimedBy))
  const members = ofOlder.find((use) => isPersonal(use.kind) && !isAdvocates(use))
  if (members) return { reason: 'already_member', matchedId: members.claimedBy }
  if ([...lost, ...shared].some(isAdvocates)) {
    return { reason: 'self_referral', matchedId: lost.find(isAdvocates)?.claimedBy ?? null }
  }
  // By the terms that were promised: several people could share a device then.
  if (!oneRewardPerDevice) return undefined
  return ofOlder[0] && { reason: 'same_device', matchedId: ofOlder[0].claimedBy }
}

export function isPersonal(kind: IdentityKind): boolean {
  return kind === 'phone' || kind === 'email'
}
