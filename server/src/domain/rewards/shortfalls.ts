/**
 * What a reversal could not take back, because the money was on its way to a wallet or gone. Returned money of a payout
 * requested before the reversal settles it first. Later payouts are not affected.
 */
import type { Tx } from '../../db/connect.js'
import type { Tally } from '../ledger/tallies.js'

interface Shortfall {
  readonly rewardId: string
  readonly participantId: string
  readonly amountMinor: bigint
}

/** The caller has locked the participants, so each of their shortfalls gets its number. */
export async function recordShortfalls(
  tx: Tx,
  programId: number,
  shortfalls: readonly Shortfall[],
  at: Date,
): Promise<void> {
  for (const { rewardId, participantId, amountMinor } of shortfalls) {
    await tx`
      insert into shortfalls (program_id, reward_id, participant_id, ordinal, amount_minor, left_minor, arisen_at)
      select ${programId}, ${rewardId}, ${participantId}, count(*)::int + 1, ${amountMinor.toString()}::bigint,
        ${amountMinor.toString()}::bigint, ${at}
      from shortfalls
      where program_id = ${programId} and participant_id = ${participantId}`
  }
}

/**
 * Settles the shortfalls that came after the payout's request, oldest first, from its returned money. The caller has
 * locked the participant and the payout, and moves the money.
 * @returns how much of the payout that took
 */
export async function settleShortfalls(
  tx: Tx,
  programId: number,
  payout: { readonly id: string; readonly participantId: string; readonly amountMinor: bigint },
): Promise<bigint> {
  const amount = tx`${payout.amountMinor.toString()}::bigint`
  const taken = await tx<{ amount_minor: bigint }[]>`
    with open as (
      select reward_id, left_minor, (sum(left_minor) over (order by ordinal))::bigint - left_minor as earlier_minor
      from shortfalls
      where program_id = ${programId} and participant_id = ${payout.participantId} and left_minor > 0
        and ordinal > (
          select shortfalls_before from payouts where program_id = ${programId} and id = ${payout.id})
    ), taken as (
      insert into recoveries (program_id, payout_id, reward_id, amount_minor)
      select ${programId}, ${payout.id}, reward_id, least(left_minor, ${amount} - earlier_minor)
      from open
      where earlier_minor < ${amount}
      returning reward_id, amount_minor
    )
    update shortfalls s
    set left_minor = s.left_minor - taken.amount_minor
    from taken
    where s.program_id = ${programId} and s.reward_id = taken.reward_id
    returning taken.amount_minor`
  return taken.reduce((sum, { amount_minor: amountMinor }) => sum + amountMinor, 0n)
}

/** The loss; negative if some of it came back. */
export function lossTallies(amountMinor: bigint): Tally[] {
  return amountMinor === 0n ? [] : [{ metric: 'loss', detail: '', count: 1, amountMinor }]
}
