/** What `GET …/overview` answers. */
export interface Point {
  readonly at: string
  readonly joined: number
  readonly clicks: number
  readonly signups: number
  readonly referred: number
  readonly counted: number
  readonly promisedMinor: number
  readonly paidMinor: number
}

export interface Overview {
  readonly now: string
  readonly currency: string
  readonly timeZone: string
  readonly from: string
  readonly to: string
  readonly funnel: {
    readonly joined: number
    readonly advocatesClicked: number
    readonly clicks: number
    readonly signups: number
    readonly referred: number
    readonly counted: number
    readonly pending: number
    readonly review: number
  }
  readonly clicksByChannel: Readonly<Record<string, number>>
  readonly refusals: Readonly<Record<string, number>>
  readonly money: {
    readonly fundedMinor: number
    readonly promisedMinor: number
    readonly budgetMinor: number
    readonly paidMinor: number
    readonly lossMinor: number
    readonly spentPerDayMinor: number
    readonly spentOverDays: number
    readonly runsOutAt: string | null
    readonly costPerCountedMinor: number | null
  }
  readonly points: readonly Point[]
}
