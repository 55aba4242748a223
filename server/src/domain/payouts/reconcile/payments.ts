/** Compares the payouts of a provider with the lines of its statement, in both directions. */
import type { Tx } from '../../../db/connect.js'
import { toWire } from '../../../ids.js'
import { hourMs } from '../../../clock.js'
import type { DifferenceKind } from '../core/difference-kinds.js'
import { providerNamed } from '../providers/registry.js'
import { sliceRowsMax, rangeAfter, type Slice } from './slices.js'

export interface Compared {
  readonly provider: string
  /** Until when statements were read. Payouts within the provider's settlement window before it may still appear. */
  readonly to: Date
}

interface Row {
  readonly id: string
  readonly kind: DifferenceKind
  readonly state: string | null
  readonly amount_minor: bigint | null
  readonly provider_reference: string | null
  readonly paid: number | null
  readonly returned: number | null
  readonly their_amount: bigint | null
  readonly their_reference: string | null
}

export async function comparePayments(
  tx: Tx,
  programId: number,
  { provider, to }: Compared,
  after: string | null,
): Promise<Slice> {
  const range = await rangeAfter(tx, programId, 'payouts', after)
  const windowSeconds = await windowSecondsOf(tx, programId, provider)
  const [looked] = await tx<{ count: number }[]>`
    select count(*)::int as count from payouts
    where program_id = ${programId} and provider = ${provider} and id > ${range.after}::uuid and id <= ${range.upTo}::uuid`
  // If statements do not cover the whole time from the sending of a payout until a window after its settlement, its
  // absence says nothing.
  const rows = await tx<Row[]>`
    with covered as (
      select range_agg(tstzrange(from_at, to_at)) as time
      from provider_statements
      where program_id = ${programId} and provider = ${provider} and read_at is not null
    ), lines as (
      select payout_id as id,
        coalesce(sum(times) filter (where state = 'paid'), 0)::int as paid,
        coalesce(sum(times) filter (where state = 'returned'), 0)::int as returned,
        coalesce(min(amount_minor) filter (where state = 'paid'), min(amount_minor)) as least,
        coalesce(max(amount_minor) filter (where state = 'paid'), max(amount_minor)) as most,
        min(provider_reference) filter (where state = 'paid') as reference,
        min(at) filter (where state = 'paid') as paid_at, max(at) filter (where state = 'returned') as returned_at
      from provider_lines
      where program_id = ${programId} and provider = ${provider}
        and payout_id > ${range.after}::uuid and payout_id <= ${range.upTo}::uuid
      group by payout_id
    ), ours as (
      select id, state, amount_minor, provider_reference, settled_at,
        tstzrange(least(sent_at, settled_at), greatest(sent_at, settled_at) + make_interval(secs => ${windowSeconds}))
          <@ covered.time as is_covered
      from payouts, covered
      where program_id = ${programId} and provider = ${provider}
        and id > ${range.after}::uuid and id <= ${range.upTo}::uuid
    )
    select id, f.kind, p.state::text, p.amount_minor, p.provider_reference, l.paid, l.returned,
      case when l.least = p.amount_minor then l.most else l.least end as their_amount, l.reference as their_reference
    from ours p
    full join lines l using (id)
    cross join (select ${to}::timestamptz - make_interval(secs => ${windowSeconds}) as at) as ripe
    cross join lateral (values
      ('statement_unknown', p.state is null),
      ('statement_absent', p.state in ('paid', 'returned') and coalesce(l.paid, 0) = 0 and p.is_covered),
      ('statement_amount', l.paid > 0 and (l.least <> p.amount_minor or l.most <> p.amount_minor)),
      ('statement_state', l.paid > 0 and (p.state in ('requested', 'approved', 'rejected', 'failed')
        or p.state in ('sending', 'unknown') and l.paid_at <= ripe.at)),
      ('statement_returned', l.returned > 0 and p.state = 'paid' and l.returned_at <= ripe.at),
      ('statement_not_returned', p.state = 'returned' and l.paid > 0 and l.returned = 0 and p.is_covered),
      ('statement_repeated', l.paid > 1),
      ('statement_reference', l.paid = 1 and p.state in ('paid', 'returned') and p.provider_reference <> l.reference)
    ) as f (kind, holds)
    where f.holds
    order by id, f.kind
    limit ${sliceRowsMax}`
  const found = rows.map((row) => ({
    kind: row.kind,
    subject: toWire('pay', row.id),
    payoutId: row.state === null ? null : row.id,
    detail: detailOf(provider, row),
  }))
  return { found, looked: looked?.count ?? 0, next: range.next }
}

function detailOf(provider: string, row: Row) {
  const { state, amount_minor: amountMinor, provider_reference: providerReference } = row
  const isThere = row.paid !== null
  return {
    provider,
    ...(state !== null &&
      amountMinor !== null && {
        ours: { state, amountMinor: Number(amountMinor), ...(providerReference !== null && { providerReference }) },
      }),
    ...(isThere && {
      theirs: {
        state: row.returned === 0 ? 'paid' : 'returned',
        ...(row.their_amount !== null && { amountMinor: Number(row.their_amount) }),
        ...(row.their_reference !== null && { providerReference: row.their_reference }),
        ...(row.paid !== null && row.paid > 1 && { times: row.paid }),
      },
    }),
  }
}

/** Lines without a payout: the first ones, by their references. */
export async function compareStrangers(tx: Tx, programId: number, { provider }: Compared): Promise<Slice> {
  const rows = await tx<{ reference: string; provider_reference: string; state: string; amount_minor: bigint }[]>`
    select reference, provider_reference, state::text, amount_minor
    from provider_lines
    where program_id = ${programId} and provider = ${provider} and payout_id is null
    order by reference, provider_reference, state, amount_minor
    limit ${sliceRowsMax}`
  const found = rows.map((row) => ({
    kind: 'statement_unknown' as const,
    subject: row.reference === '' ? row.provider_reference : row.reference,
    payoutId: null,
    detail: {
      provider,
      theirs: {
        state: row.state,
        amountMinor: Number(row.amount_minor),
        providerReference: row.provider_reference,
      },
    },
  }))
  return { found, looked: 0, next: undefined }
}

/** As long as an unknown payment is awaited: see ask-provider.ts. */
async function windowSecondsOf(tx: Tx, programId: number, provider: string): Promise<number> {
  const found = await providerNamed(tx, programId, provider)
  return Math.max(found?.settlementWindowSeconds ?? 0, hourMs / 1000)
}
