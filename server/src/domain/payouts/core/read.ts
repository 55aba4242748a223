/**
 * Payouts for display: one, a participant's, a program's. Wallet numbers stay sealed; the last digits identify them.
 */
import type { Sql, Tx } from '../../../db/connect.js'
import type { Page } from '../../../db/page.js'
import type { MethodKind, PayoutsRow, PayoutState } from '../../../db/rows.js'
import { AppError } from '../../../errors.js'
import type { Program } from '../../standing/find.js'

export interface Payout {
  readonly id: string
  readonly participantId: string
  readonly userId: string
  readonly amountMinor: bigint
  /** The part of returned money that went to the offer, for what a reversal could not take back. */
  readonly takenBackMinor: bigint
  readonly displayName: string | null
  readonly kind: MethodKind
  /** The last digits of the account. */
  readonly hint: string
  readonly provider: string
  /** The name of an attached provider; null for built-in ones. */
  readonly providerName: string | null
  /**
   * Why a requested or approved payout is not sent: its provider is detached; or (approved) it left orders unanswered
   * and is paused.
   */
  readonly heldUp: 'detached' | 'unanswered' | null
  readonly state: PayoutState
  readonly approvalsNeeded: number
  readonly approvals: number
  /** Why it failed, was rejected or came back. */
  readonly code: string | null
  readonly providerReference: string | null
  /** A person must find out the result: see its differences. */
  readonly needsPerson: boolean
  readonly requestedAt: Date
  readonly settledAt: Date | null
}

type ReadRow = Pick<
  PayoutsRow,
  | 'id'
  | 'participant_id'
  | 'amount_minor'
  | 'kind'
  | 'hint'
  | 'provider'
  | 'state'
  | 'approvals_needed'
  | 'code'
  | 'provider_reference'
  | 'requested_at'
  | 'settled_at'
> & {
  user_id: string
  display_name: string | null
  taken_back_minor: bigint
  approvals: number
  needs_person: boolean
  provider_name: string | null
  held_up: Payout['heldUp']
}

export interface PayoutFilter {
  readonly participantId?: string
  readonly state?: PayoutState | undefined
  /** Only those that the program's close waits for: see `readAwaited`. */
  readonly awaited?: boolean
  readonly id?: string
}

/** Newest first. */
export async function listPayouts(
  sql: Sql | Tx,
  program: Program,
  { participantId, state, awaited, id }: PayoutFilter,
  { limit, after }: Page<string>,
): Promise<Payout[]> {
  const rows = await sql<ReadRow[]>`
    select p.id, p.participant_id, u.user_id, u.display_name, p.amount_minor, p.kind, p.hint, p.provider, p.state, p.approvals_needed,
      (select count(*)::int from payout_verdicts v
       where v.program_id = ${program.id} and v.payout_id = p.id and v.verdict = 'approve') as approvals,
      (select coalesce(sum(y.amount_minor), 0)::bigint from recoveries y
       where y.program_id = ${program.id} and y.payout_id = p.id) as taken_back_minor,
      p.code, p.provider_reference, p.requested_at, p.settled_at,
      exists (select from differences d
        where d.program_id = ${program.id} and d.payout_id = p.id and d.resolved_at is null) as needs_person,
      a.name as provider_name,
      case when p.state not in ('requested', 'approved') then null when a.state = 'detached' then 'detached'
        when p.state = 'approved' and a.unanswered > 0 then 'unanswered' end as held_up
    from payouts p
    join participants u on u.program_id = ${program.id} and u.id = p.participant_id
    left join attached_providers a on a.program_id = ${program.id} and a.provider = p.provider
    where p.program_id = ${program.id}
      ${participantId === undefined ? sql`` : sql`and p.participant_id = ${participantId}`}
      ${state === undefined ? sql`` : sql`and p.state = ${state}`}
      ${awaited === true ? awaitedByClose(sql, program.id) : sql``}
      ${id === undefined ? sql`` : sql`and p.id = ${id}`}
      ${after === undefined ? sql`` : sql`and p.id < ${after}::uuid`}
    order by p.id desc
    limit ${limit}`
  return rows.map(payoutOf)
}

/** Cash-outs requested after the end of the holds are not awaited. */
function awaitedByClose(sql: Sql | Tx, programId: number) {
  return sql`
    and p.state in ('requested', 'approved', 'sending', 'unknown')
    and p.requested_at <= coalesce((
      select s.done_at from closes c
      join close_steps s on s.program_id = ${programId} and s.close_id = c.id and s.step = 'holds'
      where c.program_id = ${programId} and c.country is null), 'infinity')`
}

/** @throws AppError `payout_not_found` */
export async function findPayout(sql: Sql | Tx, program: Program, id: string): Promise<Payout> {
  const [payout] = await listPayouts(sql, program, { id }, { limit: 1 })
  if (payout === undefined) throw payoutNotFound()
  return payout
}

export function payoutNotFound(): AppError {
  return new AppError('payout_not_found', 'This program has no payout of this id.')
}

function payoutOf(row: ReadRow): Payout {
  return {
    id: row.id,
    participantId: row.participant_id,
    userId: row.user_id,
    displayName: row.display_name,
    amountMinor: row.amount_minor,
    takenBackMinor: row.taken_back_minor,
    kind: row.kind,
    hint: row.hint,
    provider: row.provider,
    providerName: row.provider_name,
    heldUp: row.held_up,
    state: row.state,
    approvalsNeeded: row.approvals_needed,
    approvals: row.approvals,
    code: row.code,
    providerReference: row.provider_reference,
    needsPerson: row.needs_person,
    requestedAt: row.requested_at,
    settledAt: row.settled_at,
  }
}
