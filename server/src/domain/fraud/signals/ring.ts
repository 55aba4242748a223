/** A group of friends that is judged together. Pure. */
import { marks, type Mark } from './case.js'

/** What the members have in common. `typed`: all of them typed the code. `near`: all came within an hour or so. */
export type Bond = Mark | 'place' | 'cluster' | 'typed' | 'near' | 'all'

export interface Member {
  readonly friendId: string
  readonly occurredAt: Date
  readonly laterDays: number | null
  /** Null for a friend of another advocate, whose click is not known here. */
  readonly clickMs: number | null
}

export interface Ring {
  readonly bond: Bond
  /** Without the friend itself. */
  readonly members: readonly Member[]
}

/** Whether the members share nothing but the advocate, or a time: an audience is such a group too. */
export function isLoose({ bond }: Ring): boolean {
  return bond === 'typed' || bond === 'near' || bond === 'all'
}

/** The mark that the members have in common; undefined if it is not one of theirs. */
export function markOf({ bond }: Ring): Mark | undefined {
  return marks.find((mark) => mark === bond)
}
