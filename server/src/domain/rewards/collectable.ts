/**
 * What a refused referral would grant if a person counted it now. Nobody can collect the reward of an erased account, so
 * it is not granted and stays in the budget.
 */
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'
import { AppError } from '../../errors.js'
import type { Pair } from '../person/lineage.js'
import type { Terms } from '../standing/terms.js'
import { grantsOf, type Grants } from './grant.js'

/** The caller has locked the pair, so neither is erased meanwhile. @throws AppError `referral_state_conflict` */
export async function collectableGrants(tx: Tx, programId: number, terms: Terms, pair: Pair): Promise<Grants> {
  const grants = await readCollectable(tx, programId, terms, pair)
  if (sumOfGrants(grants) > 0n) return grants
  throw new AppError(
    'referral_state_conflict',
    'The account that would receive the reward was erased on request: nobody could collect it.',
  )
}

/** The current answer, for a page that offers an appeal. Nothing in it if nobody is left to collect. */
export async function readCollectable(sql: Sql | Tx, programId: number, terms: Terms, pair: Pair): Promise<Grants> {
  const erased = await sql<{ id: string }[]>`
    select id from participants
    where program_id = ${programId} and id = any(${arrayText([pair.advocateId, pair.friendId])}::uuid[])
      and erased_at is not null`
  const isErased = (id: string) => erased.some((one) => one.id === id)
  const { reward, friendReward } = grantsOf(terms)
  return {
    reward: isErased(pair.advocateId) ? null : reward,
    friendReward: isErased(pair.friendId) ? null : friendReward,
  }
}

export function sumOfGrants({ reward, friendReward }: Grants): bigint {
  return (reward?.amountMinor ?? 0n) + (friendReward?.amountMinor ?? 0n)
}
