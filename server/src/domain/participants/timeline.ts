/**
 * One participant's timeline, newest first: the join, their own signup, clicks of their link by day, friends with
 * decisions and evidence, money, rulings. A page is merged from sources, each read by an index, one page each.
 */
import type { Sql } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type {
  Account,
  CauseKind,
  DecisionReason,
  ReferralState,
  Ruling,
  SignupOutcome,
  TransferStep,
  TransfersRow,
} from '../../db/rows.js'
import type { Program } from '../standing/find.js'
import { evidenceOf, type Evidence, type EvidenceRow } from '../referrals/evidence.js'

/** The order of events at the same moment. */
export const happenings = ['ruling', 'transfer', 'friend', 'clicks', 'signup', 'joined'] as const
export type Happening = (typeof happenings)[number]

/** A part of a timeline. */
export const subjects = ['money', 'people'] as const
export type Subject = (typeof subjects)[number]

const subjectOf: Readonly<Record<Happening, Subject>> = {
  ruling: 'people',
  transfer: 'money',
  friend: 'people',
  clicks: 'people',
  signup: 'people',
  joined: 'people',
}

export interface TimelineItem {
  readonly at: Date
  readonly kind: Happening
  readonly id: string
  readonly ruling?: {
    readonly referralId: string
    readonly friendUserId: string
    readonly friendName: string | null
    readonly ruling: Ruling
    readonly reason: string
    readonly by: string
  }
  readonly transfer?: {
    readonly from: Account
    readonly to: Account
    readonly amountMinor: bigint
    readonly cause: CauseKind
    readonly step: TransferStep
    /** The payout, if the event is a step of one. */
    readonly payoutId: string | null
  }
  readonly friend?: {
    readonly userId: string
    readonly displayName?: string
    readonly state: ReferralState
    readonly reason: DecisionReason | null
    readonly evidence: Evidence
  }
  /** For one day in the program's zone. */
  readonly clicks?: { readonly day: string; readonly count: number }
  readonly signup?: {
    readonly outcome: SignupOutcome
    readonly reason: DecisionReason | null
    readonly occurredAt: Date
    readonly advocateUserId: string | null
    readonly advocateName?: string
    readonly evidence: Evidence
  }
}

export interface TimelinePlace {
  readonly at: Date
  readonly kind: Happening
  readonly id: string
}

/** The position after which a source reads: strictly earlier, by time and id. */
interface After {
  readonly at: Date
  readonly id: string
}

type Source = (
  sql: Sql,
  program: Program,
  participantId: string,
  limit: number,
  after: After,
  timeZone: string,
) => Promise<TimelineItem[]>

const smallest = '00000000-0000-0000-0000-000000000000'
const greatest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
const beginning: TimelinePlace = { at: new Date('2199-12-31T00:00:00Z'), kind: 'ruling', id: greatest }

export async function readTimeline(
  sql: Sql,
  program: Program,
  participantId: string,
  timeZone: string,
  subject: Subject | undefined,
  { limit, after = beginning }: Page<TimelinePlace>,
): Promise<TimelineItem[]> {
  const wanted = happenings.filter((kind) => subject === undefined || subjectOf[kind] === subject)
  const pages = await Promise.all(
    wanted.map((kind) => sources[kind](sql, program, participantId, limit, afterOf(kind, after), timeZone)),
  )
  return pages
    .flat()
    .toSorted((a, b) => b.at.getTime() - a.at.getTime() || rank(a.kind) - rank(b.kind) || (a.id < b.id ? 1 : -1))
    .slice(0, limit)
}

function rank(kind: Happening): number {
  return happenings.indexOf(kind)
}

/** At the cursor's moment, kinds before the cursor's were shown completely and kinds after it not at all. */
function afterOf(kind: Happening, { at, kind: last, id }: TimelinePlace): After {
  if (kind === last) return { at, id }
  return { at, id: rank(kind) < rank(last) ? smallest : greatest }
}

const sources: Readonly<Record<Happening, Source>> = {
  joined: async (sql, program, participantId, _limit, after) => {
    const rows = await sql<{ joined_at: Date }[]>`
      select joined_at from participants
      where program_id = ${program.id} and id = ${participantId} and (joined_at, id) < (${after.at}, ${after.id}::uuid)`
    return rows.map(({ joined_at: at }) => ({ at, kind: 'joined', id: participantId }))
  },

  signup: async (sql, program, participantId, _limit, after) => {
    const rows = await sql<(SignupRow & { advocate: string | null; advocate_name: string | null })[]>`
      select s.participant_id as id, s.decided_at, s.occurred_at, s.outcome, s.reason, s.attributed_by, s.late,
        r.version, a.user_id as advocate, a.display_name as advocate_name, c.clicked_at, c.via, c.platform
      from signups s
      left join referrals r on r.program_id = ${program.id} and r.id = s.participant_id
      left join participants a on a.program_id = ${program.id} and a.id = r.advocate_id
      left join clicks c on c.program_id = ${program.id} and c.id = r.click_id
      where s.program_id = ${program.id} and s.participant_id = ${participantId}
        and (s.decided_at, s.participant_id) < (${after.at}, ${after.id}::uuid)`
    return rows.map((row) => ({
      at: row.decided_at,
      kind: 'signup',
      id: row.id,
      signup: {
        outcome: row.outcome,
        reason: row.reason,
        occurredAt: row.occurred_at,
        advocateUserId: row.advocate,
        ...(row.advocate_name !== null && { advocateName: row.advocate_name }),
        evidence: evidenceOf(row),
      },
    }))
  },

  clicks: async (sql, program, participantId, limit, after, timeZone) => {
    // At the day's beginning there: at another place's midnight they would stand among the events of the day before.
    const rows = await sql<{ at: Date; day: string; clicks: number }[]>`
      select at, day, clicks
      from (
        select day::timestamp at time zone ${timeZone} as at, day::text, clicks from click_days
        where program_id = ${program.id} and advocate_id = ${participantId}
      ) as days
      where (at, ${participantId}::uuid) < (${after.at}, ${after.id}::uuid)
      order by at desc
      limit ${limit}`
    return rows.map(({ at, day, clicks }) => ({
      at,
      kind: 'clicks',
      id: participantId,
      clicks: { day, count: clicks },
    }))
  },

  friend: async (sql, program, participantId, limit, after) => {
    const rows = await sql<(SignupRow & { user_id: string; display_name: string | null; state: ReferralState })[]>`
      select r.id, r.decided_at, r.occurred_at, s.outcome, r.reason, s.attributed_by, coalesce(s.late, false) as late,
        r.version, r.state, f.user_id, f.display_name, c.clicked_at, c.via, c.platform
      from (
        select * from referrals
        where program_id = ${program.id} and advocate_id = ${participantId}
          and (decided_at, id) < (${after.at}, ${after.id}::uuid)
        order by decided_at desc, id desc
        limit ${limit}
      ) as r
      join participants f on f.program_id = ${program.id} and f.id = r.id
      left join signups s on s.program_id = ${program.id} and s.participant_id = r.id
      left join clicks c on c.program_id = ${program.id} and c.id = r.click_id`
    return rows.map((row) => ({
      at: row.decided_at,
      kind: 'friend',
      id: row.id,
      friend: {
        userId: row.user_id,
        ...(row.display_name !== null && { displayName: row.display_name }),
        state: row.state,
        reason: row.reason,
        evidence: evidenceOf(row),
      },
    }))
  },

  transfer: async (sql, program, participantId, limit, after) => {
    // Ids are in the order of events and used for the search; moments are compared too, for the cursor.
    const rows = await sql<Omit<TransfersRow, 'program_id' | 'participant_id'>[]>`
      select id, made_at, from_account, to_account, amount_minor, cause_kind, cause_id, step
      from transfers
      where program_id = ${program.id} and participant_id = ${participantId}
        and (made_at, id) < (${after.at}, ${after.id}::uuid)
      order by made_at desc, id desc
      limit ${limit}`
    return rows.map((row) => ({
      at: row.made_at,
      kind: 'transfer',
      id: row.id,
      transfer: {
        from: row.from_account,
        to: row.to_account,
        amountMinor: row.amount_minor,
        cause: row.cause_kind,
        step: row.step,
        payoutId: row.cause_kind === 'payout' ? row.cause_id : null,
      },
    }))
  },

  ruling: async (sql, program, participantId, limit, after) => {
    const rows = await sql<
      {
        id: string
        referral_id: string
        user_id: string
        display_name: string | null
        ruling: Ruling
        reason: string
        ruled_by: string
        ruled_at: Date
      }[]
    >`
      select l.id, l.referral_id, f.user_id, f.display_name, l.ruling, l.reason, l.ruled_by, l.ruled_at
      from rulings l
      join referrals r on r.program_id = ${program.id} and r.id = l.referral_id
      join participants f on f.program_id = ${program.id} and f.id = r.id
      where l.program_id = ${program.id} and (r.advocate_id = ${participantId} or r.id = ${participantId})
        and (l.ruled_at, l.id) < (${after.at}, ${after.id}::uuid)
      order by l.ruled_at desc, l.id desc
      limit ${limit}`
    return rows.map((row) => ({
      at: row.ruled_at,
      kind: 'ruling',
      id: row.id,
      ruling: {
        referralId: row.referral_id,
        friendUserId: row.user_id,
        friendName: row.display_name,
        ruling: row.ruling,
        reason: row.reason,
        by: row.ruled_by,
      },
    }))
  },
}

interface SignupRow extends EvidenceRow {
  id: string
  decided_at: Date
  occurred_at: Date
  outcome: SignupOutcome
  reason: DecisionReason | null
}
