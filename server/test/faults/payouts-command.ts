/**
 * `npm run faults:payouts [-- --payouts 100000 --kills 20 --stops 5]`: on a durable database of its own, which is thrown
 * away.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../../src/clock.js'
import { openDatabase } from '../../src/db/connect.js'
import { openKeyRing } from '../../src/db/key-ring.js'
import { migrate } from '../../src/db/migrate.js'
import { senderLimits } from '../../src/domain/payouts/send.js'
import { createService } from '../../src/service.js'
import { secret } from '../support/app.js'
import { runPayoutFaults } from './payouts.js'

const { values } = parseArgs({
  options: {
    payouts: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '20' },
    stops: { type: 'string', default: '5' },
  },
})
const dataDir = await mkdtemp(join(tmpdir(), 'bondhu-faults-'))
const database = await openDatabase({ databaseUrl: undefined, ownerDatabaseUrl: undefined, dataDir }, () => {})
try {
  await migrate(database, () => {})
  const { context } = createService(database.service, await openKeyRing(database.service, secret), systemClock)
  const plan = {
    payouts: Number(values.payouts),
    kills: Number(values.kills),
    stops: Number(values.stops),
    deadlineMs: senderLimits.deadlineMs,
  }
  const counts = await runPayoutFaults(context, database.serviceUrl, plan, (line) => console.log(line))
  console.log(counts)
  const { double, lost, adrift, unexplained, ledgerDifferences, sumDifferenceMinor, asked } = counts
  const wrong = double + lost + adrift + unexplained + ledgerDifferences + Math.abs(Number(sumDifferenceMinor))
  if (wrong !== 0 || asked === 0) process.exitCode = 1
} finally {
  await database.close()
  await rm(dataDir, { recursive: true, force: true })
}
