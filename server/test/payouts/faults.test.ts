/** A small version of `npm run faults:payouts`: a faulty provider, and senders that are killed and put to sleep. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../src/clock.js'
import { connect } from '../../src/db/connect.js'
import { openKeyRing } from '../../src/db/key-ring.js'
import { createService } from '../../src/service.js'
import { runPayoutFaults } from '../faults/payouts.js'
import { secret } from '../support/app.js'
import { atEnd, testDatabase } from '../support/database.js'

test('with a faulty provider and killed senders nobody is paid twice and nothing is lost', async (t) => {
  const { serviceUrl } = await testDatabase(t)
  const sql = connect(serviceUrl, { max: 10 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  const { context } = createService(sql, await openKeyRing(sql, secret), systemClock)
  const plan = { payouts: 100, kills: 3, stops: 1, deadlineMs: 1000 }
  const counts = await runPayoutFaults(context, serviceUrl, plan, (line) => t.diagnostic(line))
  const { double, lost, adrift, withPerson, unexplained, ledgerDifferences, sumDifferenceMinor, states } = counts
  assert.deepEqual(
    { double, lost, adrift, withPerson, unexplained, ledgerDifferences, sumDifferenceMinor },
    { double: 0, lost: 0, adrift: 0, withPerson: 0, unexplained: 0, ledgerDifferences: 0, sumDifferenceMinor: 0n },
  )
  assert.equal(
    Object.values(states).reduce((sum, count) => sum + count, 0),
    plan.payouts,
  )
  // It looked at all of them: each one that was paid is in the statement, and each that came back is there twice.
  const { paid = 0, returned = 0 } = states
  assert.deepEqual(counts.compared, { payouts: plan.payouts, lines: paid + 2 * returned })
  // One whose sender was killed before it called anybody does not come back: it was never paid.
  assert.ok((states['returned'] ?? 0) <= 4)
  assert.ok(counts.asked >= 20, 'a fifth timed out, and was asked about')
})
