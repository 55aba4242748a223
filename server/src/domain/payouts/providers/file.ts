/**
 * A person as the provider: approved payouts go out in a file, a person uploads it to the portal of a wallet or bank,
 * and a results file comes back (uploads/). Its only statements are uploaded files.
 */
import { amountMinorMax } from '../../../money.js'
import { fileProviderName } from './batches.js'
import type { BatchProvider } from '../core/provider.js'

export const fileProvider: BatchProvider = {
  name: fileProviderName,
  delivery: 'batch',
  limits: () => ({ minimumMinor: 1n, maximumMinor: amountMinorMax }),
  // Nobody can be asked: a payout without a result stays on its way.
  settlementWindowSeconds: 0,
}
