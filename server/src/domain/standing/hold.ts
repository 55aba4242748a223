/** How long a reward waits before it is released. Pure. */
import { dayMs } from '../../clock.js'
import type { Books } from '../ledger/books.js'

/** Where the app is asked before a release, also a reward without a hold waits for the sweep that asks. */
const askedAfterMs = 1000

export function holdMsOf(holdDays: number, { vetoAtRelease }: Books): number {
  return Math.max(holdDays * dayMs, vetoAtRelease ? askedAfterMs : 0)
}
