/**
 * Evidence of an account that is learnt after its signup. What somebody else owned first is a clash: a reward for this
 * friend that is not yet released is reversed, for the friend was not new.
 */
import type { z } from 'zod'
import type { Tx } from '../../db/connect.js'
import { retryingTransaction } from '../../db/retry.js'
import type { IdentityKind } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import type { Context } from '../context.js'
import { claimIdentities, isExclusive, recordSightings, seenWith, type Use } from '../identities/claim.js'
import { digestIdentities, type identitiesSchema, type IdentityDigest } from '../identities/digest.js'
import { readBooks } from '../ledger/books.js'
import { standingUnder, type Program, type Standing } from '../programs/find.js'
import { lockPair, reverseUnreleased } from '../rewards/reverse.js'
import { defaultRegion } from '../signups/command.js'
import type { RefusalReason } from '../signups/reasons.js'
import { findParticipant } from './read.js'

/** @throws AppError `participant_not_found`, `request_invalid` */
export async function learnIdentities(
  context: Context,
  program: Program,
  userId: string,
  identities: z.output<typeof identitiesSchema>,
): Promise<void> {
  const { id, country } = await findParticipant(context.sql, program, userId)
  const digests = identityDigests(context, program, identities, country)
  await retryingTransaction(context.sql, async (tx) => {
    const standing = await standingUnder(context, tx, program.id, await readBooks(tx, program.id))
    await learn(tx, program.id, standing, id, digests)
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
  const { digests, errors } = digestIdentities(key, identities, country ?? defaultRegion)
  if (errors.length > 0) throw new AppError('request_invalid', 'An identity cannot be read.', { fields: errors })
  return digests
}

/**
 * Claims come first and participants after them, as everywhere.
 * @param addParticipant writes the participant's row, between the two.
 */
export async function learn(
  tx: Tx,
  programId: number,
  { now, inForce }: Standing,
  participantId: string,
  digests: readonly IdentityDigest[],
  addParticipant: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { oneRewardPerDevice } = inForce.terms
  const uses = digests.map((digest): Use => ({ ...digest, ownerId: participantId }))
  const lost = await claimIdentities(
    tx,
    programId,
    uses.filter(({ kind }) => isExclusive(kind, oneRewardPerDevice)),
  )
  const shared = uses.filter(({ kind }) => !isExclusive(kind, oneRewardPerDevice))
  await recordSightings(tx, programId, [...lost, ...shared])
  const reason = await clashOf(tx, programId, participantId, lost, shared)
  // Both rows of the pair, in their order, before this one alone is written.
  if (reason !== undefined) await lockPair(tx, programId, participantId)
  await addParticipant()
  if (reason !== undefined) await reverseUnreleased(tx, programId, participantId, reason, now)
}

/** Why this account, had it been known all along, would not have counted as a friend. */
async function clashOf(
  tx: Tx,
  programId: number,
  participantId: string,
  lost: readonly (Use & { claimedBy: string })[],
  shared: readonly Use[],
): Promise<RefusalReason | undefined> {
  if (lost.length === 0 && shared.length === 0) return undefined
  const [referral] = await tx<{ advocate_id: string }[]>`
    select advocate_id from referrals where program_id = ${programId} and id = ${participantId}`
  if (referral === undefined) return undefined
  const ofAdvocate = await seenWith(
    tx,
    programId,
    [...lost, ...shared].map(({ kind, digest }) => ({ kind, digest, ownerId: referral.advocate_id })),
  )
  const isAdvocates = (use: Use & { claimedBy?: string }) =>
    use.claimedBy === referral.advocate_id || ofAdvocate.has(`${use.kind} ${use.digest} ${referral.advocate_id}`)
  if (lost.some((use) => isPersonal(use.kind) && !isAdvocates(use))) return 'already_member'
  if ([...lost, ...shared].some(isAdvocates)) return 'self_referral'
  return lost.length > 0 ? 'same_device' : undefined
}

function isPersonal(kind: IdentityKind): boolean {
  return kind === 'phone' || kind === 'email'
}
