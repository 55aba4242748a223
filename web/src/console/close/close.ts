/** The end of a program, or of one country of it, as /v1 tells of it. */

export const steps = ['windows', 'reports', 'actions', 'answers', 'holds', 'payouts', 'settle'] as const
export type Step = (typeof steps)[number]

export const awaitedKinds = ['actions', 'reviews', 'appeals', 'holds', 'payouts'] as const
export type AwaitedKind = (typeof awaitedKinds)[number]

export interface Ending {
  readonly country: string | null
  /** False: what it would be if it were ended now. */
  readonly begun: boolean
  readonly closedAt: string
  readonly settledAt: string | null
  readonly steps: readonly { readonly step: Step; readonly dueAt: string | null; readonly doneAt: string | null }[]
  readonly awaited: Readonly<
    Record<AwaitedKind, { readonly count: number; readonly amountMinor: number; readonly until: string | null }>
  >
  /** Who could cash out at this moment. */
  readonly uncollected: { readonly people: number; readonly amountMinor: number }
  readonly budgetMinor: number
  readonly currency: string
  /** What waits for a second person. */
  readonly request: CloseRequest | null
}

export interface CloseRequest {
  readonly id: string
  /** Null: the whole program. */
  readonly country: string | null
  readonly askedBy: string
  readonly askedByName: string | null
  readonly askedAt: string
}

export interface Stated {
  readonly statement: {
    readonly fundedMinor: number | null
    readonly returnedMinor: number | null
    readonly paidMinor: number
    readonly owedMinor: number
    readonly people: number
    readonly currency: string
  }
}

/** Of the program, what the page tells of. */
export interface EndingProgram {
  readonly slug: string
  readonly state: 'draft' | 'scheduled' | 'live' | 'paused' | 'closing' | 'settled'
  readonly endsAt: string
  readonly timeZone: string
  readonly endedCountries: readonly { readonly country: string; readonly at: string }[]
  readonly secondPerson: { readonly closing: boolean }
}

/** Whether it can be ended: a launched program that runs, or a draft whose money is to go back; a country only of one that runs. What waits already is not asked for again. */
export function mayEnd({ state }: EndingProgram, { begun, country, request }: Ending): boolean {
  if (begun || request !== null || state === 'closing' || state === 'settled') return false
  return country === null || state !== 'draft'
}

export type Stage = 'done' | 'now' | 'next'

/** The first step that is not done is the one that is under way. */
export function stageOf({ begun, steps: all }: Ending, index: number): Stage {
  if (all[index]?.doneAt) return 'done'
  return begun && all.findIndex(({ doneAt }) => doneAt === null) === index ? 'now' : 'next'
}

export interface UncollectedLine {
  readonly participant: string
  readonly userId: string
  readonly availableMinor: number
  readonly currency: string
}
