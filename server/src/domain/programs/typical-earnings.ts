/**
 * What people typically get from a program, over everybody who took a link, including those with nothing. What an earlier
 * system owed them is not earned here; it is the first that is paid out. It reads every participant's row (about a second for
 * a million), so it is cached, longer if it took longer.
 */
import { BoundedCache } from '../../bounded-cache.js'
import type { Sql } from '../../db/connect.js'
import { must } from '../../errors.js'
import type { Context } from '../standing/context.js'

/** In minor units: the median and the ninth decile. */
export interface Spread {
  readonly medianMinor: bigint
  readonly ninetiethMinor: bigint
  readonly peopleWithNothing: number
}

export interface TypicalEarnings {
  readonly people: number
  readonly peopleWithFriends: number
  readonly friendsCounted: number
  /** Paid out to them. */
  readonly received: Spread
  /** Including held, available and under way. */
  readonly earned: Spread
}

const rememberedMsMin = 15_000
/** Reading takes at most this fraction of the time. */
const costShare = 200
const programsMax = 1000

interface Remembered {
  readonly earnings: Promise<TypicalEarnings>
  /** Infinite while it is being read. */
  validUntilMs: number
}

export class TypicalEarningsReader {
  private readonly context: Context
  private readonly remembered = new BoundedCache<number, Remembered>(programsMax)

  constructor(context: Context) {
    this.context = context
  }

  /** At most fifteen seconds old, or older if reading takes long. */
  async of(programId: number): Promise<TypicalEarnings> {
    const startedMs = this.context.clock.nowMs()
    const known = this.remembered.get(programId)
    if (known !== undefined && startedMs < known.validUntilMs) return known.earnings
    const reading: Remembered = { earnings: readTypicalEarnings(this.context.sql, programId), validUntilMs: Infinity }
    this.remembered.set(programId, reading)
    try {
      return await reading.earnings
    } finally {
      const endedMs = this.context.clock.nowMs()
      reading.validUntilMs = endedMs + Math.max(rememberedMsMin, (endedMs - startedMs) * costShare)
      // A failure is not cached for others.
      reading.earnings.catch(() => this.remembered.delete(programId))
    }
  }
}

async function readTypicalEarnings(sql: Sql, programId: number): Promise<TypicalEarnings> {
  const [row] = await sql<
    {
      people: number
      people_with_friends: number
      friends_counted: number
      received: string[] | null
      received_nothing: number
      earned: string[] | null
      earned_nothing: number
    }[]
  >`
    select count(*)::int as people, coalesce(sum(friends_counted), 0)::int as friends_counted,
      (count(*) filter (where friends_counted > 0))::int as people_with_friends,
      percentile_disc(array[0.5, 0.9]) within group (order by paid_minor)::text[] as received,
      (count(*) filter (where paid_minor = 0))::int as received_nothing,
      percentile_disc(array[0.5, 0.9]) within group (order by total_minor)::text[] as earned,
      (count(*) filter (where total_minor = 0))::int as earned_nothing
    from (
      select friends_counted, greatest(paid_minor - opening_minor, 0) as paid_minor,
        held_minor + available_minor + clearing_minor + paid_minor - opening_minor as total_minor
      from participants
      where program_id = ${programId} and code is not null
    ) as people`
  const {
    people,
    people_with_friends: peopleWithFriends,
    friends_counted: friendsCounted,
    ...found
  } = must(row, 'a row of sums')
  return {
    people,
    peopleWithFriends,
    friendsCounted,
    received: spreadOf(found.received, found.received_nothing),
    earned: spreadOf(found.earned, found.earned_nothing),
  }
}

function spreadOf(percentiles: readonly string[] | null, peopleWithNothing: number): Spread {
  const [median = '0', ninetieth = '0'] = percentiles ?? []
  return { medianMinor: BigInt(median), ninetiethMinor: BigInt(ninetieth), peopleWithNothing }
}
