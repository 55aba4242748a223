/**
 * Referrals that a review reversed. A person may have been wrong, so they can be appealed and counted, once: if all of
 * their money went back to the budget, and nobody who had a part of it was erased. If a part had left for a wallet,
 * granting the whole again would pay it twice.
 */
import type { Sql, Tx } from '../../db/connect.js'

/** `unconfirmed`: it was not reversed by a review. */
export type AfterReview = 'countable' | 'unconfirmed' | 'counted_before' | 'money_left' | 'erased'

/** Of a reversed referral. For a decision the caller has locked the pair. */
export async function readAfterReview(sql: Sql | Tx, programId: number, referralId: string): Promise<AfterReview> {
  const [row] = await sql<{ confirmed: boolean; again: boolean; short: boolean; erased: boolean }[]>`
    select
      exists (
        select from review_decisions
        where program_id = ${programId} and referral_id = ${referralId} and decision = 'confirmed') as confirmed,
      exists (
        select from rewards where program_id = ${programId} and referral_id = ${referralId} and regranted) as again,
      exists (
        select from rewards w
        join shortfalls s on s.program_id = ${programId} and s.reward_id = w.id
        where w.program_id = ${programId} and w.referral_id = ${referralId}) as short,
      exists (
        select from rewards w
        join participants p on p.program_id = ${programId} and p.id = w.participant_id
        where w.program_id = ${programId} and w.referral_id = ${referralId} and p.erased_at is not null) as erased`
  if (row?.confirmed !== true) return 'unconfirmed'
  if (row.again) return 'counted_before'
  if (row.short) return 'money_left'
  return row.erased ? 'erased' : 'countable'
}

/** Why a reversed referral cannot be counted, in a sentence for the caller. */
export const notCountable: Readonly<Record<Exclude<AfterReview, 'countable'>, string>> = {
  unconfirmed: 'This referral was reversed directly, not by a review.',
  counted_before: 'This referral was counted again before, and reversed since.',
  money_left: 'A part of this reward had left before the review took it back, so it cannot be granted again.',
  erased: 'An account that received a reward was erased on request since: nobody could collect it.',
}
