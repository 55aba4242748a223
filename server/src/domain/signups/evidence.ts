/**
 * Evidence: what ties a signup to an advocate. A typed code wins over a click; an expired or unknown one of either kind
 * does not invalidate the other.
 */
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'
import type { EvidenceKind, ProgramState } from '../../db/rows.js'
import { dayMs } from '../../clock.js'
import { channelOf } from '../clicks/record.js'
import { readPauses, type Pauses } from '../standing/pauses.js'
import { phaseAt, phaseThen, type Phase } from '../standing/phase.js'
import type { Standing } from '../standing/find.js'
import type { ProgramVersion } from '../standing/versions.js'
import type { SignupCommand } from './command.js'
import type { OrganicReason } from '../reasons/signup-reasons.js'

export interface Evidence {
  readonly by: EvidenceKind
  readonly advocateId: string
  readonly advocateUserId: string
  readonly clickId: string | null
  readonly clickedAt: Date | null
  /** How the link was shared; null for a code. */
  readonly channel: string | null
  /** The version whose promise counts: for a click its own, for a code today's. */
  readonly version: ProgramVersion
  /** The program's phase when the evidence arose. */
  readonly phase: Phase
  /** An operator had stopped the link. Clicks of a stopped link are not written. */
  readonly stopped: boolean
}

export interface AdvocateOfCode {
  readonly id: string
  readonly userId: string
  /** Since when the code exists. */
  readonly joinedAt: Date
  /** From then on the code is invalid. Earlier clicks exist. */
  readonly leftAt: Date | null
  /** From then on the code does not count, until it is restarted. */
  readonly stoppedAt: Date | null
}

export interface FoundClick {
  readonly id: string
  readonly advocateId: string
  readonly advocateUserId: string
  readonly version: number
  readonly state: ProgramState
  readonly clickedAt: Date
  readonly channel: string
}

export interface Findings {
  readonly codes: ReadonlyMap<string, AdvocateOfCode>
  readonly clicks: ReadonlyMap<string, FoundClick>
  readonly pauses: Pauses
}

/** @param moments when accounts with a code were opened that are not opened now */
export async function findEvidence(
  sql: Sql | Tx,
  programId: number,
  commands: readonly SignupCommand[],
  moments: readonly Date[],
): Promise<Findings> {
  const codes = [...new Set(commands.flatMap((command) => command.code ?? []))]
  const clickIds = [...new Set(commands.flatMap((command) => command.clickIds))]
  const [byCode, byClick, pauses] = await Promise.all([
    readCodes(sql, programId, codes),
    readClicks(sql, programId, clickIds),
    readPauses(sql, programId, moments),
  ])
  return { codes: byCode, clicks: byClick, pauses }
}

async function readCodes(
  sql: Sql | Tx,
  programId: number,
  codes: readonly string[],
): Promise<Map<string, AdvocateOfCode>> {
  if (codes.length === 0) return new Map()
  const rows = await sql<CodeRow[]>`
    select c.code, p.id, p.user_id, p.joined_at, p.left_at, p.stopped_at
    from unnest(${codes}::text[]) as c (code), lateral (
      select id, user_id, joined_at, left_at, stopped_at from participants
      where program_id = ${programId} and code = c.code
      limit 1) as p`
  return new Map(
    rows.map((row) => [
      row.code,
      {
        id: row.id,
        userId: row.user_id,
        joinedAt: row.joined_at,
        leftAt: row.left_at,
        stoppedAt: row.stopped_at,
      },
    ]),
  )
}

interface CodeRow {
  code: string
  id: string
  user_id: string
  joined_at: Date
  left_at: Date | null
  stopped_at: Date | null
}

/** Lateral equality: with `= any` PostgreSQL looked into every partition. */
async function readClicks(sql: Sql | Tx, programId: number, ids: readonly string[]): Promise<Map<string, FoundClick>> {
  if (ids.length === 0) return new Map()
  const rows = await sql<
    {
      id: string
      advocate_id: string
      user_id: string
      version: number
      state: ProgramState
      clicked_at: Date
      via: string | null
    }[]
  >`
    select c.id, c.advocate_id, p.user_id, c.version, c.state, c.clicked_at, c.via
    from unnest(${arrayText(ids)}::uuid[]) as i (id), lateral (
      select id, advocate_id, version, state, clicked_at, via from clicks
      where program_id = ${programId} and id = i.id
      limit 1) as c, lateral (
      select user_id from participants
      where program_id = ${programId} and id = c.advocate_id
      limit 1) as p`
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        advocateId: row.advocate_id,
        advocateUserId: row.user_id,
        version: row.version,
        state: row.state,
        clickedAt: row.clicked_at,
        channel: channelOf(row.via),
      },
    ]),
  )
}

/** When the friend's account was opened. */
export interface Opening {
  readonly occurredAt: Date
  /**
   * The owner of a typed code must have joined by then, when the account was opened. Null if the report opens the
   * account now, so that every existing code is older.
   */
  readonly joinedBy: Date | null
}

/** Pure: the evidence that counts, or why there is none. */
export function weighEvidence(
  report: SignupCommand,
  found: Findings,
  standing: Standing,
  opening: Opening,
): Evidence | OrganicReason {
  const { occurredAt } = opening
  const command = withoutInjected(report, found, standing)
  const byCode = codeEvidence(command, found, standing, opening)
  if (byCode?.phase === 'live' && !byCode.stopped) return byCode
  const byClick = clickEvidence(command, found, standing, occurredAt)
  // Where the program was paused or had ended, or a link is stopped, a code alone does not count, but an earlier click does.
  if (byClick !== undefined && byClick !== 'click_expired' && (byCode === undefined || byClick.phase === 'live')) {
    return byClick
  }
  if (byCode !== undefined) return byCode
  // A code can be typed again, so this reason is more useful than an expired click.
  if (command.codeTyped) return 'unknown_code'
  if (byClick === 'click_expired') return byClick
  if (!command.clickNamed) return 'no_code'
  // An id is issued once its click is written. If its row is gone, its window had ended long before.
  return command.clickIds.length > 0 ? 'click_expired' : 'unknown_click'
}

/** The clocks of this service and of Google. */
const clocksMsApart = 10_000

/**
 * An app that sees an installation begin can make a click for it: click injection. A click after the beginning did not cause
 * it, and is as good as unknown. Google's time is real time, so a program whose clock was moved cannot compare.
 */
function withoutInjected(command: SignupCommand, { clicks }: Findings, { books }: Standing): SignupCommand {
  const { installation, clickIds } = command
  if (installation === undefined || books.clockOffsetMs !== 0) return command
  const latestMs = installation.beganAt.getTime() + clocksMsApart
  const wasInjected = (id: string) =>
    installation.clickIds.has(id) && (clicks.get(id)?.clickedAt.getTime() ?? 0) > latestMs
  return { ...command, clickIds: clickIds.filter((id) => !wasInjected(id)) }
}

function codeEvidence(
  command: SignupCommand,
  found: Findings,
  standing: Standing,
  opening: Opening,
): Evidence | undefined {
  const { occurredAt, joinedBy } = opening
  const advocate = command.code === undefined ? undefined : found.codes.get(command.code)
  // An owner who joined after the account was opened did not bring it.
  if (joinedBy !== null && advocate !== undefined && advocate.joinedAt > joinedBy) return undefined
  if (advocate === undefined || (advocate.leftAt !== null && occurredAt >= advocate.leftAt)) return undefined
  return {
    by: 'code',
    advocateId: advocate.id,
    advocateUserId: advocate.userId,
    clickId: null,
    clickedAt: null,
    channel: null,
    version: standing.inForce,
    phase: phaseOfCode(found.pauses, standing, opening),
    stopped: advocate.stoppedAt !== null && occurredAt >= advocate.stoppedAt,
  }
}

/** By the moment at which the account was opened. One that is opened now goes by the state, which no clock can contradict. */
function phaseOfCode(pauses: Pauses, standing: Standing, { occurredAt, joinedBy }: Opening): Phase {
  const { books, inForce } = standing
  if (joinedBy === null) return phaseAt(books.state, books.closingAt, inForce.terms, occurredAt)
  return phaseThen(standing, occurredAt, pauses.get(occurredAt.getTime()))
}

function clickEvidence(
  command: SignupCommand,
  found: Findings,
  { books, inForce, versions }: Standing,
  occurredAt: Date,
): Evidence | 'click_expired' | undefined {
  const clicks = command.clickIds.flatMap((id) => found.clicks.get(id) ?? [])
  const valid = clicks.filter((one) => !isExpired(one, versions.get(one.version), occurredAt))
  const phaseOf = (one: FoundClick) => phaseAt(one.state, books.closingAt, inForce.terms, one.clickedAt)
  // A click made while live is not invalidated by another one.
  const click = valid.find((one) => phaseOf(one) === 'live') ?? valid[0]
  if (click === undefined) return clicks.length > 0 ? 'click_expired' : undefined
  return {
    by: 'click',
    advocateId: click.advocateId,
    advocateUserId: click.advocateUserId,
    clickId: click.id,
    clickedAt: click.clickedAt,
    channel: click.channel,
    version: versions.get(click.version),
    phase: books.state === 'settled' ? 'closed' : phaseOf(click),
    stopped: false,
  }
}

function isExpired(click: FoundClick, version: ProgramVersion, occurredAt: Date): boolean {
  return occurredAt.getTime() > click.clickedAt.getTime() + version.terms.attributionWindowDays * dayMs
}
