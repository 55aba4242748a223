/**
 * What an advocate is told of friends: numbers, and what is still awaited. Never who, and never why one person was not
 * counted: the reasons are told of the whole program, in steps of five and as they were at midnight, so that nobody can
 * see a friend's arrival in them.
 */
import type { Sql } from '../../db/connect.js'
import { dayIn } from '../programs/calendar.js'
import type { Standing } from '../programs/find.js'
import { refusals, type RefusalReason } from '../signups/reasons.js'

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
}

/** Fewer people would tell of each. */
const peopleMin = 20

/** Undefined until enough people came. */
export async function refusalShares(
  sql: Sql,
  programId: number,
  { now, inForce: { terms } }: Standing,
): Promise<RefusalShares | undefined> {
  const rows = await sql<{ detail: string; count: bigint }[]>`
    select detail, sum(count)::bigint as count
    from (
      select hour, metric, detail, count from tallies where program_id = ${programId}
      union all
      select hour, metric, detail, count from totals where program_id = ${programId}
    ) as both_kinds
    where metric = 'signup' and (hour at time zone ${terms.timeZone})::date < ${dayIn(terms.timeZone, now)}::date
    group by detail`
  const counts = new Map(rows.map(({ detail, count }) => [detail, Number(count)]))
  const reasons = (Object.keys(refusals) as RefusalReason[]).map((reason) => ({
    reason,
    count: counts.get(`refused:${reason}`) ?? 0,
  }))
  const people = reasons.reduce((sum, { count }) => sum + count, counts.get('referred') ?? 0)
  if (people < peopleMin) return undefined
  const shares = reasons
    .map(({ reason, count }) => ({ reason, hundredths: Math.round((count * 20) / people) * 5 }))
    .filter(({ hundredths }) => hundredths > 0)
    .toSorted((a, b) => b.hundredths - a.hundredths)
  return { people, shares }
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
