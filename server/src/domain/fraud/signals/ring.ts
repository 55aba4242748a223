/** A group of friends that is judged together. Pure. */
import type { Integrity } from '../../../readers/integrity.js'
import { marks, type Activity, type FraudCase, type Mark } from './case.js'

/**
 * What the members have in common. `lines`, `strips`, `ties`: each member shares an address, a hundred of phone numbers, or a
 * phone or wallet with another friend of the advocate; it need not be the same one for all. `home`: the address, with any
 * advocate. `typed`: all of them typed the code. `near`: all came within an hour or so.
 */
export type Bond = Mark | 'lines' | 'strips' | 'ties' | 'home' | 'place' | 'cluster' | 'typed' | 'near' | 'all'

export interface Member extends Activity {
  readonly friendId: string
  readonly occurredAt: Date
  readonly integrity: Integrity | null
  readonly agent: string | null
  /** Null for a friend of another advocate, whose click is not known here. */
  readonly clickMs: number | null
}

export interface Ring {
  readonly bond: Bond
  /** Without the friend itself. */
  readonly members: readonly Member[]
  /** What is taken off for the choice among such groups, in decibans. */
  readonly chosen: number
}

/** Whether the members share nothing but the advocate, or a time: an audience is such a group too. */
export function isLoose(bond: Bond): boolean {
  return bond === 'typed' || bond === 'near' || bond === 'all'
}

/** The mark that the members have in common; undefined if it is not one of theirs. */
export function markOf(bond: Bond): Mark | undefined {
  return marks.find((mark) => mark === bond)
}

/** Several rules ask the same about one ring: it is worked out once. */
export function oncePerRing<Found>(work: (one: FraudCase, ring: Ring) => Found): typeof work {
  const known = new WeakMap<Ring, { readonly one: FraudCase; readonly found: Found }>()
  return (one, ring) => {
    const before = known.get(ring)
    if (before?.one === one) return before.found
    const found = work(one, ring)
    known.set(ring, { one, found })
    return found
  }
}
