/** Puts friends in review, with the rows that the signup and the release write. */
import assert from 'node:assert/strict'
import { transaction, type Sql } from '../../src/db/connect.js'
import { newId, toWire } from '../../src/ids.js'
import type { TestProgram } from '../support/api.js'

export interface InReview {
  /** On the wire. */
  readonly id: string
  readonly uuid: string
  /** The referrals on the wire, by the friend's user id. */
  readonly referrals: ReadonlyMap<string, string>
}

/**
 * All friends in one review, whose subject is the first one's advocate. A friend who waits for an action is in review since
 * the signup; one that was counted since the end of the hold.
 * @param awaited `false`: as in a program that requires no action
 */
export async function putInReview(
  sql: Sql,
  { slug }: TestProgram,
  userIds: readonly string[],
  { awaited = true, score = 80 }: { readonly awaited?: boolean; readonly score?: number } = {},
): Promise<InReview> {
  return transaction(sql, async (tx) => {
    // In the order in which everybody locks.
    await tx`
      select p.id
      from programs g
      join participants f on f.program_id = g.id and f.user_id = any(${[...userIds]}::text[])
      join referrals r on r.program_id = g.id and r.id = f.id
      join participants p on p.program_id = g.id and p.id in (r.id, r.advocate_id)
      where g.slug = ${slug}
      order by p.id
      for no key update of p`
    const friends = await tx<{ id: string; program_id: number; user_id: string; advocate_id: string; state: string }[]>`
      select r.id, r.program_id, f.user_id, r.advocate_id, r.state
      from programs p
      join participants f on f.program_id = p.id and f.user_id = any(${[...userIds]}::text[])
      join referrals r on r.program_id = p.id and r.id = f.id
      where p.slug = ${slug}
      order by r.id`
    const [first] = friends
    assert.ok(first !== undefined && friends.length === userIds.length, 'each is a friend of an advocate')
    const { program_id: programId } = first
    const [review] = await tx<{ id: string }[]>`
      insert into reviews (program_id, id, subject_id, state, score, opened_at)
      select ${programId}, ${newId()}, ${first.advocate_id}, 'open', ${score}, max(decided_at)
      from referrals where program_id = ${programId}
      on conflict (program_id, subject_id) where state = 'open'
        do update set score = greatest(reviews.score, excluded.score)
      returning id`
    assert.ok(review)
    for (const { id, advocate_id: advocateId, state } of friends) {
      await tx`
        update referrals set state = 'review', review_id = ${review.id}
          ${awaited ? tx`` : tx`, expires_at = null`}
        where program_id = ${programId} and id = ${id}`
      await tx`update rewards set withheld = true where program_id = ${programId} and referral_id = ${id} and state = 'held'`
      const left =
        state === 'pending' ? tx`friends_pending = friends_pending - 1` : tx`friends_counted = friends_counted - 1`
      await tx`
        update participants set friends_review = friends_review + 1, ${left}
        where program_id = ${programId} and id = ${advocateId}`
    }
    return {
      id: toWire('rev', review.id),
      uuid: review.id,
      referrals: new Map(friends.map(({ user_id: userId, id }) => [userId, toWire('ref', id)])),
    }
  })
}
