/**
 * What is due in a program: started, closed, lapsed, released, paid out, folded, sealed, forgotten. Due work is rows of the
 * domain tables, so that losing any run of this is harmless, and several at once only share it.
 */
import { sealEntries, sealMax } from '../audit/seal.js'
import { forgetChanges, forgetMax } from '../changes/forget.js'
import { clicksFoldedMax, foldClicks } from '../clicks/fold.js'
import { trimRefusedCalls } from '../refusals/calls.js'
import { advanceCloses } from '../close/advance.js'
import { closeDue } from '../close/enter.js'
import type { Context } from '../context.js'
import { forgetSessions } from '../portal/sessions.js'
import { sweepPayouts } from '../payouts/sweep.js'
import { foldTallies } from '../ledger/tallies.js'
import { lapseDue, lapseMax } from '../rewards/lapse.js'
import { releaseDue, releaseMax } from '../rewards/release.js'
import { forgetDeliveries, forgetDeliveriesMax } from '../webhooks/forget.js'
import { standingOf, type Program } from './find.js'
import { startDue } from './states.js'

/** A run ends at the latest after this many bites of a kind; the next run goes on. */
const bitesMax = 1000
const talliesMax = 5000

export async function sweepProgram(context: Context, program: Program): Promise<void> {
  const { books, inForce } = await standingOf(context, program.id)
  await startDue(context, program, books)
  await closeDue(context, program, books)
  await untilLess(lapseMax, () => lapseDue(context, program))
  await untilLess(releaseMax, () => releaseDue(context, program))
  await forgetSessions(context, program.id)
  await sweepPayouts(context, program)
  await advanceCloses(context, program)
  await untilLess(clicksFoldedMax, () => foldClicks(context, program))
  await untilLess(talliesMax, () => foldTallies(context.sql, program.id, inForce.terms.timeZone, talliesMax))
  await untilLess(sealMax, () => sealEntries(context, program.id))
  await untilLess(forgetMax, () => forgetChanges(context, program))
  await trimRefusedCalls(context.sql, program.id)
  await untilLess(forgetDeliveriesMax, () => forgetDeliveries(context, program))
}

async function untilLess(full: number, bite: () => Promise<number>): Promise<void> {
  for (let count = 0; count < bitesMax; count++) if ((await bite()) < full) return
}
