/**
 * What an advocate learns about friends: numbers, and what is still awaited. Never names, and never why one person was
 * not counted. Reasons are shown for the whole program, in steps of five hundredths and whole days, and updated only
 * after twenty more people, so that no single friend can be recognised.
 */
import { hourMs } from '../../clock.js'
import type { Sql } from '../../db/connect.js'
import { dayIn } from '../standing/calendar.js'
import type { Standing } from '../standing/find.js'
import { refusals, type RefusalReason } from '../reasons/signup-reasons.js'

export interface AwaitedFriend {
  readonly state: 'pending' | 'review'
  /** The deadline of the action; null for a review, which a person ends. */
  readonly until: Date | null
}

const awaitedMax = 50

/** Soonest first. */
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
  /** Of this many people who came by a link or a code, … */
  readonly people: number
  /** … this share was refused at the signup, for any reason: in hundredths, in steps of five, … */
  readonly withoutHundredths: number
  /** … and this share was not counted for each reason: in hundredths, in steps of five, largest first, without zeros. */
  readonly shares: readonly { readonly reason: RefusalReason; readonly hundredths: number }[]
  /** The last day included, by its first moment. */
  readonly lastDay: Date
}

/**
 * Shares change only after this many more people. An advocate who sends one friend and looks again sees that friend at
 * least among nineteen others, or not at all.
 */
const peopleMin = 20

/** A day is included an hour after it ended. By then all its signups are written. */
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
  if (told === undefined) return undefined
  const { counts, people, lastDay } = told
  const without = people - (counts.get('referred') ?? 0)
  return { people, withoutHundredths: inFives(without, people), shares: sharesOf(counts, people), lastDay }
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

/** Day by day, in the steps in which the shares are shown. Pure. */
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
      hundredths: inFives(counts.get(`refused:${reason}`) ?? 0, people),
    }))
    .filter(({ hundredths }) => hundredths > 0)
    .toSorted((one, other) => other.hundredths - one.hundredths)
}

function inFives(part: number, people: number): number {
  return Math.round((part * 20) / people) * 5
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
  /** `lately`: within the hours in which a late code is accepted. */
  readonly opened: (typeof openedAt)[number]
}

/**
 * What an advocate can do about a friend who was not counted. The answer depends on the rules, on the program and this
 * advocate, and on what the advocate says. No account is looked up, so it reveals nothing. Pure.
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
