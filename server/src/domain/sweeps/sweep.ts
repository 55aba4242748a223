/**
 * The due work of a program: start, close, lapse, release, empty reviews, payouts, folding, sealing, deletion. Due work is rows of the
 * domain tables, so losing a run loses nothing, and concurrent runs share the work.
 */
import { eachByItself, untilLess } from '../../due-work.js'
import { sealEntries, sealMax } from '../audit/seal.js'
import { clicksFoldedMax, foldClicks } from '../clicks/fold.js'
import { advanceCloses } from '../close/advance.js'
import { closeDue } from '../close/enter.js'
import type { Context } from '../standing/context.js'
import { eraseDue } from '../participants/erase.js'
import { sweepPayouts } from '../payouts/sweep.js'
import { foldTallies } from '../ledger/tallies.js'
import { lapseDue, lapseMax } from '../rewards/lapse.js'
import { closedMax, closeEmptyReviews } from '../reviews/close-empty.js'
import { releaseDue, releaseMax } from '../rewards/release.js'
import { standingOf, type Program } from '../standing/find.js'
import { foldRanks, ranksFoldedMax } from '../programs/ranks.js'
import { startDue } from '../programs/states.js'
import { forgetOld } from './forget.js'

const talliesMax = 5000

export async function sweepProgram(context: Context, program: Program): Promise<void> {
  const standing = await standingOf(context, program.id)
  await eachByItself([
    () => startDue(context, program, standing),
    () => closeDue(context, program, standing),
    () => untilLess(lapseMax, () => lapseDue(context, program)),
    () => untilLess(releaseMax, () => releaseDue(context, program)),
    () => untilLess(closedMax, () => closeEmptyReviews(context, program)),
    () => sweepPayouts(context, program),
    () => advanceCloses(context, program),
    () => eraseDue(context, program),
    () => untilLess(clicksFoldedMax, () => foldClicks(context, program)),
    () =>
      untilLess(talliesMax, () => foldTallies(context.sql, program.id, standing.inForce.terms.timeZone, talliesMax)),
    () => untilLess(ranksFoldedMax, () => foldRanks(context.sql, program.id)),
    () => untilLess(sealMax, () => sealEntries(context, program.id)),
    () => forgetOld(context, program, standing.now),
  ])
}
