/**
 * Approved payouts that go out as a file: taken together, once, and `sending` from then on. A results file tells
 * whether they were paid. The file is generated from the batch and is always the same.
 */
import type { Sql, Tx } from '../../../db/connect.js'
import type { Page } from '../../../db/page.js'
import type { MethodKind, PayoutBatchesRow } from '../../../db/rows.js'
import { AppError } from '../../../errors.js'
import { newId, toWire } from '../../../ids.js'
import { recordChange } from '../../standing/audit-record.js'
import type { Context } from '../../standing/context.js'
import { unsealFor } from '../../person/sealed.js'
import type { Program } from '../../standing/find.js'
import { inProgram } from '../../standing/in-program.js'
import { accountOfText, type PayoutAccount } from '../core/account.js'

export const fileProviderName = 'file'
/** A portal takes fewer; the rest goes into the next one. */
export const batchPayoutsMax = 50_000

export interface Batch {
  readonly id: string
  readonly kind: MethodKind
  readonly payouts: number
  readonly amountMinor: bigint
  readonly madeAt: Date
  /** Its payouts without a result yet. */
  readonly open: number
  readonly openMinor: bigint
}

/** What the next batch of a kind would contain. */
export interface Waiting {
  readonly kind: MethodKind
  readonly payouts: number
  readonly amountMinor: bigint
  /** When the longest waiting one was requested. */
  readonly since: Date
  /** More than one batch can hold. */
  readonly left: number
}

/** For each kind of account with waiting payouts. */
export async function waitingForBatch(sql: Sql | Tx, program: Program): Promise<Waiting[]> {
  const rows = await sql<{ kind: MethodKind; payouts: number; amount_minor: bigint; since: Date; left: number }[]>`
    select kind, count(*) filter (where place <= ${batchPayoutsMax})::int as payouts,
      (sum(amount_minor) filter (where place <= ${batchPayoutsMax}))::bigint as amount_minor,
      min(requested_at) as since, count(*) filter (where place > ${batchPayoutsMax})::int as left
    from (
      select kind, amount_minor, requested_at, row_number() over (partition by kind order by id) as place from payouts
      where program_id = ${program.id} and provider = ${fileProviderName} and state = 'approved'
    ) as approved
    group by kind
    order by kind`
  return rows.map(({ amount_minor: amountMinor, ...row }) => ({ ...row, amountMinor }))
}

/** Oldest first. @throws AppError `payout_batch_empty` */
export async function makeBatch(
  context: Context,
  program: Program,
  kind: MethodKind,
  payoutsMax: number = batchPayoutsMax,
): Promise<Batch> {
  return inProgram(context, program, async (tx, { now: madeAt }) => {
    const id = newId()
    const [sums] = await tx<{ payouts: number; amount_minor: bigint }[]>`
      with chosen as (
        select id, amount_minor from payouts
        where program_id = ${program.id} and provider = ${fileProviderName} and state = 'approved' and kind = ${kind}
        order by id
        limit ${payoutsMax}
        for no key update skip locked
      ), sent as (
        update payouts p set state = 'sending', sent_at = ${madeAt}
        from chosen c
        where p.program_id = ${program.id} and p.id = c.id and p.state = 'approved'
        returning p.id, p.amount_minor
      ), batch as (
        insert into payout_batches (program_id, id, kind, payouts, amount_minor, made_at)
        select ${program.id}, ${id}, ${kind}, count(*)::int, sum(amount_minor)::bigint, ${madeAt} from sent having count(*) > 0
        returning payouts, amount_minor
      ), lines as (
        insert into payout_batch_lines (program_id, batch_id, line, payout_id)
        select ${program.id}, ${id}, row_number() over (order by id), id from sent
      )
      select payouts, amount_minor from batch`
    if (sums === undefined) {
      throw new AppError(
        'payout_batch_empty',
        `No approved payout to an account of the kind "${kind}" waits for a file.`,
      )
    }
    const { payouts, amount_minor: amountMinor } = sums
    const after = { kind, payouts, amountMinor, madeAt }
    await recordChange(context, tx, program.id, { subject: toWire('bat', id), after })
    return { id, ...after, open: payouts, openMinor: amountMinor }
  })
}

/** Newest first. */
export async function listBatches(
  sql: Sql | Tx,
  program: Program,
  { id }: { readonly id?: string },
  { limit, after }: Page<string>,
): Promise<Batch[]> {
  // From the payouts under way, which are few: a batch has up to 50,000, most of them finished long ago.
  const rows = await sql<(PayoutBatchesRow & { open: number; open_minor: bigint })[]>`
    with open as (
      select l.batch_id, count(*)::int as payouts, sum(p.amount_minor)::bigint as amount_minor
      from payouts p
      join payout_batch_lines l on l.program_id = ${program.id} and l.payout_id = p.id
      where p.program_id = ${program.id} and p.provider = ${fileProviderName} and p.state in ('sending', 'unknown')
      group by l.batch_id
    )
    select b.*, coalesce(o.payouts, 0) as open, coalesce(o.amount_minor, 0) as open_minor
    from payout_batches b
    left join open o on o.batch_id = b.id
    where b.program_id = ${program.id}
      ${id === undefined ? sql`` : sql`and b.id = ${id}`}
      ${after === undefined ? sql`` : sql`and b.id < ${after}::uuid`}
    order by b.id desc
    limit ${limit}`
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    payouts: row.payouts,
    amountMinor: row.amount_minor,
    madeAt: row.made_at,
    open: row.open,
    openMinor: row.open_minor,
  }))
}

export interface BatchLine {
  readonly line: number
  /** The payout's id. */
  readonly payoutId: string
  readonly amountMinor: bigint
  /** Undefined if the participant was erased meanwhile. */
  readonly account: PayoutAccount | undefined
}

/** In the batch's order. */
export async function batchLines(
  context: Context,
  program: Program,
  batchId: string,
  { limit, after = 0 }: Page<number>,
): Promise<BatchLine[]> {
  const { sql } = context
  const rows = await sql<{ line: number; id: string; amount_minor: bigint; participant_id: string; account: Buffer }[]>`
    select l.line, p.id, p.amount_minor, p.participant_id, p.account
    from payout_batch_lines l
    join payouts p on p.program_id = ${program.id} and p.id = l.payout_id
    where l.program_id = ${program.id} and l.batch_id = ${batchId} and l.line > ${after}
    order by l.line
    limit ${limit}`
  return Promise.all(
    rows.map(async (row) => {
      const text = await unsealFor(context, sql, program, row.participant_id, row.account)
      const account = text === undefined ? undefined : accountOfText(text)
      return { line: row.line, payoutId: row.id, amountMinor: row.amount_minor, account }
    }),
  )
}

/** @throws AppError `payout_batch_not_found` */
export async function findBatch(sql: Sql | Tx, program: Program, id: string): Promise<Batch> {
  const [batch] = await listBatches(sql, program, { id }, { limit: 1 })
  if (batch !== undefined) return batch
  throw new AppError('payout_batch_not_found', 'This program has no batch of this id.')
}
