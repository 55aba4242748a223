/** For how long the money lasts, as far as one sentence can say. Pure. */

/** Of a period. */
interface Funds {
  readonly money: { readonly fundedMinor: number; readonly budgetMinor: number }
  readonly runway: {
    readonly soonestAt: string | null
    readonly latestAt: string | null
    readonly perDay7Minor: number
    readonly perDay30Minor: number
  }
}

export type Lasting =
  | { readonly until: string }
  | { readonly says: 'closingSays' | 'endedSays' | 'unfundedSays' | 'emptySays' | 'lastsLong' | 'lastsUnknown' }

interface State {
  /** Of the program; undefined while it is not known. */
  readonly state: string | undefined
  /** What one more friend costs. */
  readonly friendMinor: number
}

export function lastingOf({ runway, money }: Funds, { state, friendMinor }: State): Lasting {
  if (state === 'closing') return { says: 'closingSays' }
  if (state === 'settled') return { says: 'endedSays' }
  if (money.fundedMinor === 0) return { says: 'unfundedSays' }
  if (money.budgetMinor < Math.max(1, friendMinor)) return { says: 'emptySays' }
  const { soonestAt, latestAt, perDay7Minor, perDay30Minor } = runway
  if (soonestAt !== null && latestAt !== null) return { until: soonestAt }
  return { says: perDay7Minor > 0 || perDay30Minor > 0 ? 'lastsLong' : 'lastsUnknown' }
}
