/**
 * Runs a reconciliation, a slice at a time. Each slice is a transaction that also stores the progress of its part: after
 * a kill another process continues, and two at once take turns.
 */
import { assert, must } from '../../../errors.js'
import type { Tx } from '../../../db/connect.js'
import type { ReconciliationPartsRow, ReconciliationsRow } from '../../../db/rows.js'
import type { Context } from '../../standing/context.js'
import { standingOf, type Program } from '../../standing/find.js'
import { inProgram } from '../../standing/in-program.js'
import { explainRest, openDifferences, type Finder } from '../core/differences.js'
import { providerNamed } from '../providers/registry.js'
import { sliceRowsMax, type Slice } from './slices.js'
import { compareBalances, compareSteps } from './ledger.js'
import { comparePayments, compareStrangers } from './payments.js'
import { readStatement, StatementUnreadError } from './statement.js'

/** The limit of new differences: an empty statement must not open a hundred thousand rows. */
export const openedMax = 1000
const slicesMaxDefault = 1_000_000

/** The next step of a part; `read` is not a slice. */
const following: Readonly<Record<string, string>> = {
  steps: 'balances',
  balances: 'explain',
  read: 'payments',
  payments: 'strangers',
  strangers: 'explain',
  explain: 'done',
}

/** Continues the running one until it is finished, or for this many slices. @returns whether none is running. */
export async function workOnReconciliation(
  context: Context,
  program: Program,
  slicesMax: number = slicesMaxDefault,
): Promise<boolean> {
  for (let slices = 0; slices < slicesMax; slices++) {
    const found = await nextPart(context, program.id)
    if (found === undefined) return true
    const { run, part } = found
    if (part === undefined) await finish(context, program.id, run.id)
    else if (part.step === 'read') await read(context, program, run, part)
    else await compareSlice(context, program, run, part)
  }
  return false
}

type Run = Pick<ReconciliationsRow, 'id' | 'to_at'>
type Part = Pick<ReconciliationPartsRow, 'place' | 'provider' | 'step' | 'after' | 'statement_from'>

async function nextPart(
  { sql }: Context,
  programId: number,
): Promise<{ run: Run; part: Part | undefined } | undefined> {
  const [run] = await sql<Run[]>`
    select id, to_at from reconciliations where program_id = ${programId} and finished_at is null`
  if (run === undefined) return undefined
  const [part] = await sql<Part[]>`
    select place, provider, step, after, statement_from
    from reconciliation_parts
    where program_id = ${programId} and reconciliation_id = ${run.id} and step <> 'done'
    order by place
    limit 1`
  return { run, part }
}

/** Outside a transaction, because it waits for the provider. Reading twice is harmless. */
async function read(context: Context, program: Program, run: Run, part: Part): Promise<void> {
  const named = await providerNamed(context.sql, program.id, part.provider ?? '')
  const provider = must(named, 'a provider that has a statement')
  const from = must(part.statement_from, 'where its statement begins')
  let lines: number | undefined
  try {
    lines = await readStatement(context, program, provider, { from, to: run.to_at })
  } catch (error) {
    // The rest is compared anyway, with what was read before.
    if (!(error instanceof StatementUnreadError)) throw error
  }
  await context.sql`
    update reconciliation_parts
    set step = ${must(following['read'], 'a step')}, lines = ${lines ?? 0}, unread = ${lines === undefined},
      statement_to = ${lines === undefined ? null : run.to_at}
    where program_id = ${program.id} and reconciliation_id = ${run.id} and place = ${part.place} and step = 'read'`
}

async function compareSlice(context: Context, program: Program, run: Run, { place }: Part): Promise<void> {
  const programId = program.id
  await inProgram(context, program, async (tx, { now: at }) => {
    const { part, opened } = await holdPart(tx, programId, run.id, place)
    if (part.step === 'done' || part.step === 'read') return
    const finder: Finder = {
      part: part.provider ?? 'ledger',
      reconciliationId: run.id,
      room: openedMax - opened,
    }
    if (part.step === 'explain') {
      const { count, more } = await explainRest(tx, programId, finder, at)
      await add(tx, programId, run.id, { opened: 0, explained: count, cut: false })
      if (!more) await move(tx, programId, run.id, part, { step: nextStep(part), after: null, looked: 0 })
      return
    }
    const { found, looked, next = null } = await compare(tx, programId, run, part)
    const { opened: more, cut } = await openDifferences(tx, programId, found, at, finder)
    await add(tx, programId, run.id, { opened: more, explained: 0, cut: cut || found.length === sliceRowsMax })
    const step = next === null ? nextStep(part) : part.step
    await move(tx, programId, run.id, part, { step, after: next, looked })
  })
}

/** Locked first, then read: a process that waited sees the other's progress. */
async function holdPart(tx: Tx, programId: number, runId: string, place: number) {
  await tx`
    select place from reconciliation_parts
    where program_id = ${programId} and reconciliation_id = ${runId} and place = ${place}
    for no key update`
  const [part] = await tx<Part[]>`
    select place, provider, step, after, statement_from
    from reconciliation_parts
    where program_id = ${programId} and reconciliation_id = ${runId} and place = ${place}`
  const [run] = await tx<{ opened: number }[]>`
    select opened from reconciliations where program_id = ${programId} and id = ${runId}`
  return { part: must(part, 'a part that is worked on'), opened: run?.opened ?? 0 }
}

async function compare(tx: Tx, programId: number, { to_at: to }: Run, { step, provider, after }: Part): Promise<Slice> {
  // Before its first analyze a table is planned as a small one, and each row compared with each: see ledger/verify.ts.
  await tx`set local enable_nestloop = off`
  if (step === 'steps') return compareSteps(tx, programId, after)
  if (step === 'balances') return compareBalances(tx, programId, after)
  const compared = { provider: must(provider, 'the provider of a part'), to }
  assert(step === 'payments' || step === 'strangers', `a step that is known: ${step}`)
  return step === 'payments'
    ? comparePayments(tx, programId, compared, after)
    : compareStrangers(tx, programId, compared)
}

function nextStep({ step }: Part): string {
  return must(following[step], 'what follows a step')
}

async function move(
  tx: Tx,
  programId: number,
  runId: string,
  { place }: Part,
  { step, after, looked }: { step: string; after: string | null; looked: number },
): Promise<void> {
  await tx`
    update reconciliation_parts set step = ${step}, after = ${after}, payouts = payouts + ${looked}
    where program_id = ${programId} and reconciliation_id = ${runId} and place = ${place}`
}

async function add(
  tx: Tx,
  programId: number,
  runId: string,
  { opened, explained, cut }: { opened: number; explained: number; cut: boolean },
): Promise<void> {
  if (opened === 0 && explained === 0 && !cut) return
  await tx`
    update reconciliations
    set opened = opened + ${opened}, explained = explained + ${explained}, cut = cut or ${cut}
    where program_id = ${programId} and id = ${runId}`
}

async function finish(context: Context, programId: number, runId: string): Promise<void> {
  const { now: at } = await standingOf(context, programId)
  await context.sql`
    update reconciliations set finished_at = ${at}
    where program_id = ${programId} and id = ${runId} and finished_at is null`
}
