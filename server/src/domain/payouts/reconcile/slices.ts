/**
 * The unit of a comparison: everything about a number of payouts, by id, on both sides. A slice is one statement and so
 * one snapshot: what one transaction moves is seen together.
 */
import type { Tx } from '../../../db/connect.js'
import type { NewDifference } from '../core/differences.js'

export const slicePayouts = 5000
/** Per slice: further ones are found by the next reconciliation, when these are resolved. */
export const sliceRowsMax = 5000

export const firstId = '00000000-0000-0000-0000-000000000000'
export const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

export interface Slice {
  readonly found: readonly NewDifference[]
  /** How many payouts (or participants) were compared. */
  readonly looked: number
  /** Where the next one begins; undefined: there is none. */
  readonly next: string | undefined
}

/** After `after` up to and including `upTo`, whatever rows have such ids. */
export interface Range {
  readonly after: string
  readonly upTo: string
  readonly next: string | undefined
}

/** This many rows of payouts, or of participants, further. */
export async function rangeAfter(
  tx: Tx,
  programId: number,
  table: 'payouts' | 'participants',
  after: string | null,
): Promise<Range> {
  const from = after ?? firstId
  const [last] = await tx<{ id: string }[]>`
    select id from ${tx(table)}
    where program_id = ${programId} and id > ${from}::uuid
    order by id
    offset ${slicePayouts - 1} limit 1`
  return { after: from, upTo: last?.id ?? lastId, next: last?.id }
}
