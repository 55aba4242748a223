/**
 * Recomputes every balance of a program from its transfers and names each difference. It reads one snapshot and changes
 * nothing.
 */
import { snapshot, type Sql, type Tx } from '../../db/connect.js'
import type { Account, TransferStep } from '../../db/rows.js'
import { readBooks } from './books.js'

export interface Difference {
  /** `books`, `participant` or `sum`, or the name of another check. */
  readonly kind: string
  /** The account; for a participant the user id. */
  readonly account: string
  readonly userId?: string
  readonly recordedMinor: bigint
  readonly recomputedMinor: bigint
}

export interface Verification {
  readonly ok: boolean
  readonly transfers: number
  readonly differences: readonly Difference[]
}

const differencesMax = 100

/** All transfers of one kind together. */
export interface Flow {
  readonly from: Account
  readonly to: Account
  readonly step: TransferStep
  readonly count: number
  readonly amountMinor: bigint
}

/**
 * Reads the transfers twice: by what they are, and by person. @param more checks what else must agree with the
 * transfers, in the same snapshot.
 */
export async function verifyLedger(
  sql: Sql,
  programId: number,
  more: (tx: Tx, flows: readonly Flow[]) => Promise<readonly Difference[]>,
): Promise<Verification> {
  return snapshot(sql, async (tx) => {
    // Before its first analyze a table is planned as a small one: 60,000 transfers took ten seconds by nested loops.
    await tx`set local enable_nestloop = off`
    // For the sums of a million people. What does not fit goes to the disk.
    await tx`set local work_mem = '64MB'`
    // Ten million transfers take longer than a statement of the service may.
    await tx`set local statement_timeout = '15min'`
    const flows = await readFlows(tx, programId)
    const books = await readRecorded(tx, programId)
    const differences: Difference[] = [
      ...booksDifferences(books, flows),
      ...(await participantDifferences(tx, programId)),
      ...(await sumDifferences(tx, programId, books)),
      ...(await more(tx, flows)),
    ]
    const transfers = flows.reduce((sum, { count }) => sum + count, 0)
    return { ok: differences.length === 0, transfers, differences }
  })
}

async function readFlows(tx: Tx, programId: number): Promise<Flow[]> {
  const rows = await tx<{ from: Account; to: Account; step: TransferStep; count: number; amount: bigint }[]>`
    select from_account as from, to_account as to, step, count(*)::int as count, sum(amount_minor)::bigint as amount
    from transfers
    where program_id = ${programId}
    group by from_account, to_account, step`
  return rows.map(({ amount, ...row }) => ({ ...row, amountMinor: amount }))
}

/** The balances of the program's own accounts. */
async function readRecorded(tx: Tx, programId: number): Promise<Record<string, bigint>> {
  const books = await readBooks(tx, programId)
  return {
    funding: books.fundingMinor,
    returned: books.returnedMinor,
    reserved: books.reservedMinor,
    budget: books.budgetMinor,
  }
}

function booksDifferences(recorded: Readonly<Record<string, bigint>>, flows: readonly Flow[]): Difference[] {
  return Object.entries(recorded).flatMap(([account, recordedMinor]) => {
    const recomputedMinor = flows.reduce(
      (sum, { from, to, amountMinor }) => sum + (to === account ? amountMinor : from === account ? -amountMinor : 0n),
      0n,
    )
    return recordedMinor === recomputedMinor ? [] : [{ kind: 'books', account, recordedMinor, recomputedMinor }]
  })
}

/** All balances of a program sum to zero. */
async function sumDifferences(
  tx: Tx,
  programId: number,
  recorded: Readonly<Record<string, bigint>>,
): Promise<Difference[]> {
  const [people] = await tx<{ sum: bigint }[]>`
    select coalesce(sum(held_minor + available_minor + clearing_minor + paid_minor), 0)::bigint as sum
    from participants
    where program_id = ${programId}`
  const sumMinor = Object.values(recorded).reduce((sum, amount) => sum + amount, people?.sum ?? 0n)
  return sumMinor === 0n ? [] : [{ kind: 'sum', account: 'all', recordedMinor: sumMinor, recomputedMinor: 0n }]
}

/** The balances of each person, and the opening balance against what was granted as one. */
async function participantDifferences(tx: Tx, programId: number): Promise<Difference[]> {
  const balanceOf = (account: Account) => tx`
    coalesce(sum(amount_minor) filter (where to_account = ${account}), 0)
      - coalesce(sum(amount_minor) filter (where from_account = ${account}), 0)`
  const rows = await tx<
    { user_id: string; kind: 'participant' | 'opening'; account: string; recorded: bigint; recomputed: bigint }[]
  >`
    with moved as (
      select participant_id, ${balanceOf('held')} as held, ${balanceOf('available')} as available,
        ${balanceOf('clearing')} as clearing, ${balanceOf('paid')} as paid,
        sum(amount_minor) filter (where cause_kind = 'import') as opening
      from transfers
      where program_id = ${programId} and participant_id is not null
      group by participant_id
    ), differing as (
      select p.*, held, available, clearing, paid, opening
      from participants p
      left join moved on moved.participant_id = p.id
      where p.program_id = ${programId}
        and (p.held_minor <> coalesce(held, 0) or p.available_minor <> coalesce(available, 0)
          or p.clearing_minor <> coalesce(clearing, 0) or p.paid_minor <> coalesce(paid, 0)
          or p.opening_minor <> coalesce(opening, 0))
    )
    select user_id, kind, account, recorded, coalesce(moved, 0)::bigint as recomputed
    from differing d, lateral (values
      ('participant', 'held', d.held_minor, d.held), ('participant', 'available', d.available_minor, d.available),
      ('participant', 'clearing', d.clearing_minor, d.clearing), ('participant', 'paid', d.paid_minor, d.paid),
      ('opening', 'available', d.opening_minor, d.opening)) as a (kind, account, recorded, moved)
    where recorded <> coalesce(moved, 0)
    order by user_id, kind desc, account
    limit ${differencesMax}`
  return rows.map(({ user_id, kind, account, recorded, recomputed }) => ({
    kind,
    account,
    userId: user_id,
    recordedMinor: recorded,
    recomputedMinor: recomputed,
  }))
}
