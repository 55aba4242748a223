/**
 * Late reports about people who were members before they came as friends: an unreleased reward is reversed, and an
 * organic signup will be judged by it when a code comes. The claims find a report that came before the signup, so the
 * result does not depend on the order.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import type { IdentityDigest } from '../identities/digest.js'
import { reverseUnreleased, type Clash } from '../rewards/reverse-unreleased.js'
import { readStored, type OrganicFacts } from './stored.js'
import { lockParticipants } from '../person/lock.js'

/** The stored identities of one organic signup; a person has a handful. The newest stay. */
export const factsMax = 100

export interface FormerMember {
  readonly friendId: string
  /** The friend's claim that an older account uses too; null if the friend's own account is the older one. */
  readonly shared: (IdentityDigest & { readonly claimedBy: string }) | null
}

/**
 * Locks friends, and the advocates of those who have one, in the usual order.
 * @param alone participants who are locked without their advocate
 * @returns the advocate of each friend
 */
export async function lockFriends(
  tx: Tx,
  programId: number,
  ids: readonly string[],
  alone: readonly string[] = [],
): Promise<Map<string, string>> {
  const pairs = ids.length === 0 ? [] : await readPairs(tx, programId, ids)
  await lockParticipants(tx, programId, [...ids, ...alone, ...pairs.map((pair) => pair.advocate_id)])
  return new Map(pairs.map((pair) => [pair.id, pair.advocate_id]))
}

async function readPairs(
  tx: Tx,
  programId: number,
  ids: readonly string[],
): Promise<{ id: string; advocate_id: string }[]> {
  return tx<{ id: string; advocate_id: string }[]>`
    select i.id, r.advocate_id
    from unnest(${arrayText(ids)}::uuid[]) as i (id), lateral (
      select advocate_id from referrals where program_id = ${programId} and id = i.id limit 1) as r`
}

/**
 * The caller has made its claims. A batch that decides a late code meanwhile sees the changed facts, or is found here.
 * @param former in the order of the report. The first about a friend decides the reason, as with a call for each.
 */
export async function reverseFormerMembers(
  tx: Tx,
  programId: number,
  former: readonly FormerMember[],
  at: Date,
): Promise<void> {
  const ids = [...new Set(former.map(({ friendId }) => friendId))]
  if (ids.length === 0) return
  const advocates = await lockFriends(tx, programId, ids)
  const stored = await readStored(tx, programId, ids)
  const learnt = new Map<string, OrganicFacts>()
  for (const { friendId, shared } of former) {
    const facts = learnt.get(friendId) ?? stored.get(friendId)?.facts
    if (facts) learnt.set(friendId, shared === null ? { ...facts, knownBefore: true } : withShared(facts, shared))
  }
  await writeFacts(tx, programId, learnt)
  const clashes = new Map<string, Clash>()
  for (const { friendId, shared } of former) {
    if (learnt.has(friendId) || clashes.has(friendId)) continue
    const matchedId = shared?.claimedBy ?? null
    // As at the signup: who shares a phone with the advocate alone is no member.
    const isAdvocates = matchedId !== null && matchedId === advocates.get(friendId)
    clashes.set(friendId, { reason: isAdvocates ? 'self_referral' : 'already_member', matchedId })
  }
  await reverseUnreleased(tx, programId, clashes, at)
}

function withShared(
  facts: OrganicFacts,
  { kind, digest, claimedBy }: NonNullable<FormerMember['shared']>,
): OrganicFacts {
  if (facts.lost.some((known) => known.kind === kind && known.digest === digest)) return facts
  return { ...facts, lost: [...facts.lost, { kind, digest, claimedBy }].slice(-factsMax) }
}

async function writeFacts(tx: Tx, programId: number, facts: ReadonlyMap<string, OrganicFacts>): Promise<void> {
  if (facts.size === 0) return
  await tx`
    update signups s set facts = f.facts
    from unnest(
      ${arrayText([...facts.keys()])}::uuid[],
      ${[...facts.values()].map((one) => JSON.stringify(one))}::text[]::jsonb[]
    ) as f (id, facts)
    where s.program_id = ${programId} and s.participant_id = f.id and s.facts is not null`
}
