/**
 * The last step of a close. Nothing is awaited, so the unpromised money returns to the funder, and uncollected money is
 * recorded by name. It remains payable.
 */
import type { Tx } from '../../db/connect.js'
import { must } from '../../errors.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import type { Books } from '../ledger/books.js'
import { applyTransfers } from '../ledger/apply.js'
import type { Transfer } from '../ledger/transfer.js'
import type { Program } from '../standing/find.js'
import { inProgram, holdingBooks } from '../standing/in-program.js'
import { readAwaited } from './awaited.js'
import { holdsEndedAt, readSteps, type Close } from './closes.js'

/** @returns whether this call settled it. */
export async function settle(context: Context, program: Program, close: Close): Promise<boolean> {
  // The books of a closing program are locked: others that promise or take back money wait, and find it settled.
  // The books of a country's program are not locked while its lines are written, because it continues.
  const within = close.country === null ? holdingBooks : inProgram
  return within(context, program, async (tx, { books, now: at }) => {
    if (!(await holdClose(tx, program.id, close)) || (await isAwaited(tx, program.id, close, books))) return false
    const totals = await writeLines(tx, program.id, close)
    if (close.country === null) await returnBudget(tx, program.id, close, books, at)
    else await appendChanges(tx, program.id, [{ type: 'country.settled', detail: { country: close.country } }], at)
    const own = close.country === null ? { funded: -books.fundingMinor, returned: books.budgetMinor } : null
    await tx`
      update closes
      set settled_at = ${at}, paid_minor = ${totals.paid.toString()}::bigint, owed_minor = ${totals.owed.toString()}::bigint,
          people = ${totals.people}, funded_minor = ${own?.funded.toString() ?? null}::bigint,
          returned_minor = ${own?.returned.toString() ?? null}::bigint
      where program_id = ${program.id} and id = ${close.id}`
    await tx`
      update close_steps set done_at = ${at}
      where program_id = ${program.id} and close_id = ${close.id} and step = 'settle'`
    return true
  })
}

async function holdClose(tx: Tx, programId: number, { id }: Close): Promise<boolean> {
  await tx`select id from closes where program_id = ${programId} and id = ${id} for no key update`
  const [row] = await tx<{ settled_at: Date | null }[]>`
    select settled_at from closes where program_id = ${programId} and id = ${id}`
  return row?.settled_at === null
}

/** Checks everything again under the lock: a completed step does not stop an operator from counting. */
async function isAwaited(tx: Tx, programId: number, close: Close, books: Books): Promise<boolean> {
  const steps = await readSteps(tx, programId, close.id)
  const awaited = await readAwaited(tx, programId, close.country, holdsEndedAt(steps))
  return Object.values(awaited).some(({ count }) => count > 0) || (close.country === null && books.reservedMinor !== 0n)
}

/** One statement, and so one snapshot: a cash-out moves money between the columns of one person, or not yet. */
async function writeLines(
  tx: Tx,
  programId: number,
  { id, country }: Close,
): Promise<{ people: number; paid: bigint; owed: bigint }> {
  const [totals] = await tx<{ people: number; paid: bigint; owed: bigint }[]>`
    with lines as (
      insert into statement_lines (program_id, close_id, participant_id, paid_minor, owed_minor)
      select ${programId}, ${id}, id, paid_minor, held_minor + available_minor + clearing_minor
      from participants
      where program_id = ${programId} and paid_minor + held_minor + available_minor + clearing_minor > 0
        ${country === null ? tx`` : tx`and country = ${country}`}
      returning paid_minor, owed_minor
    )
    select count(*)::int as people, coalesce(sum(paid_minor), 0)::bigint as paid,
      coalesce(sum(owed_minor), 0)::bigint as owed
    from lines`
  return must(totals, 'a sum of the lines')
}

/** The caller has locked the books. */
async function returnBudget(tx: Tx, programId: number, { id }: Close, books: Books, at: Date): Promise<void> {
  const amountMinor = books.budgetMinor
  await appendChanges(tx, programId, [{ type: 'program.settled', amountMinor }], at)
  const cause = { participantId: null, causeKind: 'close', causeId: id } as const
  const back: Transfer = { ...cause, from: 'budget', to: 'returned', amountMinor, step: 'return' }
  await applyTransfers(tx, programId, amountMinor === 0n ? [] : [back], at)
  await tx`update books set state = 'settled' where program_id = ${programId} and state = 'closing'`
}
