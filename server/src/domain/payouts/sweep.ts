/**
 * The due work of a program's payouts: overdue senders, polling, the sandbox's calls, sending, and providers' balances.
 */
import { eachByItself, untilLess } from '../../due-work.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { askDue, askMax } from './ask-provider.js'
import { askBalances } from './providers/attached/balance.js'
import { applyWaiting, takeMax } from './uploads/apply-results.js'
import { sandboxTellMax, tellSandboxNews } from './providers/sandbox.js'
import { giveUpOverdue, sendDue, senderLimits } from './send.js'

/** The next run continues after these. */
const sendMax = 10_000

/** @throws the failures of all kinds, after all have run */
export async function sweepPayouts(context: Context, program: Program, limits = senderLimits): Promise<void> {
  await eachByItself([
    () => giveUpOverdue(context, program),
    () => sendDue(context, program, sendMax, limits),
    () => untilLess(takeMax, () => applyWaiting(context, program)),
    () => untilLess(askMax, () => askDue(context, program)),
    async () => {
      if (program.mode === 'test') await untilLess(sandboxTellMax, () => tellSandboxNews({ context, program }))
    },
    () => askBalances(context, program),
  ])
}
