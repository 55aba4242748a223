/**
 * Referrals that no ruling can count: a person is not their own friend, and a friend's descendant did not bring the friend.
 * An appeal for such a referral is refused too, so no money is kept for it.
 */
import type { Tx } from '../../db/connect.js'
import { AppError } from '../../errors.js'
import { lockParticipants } from '../participants/lock.js'
import { readLines, type Pair } from '../signups/lineage.js'

/**
 * The caller holds the pair. The top of the advocate's line is held too before the answer is believed: see
 * signups/lineage.ts. It is held after the pair, so two rulings may meet in the other order, and one of them is tried again.
 * @throws AppError `referral_state_conflict`, `overloaded`
 */
export async function refuseImpossible(tx: Tx, programId: number, pair: Pair): Promise<void> {
  const { friendId, advocateId } = pair
  if (advocateId === friendId) {
    throw new AppError('referral_state_conflict', 'Nobody can be their own friend: this one cannot be counted.')
  }
  const lineOf = async () => (await readLines(tx, programId, [pair])).get(friendId)
  let line = await lineOf()
  for (let held = ''; line !== undefined && line.topId !== friendId && line.topId !== held; line = await lineOf()) {
    if (held !== '') throw new AppError('overloaded', 'Others decide about the same people. Send it again in a moment.')
    held = line.topId
    await lockParticipants(tx, programId, [held])
  }
  if (line === undefined || (line.topId !== friendId && !line.tooLong)) return
  throw new AppError(
    'referral_state_conflict',
    'The friend brought this advocate, or the people who brought the advocate: this one cannot be counted.',
  )
}
