/**
 * The history of one payout: requested, approved, sent, settled. Each step has its transfers, and for a payout by file
 * its batch and results file.
 */
import type { Sql } from '../../db/connect.js'
import type { Account, PayoutState, PayoutVerdict, TransferStep } from '../../db/rows.js'
import type { Program } from '../standing/find.js'
import { payoutNotFound } from './core/read.js'

export const payoutSteps = ['requested', 'approved', 'rejected', 'sent', 'paid', 'failed', 'returned'] as const
export type PayoutStep = (typeof payoutSteps)[number]

export interface StepOfPayout {
  readonly kind: PayoutStep
  readonly at: Date
  /** A key or an operator; null if nobody did it, or only the audit record says who. */
  readonly by: string | null
  /** The reason, as written. */
  readonly reason: string | null
  readonly batchId: string | null
  readonly resultsId: string | null
  readonly money: MoneyStep | null
}

export interface MoneyStep {
  readonly id: string
  readonly from: Account
  readonly to: Account
  readonly amountMinor: bigint
  readonly step: TransferStep
}

export interface PayoutHistory {
  readonly steps: readonly StepOfPayout[]
  /** Real time, unlike the others: until then its sender may still be sending it. */
  readonly deadlineAt: Date | null
  readonly asked: number
  readonly askAt: Date | null
  readonly accepted: boolean
}

interface Row {
  state: PayoutState
  approvals_needed: number
  requested_at: Date
  sent_at: Date | null
  settled_at: Date | null
  deadline_at: Date | null
  ask_at: Date | null
  asked: number
  accepted: boolean
  batch_id: string | null
}

interface Transfer {
  id: string
  from_account: Account
  to_account: Account
  amount_minor: bigint
  step: TransferStep
  made_at: Date
}

interface Verdict {
  said_by: string
  verdict: PayoutVerdict
  reason: string | null
  said_at: Date
}

/** More people than can be required to approve; each has one decision. */
const verdictsMax = 50
/** Files applied at one moment: a handful at most. */
const filesMax = 5

/** @throws AppError `payout_not_found` */
export async function payoutHistory(sql: Sql, program: Program, id: string): Promise<PayoutHistory> {
  const [payout] = await sql<Row[]>`
    select p.state, p.approvals_needed, p.requested_at, p.sent_at, p.settled_at, p.deadline_at, p.ask_at, p.asked,
      p.accepted, l.batch_id
    from payouts p
    left join payout_batch_lines l on l.program_id = ${program.id} and l.payout_id = p.id
    where p.program_id = ${program.id} and p.id = ${id}`
  if (payout === undefined) throw payoutNotFound()
  const verdicts = await sql<Verdict[]>`
    select said_by, verdict, reason, said_at from payout_verdicts
    where program_id = ${program.id} and payout_id = ${id}
    order by said_at, said_by
    limit ${verdictsMax}`
  // The key allows one transfer per step, so there are at most as many as steps.
  const transfers = await sql<Transfer[]>`
    select id, from_account, to_account, amount_minor, step, made_at from transfers
    where program_id = ${program.id} and cause_kind = 'payout' and cause_id = ${id}`
  const moves = stepsOf(payout, verdicts, transfers)
  const steps = payout.batch_id === null ? moves : await withFiles(sql, program, id, moves)
  const { deadline_at: deadlineAt, asked, ask_at: askAt, accepted } = payout
  return { steps, deadlineAt, asked, askAt, accepted }
}

/** Pure. A step implied by the state is shown even if the ledger lacks it. */
export function stepsOf(
  payout: Row,
  verdicts: readonly Verdict[],
  transfers: readonly Transfer[],
): readonly StepOfPayout[] {
  const { state } = payout
  const none = { by: null, reason: null, batchId: null, resultsId: null, money: null }
  const steps: StepOfPayout[] = []
  const moved = (kind: PayoutStep, step: TransferStep, otherwise: Date | null) => {
    const transfer = transfers.find((one) => one.step === step)
    const at = transfer?.made_at ?? otherwise
    if (at === null) return
    const no = kind === 'rejected' ? verdicts.find(({ verdict }) => verdict === 'reject') : undefined
    const said = { by: no?.said_by ?? null, reason: no?.reason ?? null }
    steps.push({ ...none, ...said, kind, at, money: transfer === undefined ? null : moneyOf(transfer) })
  }
  moved('requested', 'request', payout.requested_at)
  if (payout.approvals_needed === 0) steps.push({ ...none, kind: 'approved', at: payout.requested_at })
  for (const { verdict, said_by: by, said_at: at } of verdicts)
    if (verdict === 'approve') steps.push({ ...none, kind: 'approved', at, by })
  if (payout.sent_at !== null) steps.push({ ...none, kind: 'sent', at: payout.sent_at, batchId: payout.batch_id })
  moved('paid', 'pay', state === 'paid' ? payout.settled_at : null)
  if (state === 'rejected' || state === 'failed') moved(state, 'restore', payout.settled_at)
  moved('returned', 'bounce', state === 'returned' ? payout.settled_at : null)
  return steps.toSorted((one, other) => one.at.getTime() - other.at.getTime())
}

function moneyOf({ id, from_account: from, to_account: to, amount_minor: amountMinor, step }: Transfer): MoneyStep {
  return { id, from, to, amountMinor, step }
}

/**
 * Rows are indexed by file, not by payout. So first the few files that were being applied when it moved, and then the
 * one whose row was applied.
 */
async function withFiles(
  sql: Sql,
  program: Program,
  id: string,
  steps: readonly StepOfPayout[],
): Promise<readonly StepOfPayout[]> {
  const found: StepOfPayout[] = []
  for (const step of steps) {
    const settles = step.kind === 'paid' || step.kind === 'failed' || step.kind === 'returned'
    if (!settles) {
      found.push(step)
      continue
    }
    const [file] = await sql<{ id: string }[]>`
      select f.id
      from (select id from payout_results
            where program_id = ${program.id} and uploaded_at <= ${step.at}
              and (applied_at is null or applied_at >= ${step.at}) and state in ('applying', 'applied')
            order by id desc
            limit ${filesMax}) f
      where exists (select from payout_result_rows r
        where r.program_id = ${program.id} and r.result_id = f.id and r.payout_id = ${id} and r.told
          and r.outcome::text = ${step.kind})
      limit 1`
    found.push({ ...step, resultsId: file?.id ?? null })
  }
  return found
}
