/**
 * Releases rewards whose hold has ended: held becomes available. The friends are looked at again first, because signs of
 * abuse may have come during the hold, and the app is asked if the program has a veto.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { appendChanges } from '../changes/append.js'
import { lookAgain } from '../fraud/look/look-again.js'
import { applyTransfers } from '../ledger/apply.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { askReleases, readVetoed } from './ask-app.js'
import { causeOf, moveRewards, readRewards, rewardChange, type Reward } from './move.js'
import { lockPairs } from './reverse.js'
import { withhold } from './withhold.js'

/** Friends, each with one reward or two. */
export const releaseMax = 500

/** @returns how many friends were looked at; fewer than `releaseMax` means no more are due, or the app answers too slowly for more. */
export async function releaseDue(context: Context, program: Program): Promise<number> {
  const standing = await standingOf(context, program.id)
  const due = await context.sql<{ referral_id: string }[]>`
    select referral_id from rewards
    where program_id = ${program.id} and state = 'held' and not withheld and available_at <= ${standing.now}
    group by referral_id
    order by min(available_at), referral_id
    limit ${releaseMax}`
  const ids = due.map((row) => row.referral_id)
  if (ids.length === 0) return 0
  const suspicions = await lookAgain(context, program, standing, ids)
  const allAsked = await askReleases(context, program, standing, ids)
  await inProgram(context, program, async (tx, current) => {
    const { now } = current
    await lockPairs(tx, program.id, ids)
    const vetoed = await readVetoed(tx, program.id, current, ids)
    const friends = await withhold(tx, program.id, { suspicions, vetoed }, now)
    const asked = ids.filter((id) => !vetoed.unasked.has(id))
    const rewards = await readDue(tx, program.id, asked, now)
    const released = await moveRewards(tx, program.id, rewards, 'available', null)
    const transfers = released.map(
      (reward) => ({ ...causeOf(reward), from: 'held', to: 'available', step: 'release' }) as const,
    )
    const changes = released.map((reward) => rewardChange('reward.available', reward))
    await appendChanges(tx, program.id, changes, now)
    await applyTransfers(tx, program.id, transfers, now, { friends })
  })
  return allAsked ? ids.length : 0
}

/** Under the locks of their owners, after suspects were withheld. */
async function readDue(tx: Tx, programId: number, ids: readonly string[], now: Date): Promise<Reward[]> {
  const due = await tx<{ id: string }[]>`
    select w.id
    from unnest(${arrayText([...ids])}::uuid[]) as r (id)
    join rewards w on w.program_id = ${programId} and w.referral_id = r.id
    where w.state = 'held' and not w.withheld and w.available_at <= ${now}`
  const isDue = new Set(due.map(({ id }) => id))
  return (await readRewards(tx, programId, ids)).filter(({ id }) => isDue.has(id))
}
