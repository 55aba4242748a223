/** How many standing referrals an advocate has, by state: what total caps and the portal go by. */
import { arrayText } from '../../db/array-text.js'
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
        ${arrayText(changes.map(({ participantId }) => participantId))}::uuid[],
        ${arrayText(changes.map(({ counted }) => String(counted ?? 0)))}::integer[],
        ${arrayText(changes.map(({ pending }) => String(pending ?? 0)))}::integer[],
        ${arrayText(changes.map(({ review }) => String(review ?? 0)))}::integer[]
      ) as c (id, counted, pending, review)
      group by id
    ) as f
    where p.program_id = ${programId} and p.id = f.id`
}
