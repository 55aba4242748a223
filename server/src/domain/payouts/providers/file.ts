/**
 * The provider that a person is: approved payouts go out in a file, somebody uploads it to a wallet's or a bank's portal,
 * and a file of results comes back (uploads/). It has no statement but those files.
 */
import { amountMinorMax } from '../../../money.js'
import { fileProviderName } from './batches.js'
import type { BatchProvider } from '../core/provider.js'

export const fileProvider: BatchProvider = {
  name: fileProviderName,
  delivery: 'batch',
  limits: () => ({ minimumMinor: 1n, maximumMinor: amountMinorMax }),
  // Nobody can be asked: what has no result yet stays on its way.
  settlementWindowSeconds: 0,
}
