/**
 * Opens reviews, or adds friends to open ones. A suspicious group is one review: there is one open review a subject. A
 * friend who joins waits for an operator who is deciding it, and then opens a new one.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { newId } from '../../ids.js'

export interface Suspect {
  readonly referralId: string
  /** The label of the friend's cluster, or the advocate. */
  readonly subjectId: string
  /** 0–99. */
  readonly score: number
}

/**
 * After the participants and before the referrals, in the order of all locks.
 * @returns the review of each referral
 */
export async function joinReviews(
  tx: Tx,
  programId: number,
  suspects: readonly Suspect[],
  at: Date,
): Promise<Map<string, string>> {
  if (suspects.length === 0) return new Map()
  const highest = new Map<string, number>()
  for (const { subjectId, score } of suspects) highest.set(subjectId, Math.max(score, highest.get(subjectId) ?? 0))
  const subjects = [...highest].toSorted(([one], [other]) => (one < other ? -1 : 1))
  const rows = await tx<{ id: string; subject_id: string }[]>`
    insert into reviews (program_id, id, subject_id, state, score, opened_at)
    select ${programId}, id, subject_id, 'open', score, ${at}
    from unnest(
      ${arrayText(subjects.map(() => newId()))}::uuid[],
      ${arrayText(subjects.map(([id]) => id))}::uuid[],
      ${arrayText(subjects.map(([, score]) => score))}::smallint[]
    ) as s (id, subject_id, score)
    order by subject_id
    on conflict (program_id, subject_id) where state = 'open'
      do update set score = greatest(reviews.score, excluded.score)
    returning id, subject_id`
  const reviewOf = new Map(rows.map((row) => [row.subject_id, row.id]))
  return new Map(
    suspects.flatMap(({ referralId, subjectId }) => {
      const id = reviewOf.get(subjectId)
      return id === undefined ? [] : [[referralId, id] as const]
    }),
  )
}
