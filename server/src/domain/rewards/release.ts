/** Releases rewards whose hold has ended: held becomes available. */
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { lockParticipants } from '../person/lock.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { applyTransfers } from '../ledger/apply.js'
import { causeOf, moveRewards, readRewards, rewardChange } from './move.js'

export const releaseMax = 1000

/** @returns how many rewards were released; fewer than `releaseMax` means no more are due. */
export async function releaseDue(context: Context, program: Program): Promise<number> {
  return inProgram(context, program, async (tx, { now }) => {
    const due = await tx<{ referral_id: string; participant_id: string }[]>`
      select referral_id, participant_id from rewards
      where program_id = ${program.id} and state = 'held' and available_at <= ${now}
      order by available_at
      limit ${releaseMax}`
    await lockParticipants(
      tx,
      program.id,
      due.map((row) => row.participant_id),
    )
    const dueKeys = new Set(due.map((row) => `${row.referral_id} ${row.participant_id}`))
    const rewards = (await readRewards(tx, program.id, [...new Set(due.map((row) => row.referral_id))])).filter(
      (reward) => reward.state === 'held' && dueKeys.has(`${reward.referralId} ${reward.participantId}`),
    )
    const released = await moveRewards(tx, program.id, rewards, 'available', null)
    const transfers = released.map(
      (reward) => ({ ...causeOf(reward), from: 'held', to: 'available', step: 'release' }) as const,
    )
    const changes = released.map((reward) => rewardChange('reward.available', reward))
    await appendChanges(tx, program.id, changes, now)
    await applyTransfers(tx, program.id, transfers, now)
    return due.length
  })
}
