/**
 * The estimate of a program at this moment: its own rates, caps, budget and remaining days. Not about a particular
 * person.
 */
import { dayMs } from '../../clock.js'
import type { Context } from '../standing/context.js'
import { readTallies } from '../ledger/tallies.js'
import type { TypicalEarningsReader } from '../programs/typical-earnings.js'
import { standingOf, type Program, type Standing } from '../standing/find.js'
import { phaseAt } from '../standing/phase.js'
import { worthOf } from '../standing/worth.js'
import { contactsMax, estimateOf, type Estimate } from './estimate.js'

export type ProgramEstimate = Estimate & {
  readonly currency: string
  readonly rewardMinor: bigint
  /** New friends no longer count, so there are no figures. */
  readonly ended: boolean
}

export async function readEstimate(
  context: Context,
  typicalEarnings: TypicalEarningsReader,
  program: Program,
  contacts: number,
): Promise<ProgramEstimate> {
  const [standing, { friendsCounted, peopleWithFriends }, tallies] = await Promise.all([
    standingOf(context, program.id),
    typicalEarnings.of(program.id),
    readTallies(context.sql, program.id),
  ])
  const sum = (wanted: string) =>
    tallies.reduce((total, { metric, count }) => (metric === wanted ? total + count : total), 0)
  // A code can be typed without following a link: a participant who brought a friend did share.
  const sharers = Math.max(sum('first_click'), peopleWithFriends)
  const { currency } = standing.inForce.terms
  const rewardMinor = worthOf(standing.inForce.terms).advocateMinor
  const seen = { sharers, sharersWithFriends: peopleWithFriends, friendsCounted, clicks: sum('click') }
  const estimate = estimateOf(contacts, seen, { rewardMinor, friendsMax: friendsMaxOf(standing) })
  const ended = hasEnded(standing)
  return { ...estimate, figures: ended ? null : estimate.figures, currency, rewardMinor, ended }
}

/** The largest number of friends that can still count for one advocate. A pause is no bound, because it may end. */
export function friendsMaxOf(standing: Standing): number {
  if (hasEnded(standing)) return 0
  const {
    books,
    now,
    inForce: { terms },
  } = standing
  const { perAdvocatePerDay, perAdvocateTotal } = terms.caps
  const startMs = Math.max(now.getTime(), terms.startsAt.getTime())
  // The range touches at most this many calendar days.
  const days = Math.ceil((terms.endsAt.getTime() - startMs) / dayMs) + 1
  const affordable = books.budgetMinor / worthOf(terms).totalMinor
  return Math.min(
    contactsMax,
    affordable > BigInt(contactsMax) ? contactsMax : Number(affordable),
    perAdvocateTotal ?? contactsMax,
    perAdvocatePerDay === null ? contactsMax : perAdvocatePerDay * days,
  )
}

function hasEnded({ books, now, inForce: { terms } }: Standing): boolean {
  return phaseAt(books.state, books.closingAt, terms, now) === 'closed'
}
