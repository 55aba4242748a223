/**
 * Compares ledger and payouts in both directions: each payout has exactly the transfers of its state, each balance its
 * sum.
 */
import type { Tx } from '../../../db/connect.js'
import { toWire } from '../../../ids.js'
import type { DifferenceKind } from '../core/difference-kinds.js'
import { stepsOfState } from '../core/expected-steps.js'
import { sliceRowsMax, rangeAfter, type Slice } from './slices.js'

interface StepRow {
  readonly id: string
  readonly is_ours: boolean
  readonly kind: DifferenceKind
  readonly step: string
  readonly state: string | null
  readonly expected: bigint | null
  readonly moved: bigint | null
}

export async function compareSteps(tx: Tx, programId: number, after: string | null): Promise<Slice> {
  const range = await rangeAfter(tx, programId, 'payouts', after)
  const rows = await tx<StepRow[]>`
    with expected as (
      select p.id, p.participant_id, p.state, s.amount_minor, s.step, s.from_account, s.to_account
      from payouts p, ${stepsOfState(tx)}
      where p.program_id = ${programId} and p.id > ${range.after}::uuid and p.id <= ${range.upTo}::uuid
    ), moved as (
      select cause_id as id, participant_id, amount_minor, step, from_account, to_account
      from transfers
      where program_id = ${programId} and cause_kind = 'payout'
        and cause_id > ${range.after}::uuid and cause_id <= ${range.upTo}::uuid
    )
    select id, expected.id is not null or exists (select from payouts
        where program_id = ${programId} and payouts.id = moved.id) as is_ours,
      case when moved.step is null then 'ledger_step_missing'
        when expected.step is null then 'ledger_step_extra'
        else 'ledger_step_differs' end as kind,
      step::text, expected.state::text, expected.amount_minor as expected, moved.amount_minor as moved
    from expected
    full join moved using (id, step)
    where (expected.participant_id, expected.amount_minor, expected.from_account, expected.to_account)
      is distinct from (moved.participant_id, moved.amount_minor, moved.from_account, moved.to_account)
    order by id, step
    limit ${sliceRowsMax}`
  const found = rows.map(({ id, is_ours: isOurs, kind, step, state, expected, moved }) => ({
    kind,
    subject: toWire('pay', id),
    payoutId: isOurs ? id : null,
    detail: {
      step,
      ...(expected !== null && { ours: { ...(state !== null && { state }), amountMinor: Number(expected) } }),
      ...(moved !== null && { theirs: { amountMinor: Number(moved) } }),
    },
  }))
  return { found, looked: await countIn(tx, programId, range), next: range.next }
}

async function countIn(tx: Tx, programId: number, { after, upTo }: { after: string; upTo: string }): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from payouts
    where program_id = ${programId} and id > ${after}::uuid and id <= ${upTo}::uuid`
  return row?.count ?? 0
}

/** Money on its way and paid, by the participant's balances and by their payouts. */
export async function compareBalances(tx: Tx, programId: number, after: string | null): Promise<Slice> {
  const range = await rangeAfter(tx, programId, 'participants', after)
  const rows = await tx<{ id: string; account: string; by_minor: bigint }[]>`
    with sums as (
      select participant_id,
        coalesce(sum(amount_minor) filter (where state in ('requested', 'approved', 'sending', 'unknown')), 0) as clearing,
        coalesce(sum(amount_minor) filter (where state = 'paid'), 0) as paid
      from payouts
      where program_id = ${programId} and participant_id > ${range.after}::uuid and participant_id <= ${range.upTo}::uuid
      group by participant_id
    )
    select p.id, off.account, off.by_minor::bigint as by_minor
    from participants p
    left join sums s on s.participant_id = p.id
    cross join lateral (values
      ('clearing', p.clearing_minor - coalesce(s.clearing, 0)),
      ('paid', p.paid_minor - coalesce(s.paid, 0))) as off (account, by_minor)
    where p.program_id = ${programId} and p.id > ${range.after}::uuid and p.id <= ${range.upTo}::uuid
      and off.by_minor <> 0
    order by p.id, off.account
    limit ${sliceRowsMax}`
  const found = rows.map(({ id, account, by_minor: byMinor }) => ({
    kind: 'balance_differs' as const,
    subject: toWire('par', id),
    payoutId: null,
    detail: { account, byMinor: Number(byMinor) },
  }))
  return { found, looked: 0, next: range.next }
}
