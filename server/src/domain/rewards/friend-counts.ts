/** How many standing referrals an advocate has, by state: what total caps and the portal go by. */
import type { Tx } from '../../db/connect.js'

export interface FriendChange {
  readonly participantId: string
  readonly counted?: number
  readonly pending?: number
  readonly review?: number
}

/** The caller holds the rows of the participants. */
export async function addToFriendCounts(tx: Tx, programId: number, changes: readonly FriendChange[]): Promise<void> {
  if (changes.length === 0) return
  await tx`
    update participants p
    set friends_counted = friends_counted + f.counted,
        friends_pending = friends_pending + f.pending,
        friends_review = friends_review + f.review
    from (
      select id, sum(counted)::integer as counted, sum(pending)::integer as pending, sum(review)::integer as review
      from unnest(
        ${changes.map(({ participantId }) => participantId)}::uuid[],
        ${changes.map(({ counted }) => String(counted ?? 0))}::text[]::integer[],
        ${changes.map(({ pending }) => String(pending ?? 0))}::text[]::integer[],
        ${changes.map(({ review }) => String(review ?? 0))}::text[]::integer[]
      ) as c (id, counted, pending, review)
      group by id
    ) as f
    where p.program_id = ${programId} and p.id = f.id`
}
