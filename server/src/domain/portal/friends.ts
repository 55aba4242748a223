/**
 * What an advocate is told of friends: numbers, and what is still awaited. Never who, and never why one person was not
 * counted: the reasons are told of the whole program, in steps of five, of whole days, and anew only when twenty more have
 * come, so that nobody can see a friend's arrival in them.
 */
import { hourMs } from '../../clock.js'
import type { Sql } from '../../db/connect.js'
import { dayIn } from '../standing/calendar.js'
import type { Standing } from '../standing/find.js'
import { refusals, type RefusalReason } from '../reasons/signup-reasons.js'

export interface AwaitedFriend {
  readonly state: 'pending' | 'review'
  /** Until when the action counts; null for a review, which a person ends. */
  readonly until: Date | null
}

const awaitedMax = 50

/** The soonest first. */
export async function awaitedFriends(sql: Sql, programId: number, advocateId: string): Promise<AwaitedFriend[]> {
  const rows = await sql<{ state: 'pending' | 'review'; expires_at: Date | null }[]>`
    select state, expires_at
    from referrals
    where program_id = ${programId} and advocate_id = ${advocateId} and state in ('pending', 'review')
    order by expires_at nulls last, id
    limit ${awaitedMax}`
  return rows.map((row) => ({ state: row.state, until: row.state === 'pending' ? row.expires_at : null }))
}

export interface RefusalShares {
  /** Of so many people who came by a link or a code, … */
  readonly people: number
  /** … this share was not counted for each reason: hundredths, in steps of five, largest first, none of zero. */
  readonly shares: readonly { readonly reason: RefusalReason; readonly hundredths: number }[]
  /** The last day that is in it, by its first moment. */
  readonly lastDay: Date
}

/**
 * The shares move when so many more have come, and before that for nobody: an advocate who sends one friend, and looks again
 * the next day, sees the friend among nineteen others at least or not at all.
 */
const peopleMin = 20

/** A day is told of an hour after it ended: by then everybody who came in it is written. */
const settlingMs = hourMs

/** Undefined until enough people came. */
export async function refusalShares(
  sql: Sql,
  programId: number,
  { now, inForce: { terms } }: Standing,
): Promise<RefusalShares | undefined> {
  const { timeZone } = terms
  const today = dayIn(timeZone, new Date(now.getTime() - settlingMs))
  const rows = await sql<DayCount[]>`
    select (day::timestamp at time zone ${timeZone}) as day, detail, sum(count)::bigint as count
    from (
      select (quarter at time zone ${timeZone})::date as day, metric, detail, count from tallies
      where program_id = ${programId}
      union all
      select day, metric, detail, count from day_totals where program_id = ${programId}
    ) as both_kinds
    where metric = 'signup' and day < ${today}::date and (detail = 'referred' or detail like 'refused:%')
    group by day, detail
    order by day`
  const told = toldOf(rows)
  return told && { people: told.people, shares: sharesOf(told.counts, told.people), lastDay: told.lastDay }
}

interface DayCount {
  readonly day: Date
  /** `referred`, or `refused:` and the reason. */
  readonly detail: string
  readonly count: bigint
}

interface Told {
  readonly counts: ReadonlyMap<string, number>
  readonly people: number
  readonly lastDay: Date
}

/** Day after day, in the steps in which it was told. Pure. */
function toldOf(rows: readonly DayCount[]): Told | undefined {
  const counts = new Map<string, number>()
  let told: Told | undefined
  let people = 0
  for (const [index, { day, detail, count }] of rows.entries()) {
    counts.set(detail, (counts.get(detail) ?? 0) + Number(count))
    people += Number(count)
    const dayIsOver = rows[index + 1]?.day.getTime() !== day.getTime()
    if (dayIsOver && people - (told?.people ?? 0) >= peopleMin) told = { counts: new Map(counts), people, lastDay: day }
  }
  return told
}

function sharesOf(counts: ReadonlyMap<string, number>, people: number): RefusalShares['shares'] {
  return (Object.keys(refusals) as RefusalReason[])
    .map((reason) => ({
      reason,
      hundredths: Math.round(((counts.get(`refused:${reason}`) ?? 0) * 20) / people) * 5,
    }))
    .filter(({ hundredths }) => hundredths > 0)
    .toSorted((one, other) => other.hundredths - one.hundredths)
}

export const cameBy = ['link', 'code', 'neither'] as const
export const openedAt = ['lately', 'before'] as const
export const missingAnswers = [
  'you_left',
  'link_stopped',
  'not_running',
  'money_promised',
  'cap_reached',
  'type_code',
  'too_late',
  'ask_friend',
] as const

export interface MissingFriend {
  readonly came: (typeof cameBy)[number]
  /** `lately`: within the hours that a late code is taken. */
  readonly opened: (typeof openedAt)[number]
}

/**
 * What an advocate can do about a friend who was not counted. It follows from the rules, from where the program and this
 * advocate stand, and from what the advocate says: nobody's account is looked up, so nothing can be learnt of one. Pure.
 */
export function answerMissingFriend(
  { came, opened }: MissingFriend,
  lateCodeHours: number,
  obstacle: string | null,
): (typeof missingAnswers)[number] {
  if (obstacle === 'left') return 'you_left'
  if (obstacle === 'stopped') return 'link_stopped'
  if (obstacle === 'not_started' || obstacle === 'paused' || obstacle === 'ended') return 'not_running'
  if (came !== 'neither') {
    if (obstacle === 'money_promised' && opened === 'lately') return 'money_promised'
    if ((obstacle === 'full_today' || obstacle === 'own_total') && opened === 'lately') return 'cap_reached'
    return 'ask_friend'
  }
  return opened === 'lately' && lateCodeHours > 0 ? 'type_code' : 'too_late'
}
