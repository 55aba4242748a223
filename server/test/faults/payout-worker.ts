/** A worker that does nothing but payouts, to be killed and stopped: `node payout-worker.js <url> <slug> <deadlineMs>`. */
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../src/clock.js'
import { connect } from '../../src/db/connect.js'
import { openKeyRing } from '../../src/db/key-ring.js'
import { senderLimits } from '../../src/domain/payouts/send.js'
import { sweepPayouts } from '../../src/domain/payouts/sweep.js'
import { createService } from '../../src/service.js'
import { secret } from '../support/app.js'

const [url = '', slug = '', deadlineMs = ''] = process.argv.slice(2)
const sql = connect(url, { max: 8, applicationName: 'payout worker' })
const { context, programs } = createService(sql, await openKeyRing(sql, secret), systemClock)
const program = await programs.get(slug)
const limits = { ...senderLimits, deadlineMs: Number(deadlineMs), callMs: Number(deadlineMs) * 0.7 }
process.send?.('ready')
for (;;) {
  // As the job queue does: a run that lost its connection (the server hangs up on who slept in a transaction) is followed
  // by another one.
  await sweepPayouts(context, program, limits).catch(() => {})
  await sleep(20)
}
