/**
 * Referrals that no ruling can count: a person is not their own friend, and a friend's descendant did not bring the
 * friend. An appeal for such a referral is refused too, so no money is reserved for it.
 */
import type { Sql, Tx } from '../../db/connect.js'
import { AppError } from '../../errors.js'
import { lockParticipants } from '../person/lock.js'
import { readLines, type Line, type Pair } from '../person/lineage.js'

/** The current answer, for a page that offers an appeal. The appeal itself checks again, under locks. */
export async function isImpossible(sql: Sql, programId: number, pair: Pair): Promise<boolean> {
  if (pair.advocateId === pair.friendId) return true
  const line = (await readLines(sql, programId, [pair])).get(pair.friendId)
  return line !== undefined && leadsTo(line, pair.friendId)
}

function leadsTo({ topId, tooLong }: Line, friendId: string): boolean {
  return topId === friendId || tooLong
}

/**
 * The caller has locked the pair. The top of the advocate's line is locked too before the answer is used: see
 * person/lineage.ts. It is locked after the pair, so two rulings may lock in opposite orders, and one of them is
 * retried.
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
  if (line === undefined || !leadsTo(line, friendId)) return
  throw new AppError(
    'referral_state_conflict',
    'The friend brought this advocate, or the people who brought the advocate: this one cannot be counted.',
  )
}
