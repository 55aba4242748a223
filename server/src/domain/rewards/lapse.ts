/** Lapses referrals whose awaited action did not come in time: their reserved money returns to the budget. */
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { lockParticipants } from '../person/lock.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { applyTransfers } from '../ledger/apply.js'
import { amountsByReferral, causeOf, moveRewards, readRewards } from './move.js'

export const lapseMax = 1000

/** @returns how many referrals were due. */
export async function lapseDue(context: Context, program: Program): Promise<number> {
  return inProgram(context, program, async (tx, { now }) => {
    const due = await tx<{ id: string; advocate_id: string }[]>`
      select id, advocate_id from referrals
      where program_id = ${program.id} and state = 'pending' and expires_at <= ${now}
      order by expires_at
      limit ${lapseMax}`
    if (due.length === 0) return 0
    await lockParticipants(
      tx,
      program.id,
      due.flatMap((row) => [row.id, row.advocate_id]),
    )
    const lapsed = await tx<{ id: string; advocate_id: string }[]>`
      update referrals set state = 'lapsed'
      where program_id = ${program.id} and id = any(${due.map(({ id }) => id)}::uuid[]) and state = 'pending'
      returning id, advocate_id`
    const rewards = await readRewards(
      tx,
      program.id,
      lapsed.map(({ id }) => id),
    )
    const moved = await moveRewards(tx, program.id, rewards, 'reversed', null)
    const friends = lapsed.map((row) => ({ participantId: row.advocate_id, friendId: row.id, pending: -1 }))
    const transfers = moved.map(
      (reward) => ({ ...causeOf(reward), participantId: null, from: 'reserved', to: 'budget', step: 'lapse' }) as const,
    )
    const amounts = amountsByReferral(moved)
    const changes = lapsed.map(
      ({ id, advocate_id: participantId }) =>
        ({ type: 'referral.lapsed', participantId, friendId: id, ...amounts.get(id) }) as const,
    )
    await appendChanges(tx, program.id, changes, now)
    await applyTransfers(tx, program.id, transfers, now, { friends })
    return due.length
  })
}
