/**
 * Asks the app about rewards whose hold has ended, before they are released. It runs without locks and outside of any
 * transaction; the release then reads the stored answers.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { clearedBefore } from '../reviews/cleared.js'
import type { Context } from '../standing/context.js'
import type { Program, Standing } from '../standing/find.js'
import { readVerdicts } from '../veto/answers.js'
import { ask, askedAbreastMax } from '../veto/ask.js'
import type { Question } from '../veto/question.js'

/** A sweep asks for so long. Other programs wait for it; the rest is asked by the next one. */
const askingMsMax = 5_000

/** @returns whether all of these friends were asked about */
export async function askReleases(
  context: Context,
  program: Program,
  standing: Standing,
  friendIds: readonly string[],
): Promise<boolean> {
  if (!standing.books.vetoAtRelease) return true
  const until = performance.now() + askingMsMax
  const waiting = await readQuestions(context, program.id, standing, friendIds)
  const work = async () => {
    while (performance.now() < until) {
      const question = waiting.shift()
      if (question === undefined) return
      await ask(context, program, question)
    }
  }
  await Promise.all(Array.from({ length: Math.min(askedAbreastMax, waiting.length) }, work))
  return waiting.length === 0
}

/** Nobody is asked about again: an answer is stored once, and a person has decided about the others. */
async function readQuestions(
  { sql }: Context,
  programId: number,
  { inForce }: Standing,
  friendIds: readonly string[],
): Promise<Question[]> {
  const cleared = await clearedBefore(sql, programId, friendIds)
  const rows = await sql<
    { id: string; friend: string; advocate: string; occurred_at: Date; own: bigint | null; bonus: bigint | null }[]
  >`
    select r.id, f.user_id as friend, a.user_id as advocate, r.occurred_at, w.own, w.bonus
    from unnest(${arrayText(friendIds.filter((id) => !cleared.has(id)))}::uuid[]) with ordinality as i (id, place)
    join referrals r on r.program_id = ${programId} and r.id = i.id
    join participants f on f.program_id = ${programId} and f.id = r.id
    join participants a on a.program_id = ${programId} and a.id = r.advocate_id
    cross join lateral (
      select sum(amount_minor) filter (where side = 'advocate')::bigint as own,
        sum(amount_minor) filter (where side = 'friend')::bigint as bonus
      from rewards where program_id = ${programId} and referral_id = i.id and state = 'held') as w
    where r.state = 'counted' and not exists (
      select from veto_answers v
      where v.program_id = ${programId} and v.stage = 'release' and v.subject = i.id)
    order by i.place`
  return rows.map((row) => ({
    stage: 'release',
    subject: row.id,
    referralId: row.id,
    friendUserId: row.friend,
    advocateUserId: row.advocate,
    amountMinor: row.own ?? 0n,
    friendAmountMinor: row.bonus ?? 0n,
    currency: inForce.terms.currency,
    occurredAt: row.occurred_at,
  }))
}

/** What the app said about friends whose rewards are due. */
export interface Vetoed {
  /** The app said no. */
  readonly refused: ReadonlySet<string>
  /** The app did not answer, and a person looks at them. */
  readonly held: ReadonlySet<string>
  /** Not asked yet: they wait for the next sweep. */
  readonly unasked: ReadonlySet<string>
}

/** Under the locks of their owners. A friend whom a person cleared needs no answer. */
export async function readVetoed(
  tx: Tx,
  programId: number,
  { books }: Standing,
  friendIds: readonly string[],
): Promise<Vetoed> {
  if (!books.vetoAtRelease) return { refused: new Set(), held: new Set(), unasked: new Set() }
  const cleared = await clearedBefore(tx, programId, friendIds)
  const verdicts = await readVerdicts(tx, programId, 'release', friendIds)
  const those = (verdict: 'refuse' | 'hold' | undefined) =>
    new Set(friendIds.filter((id) => !cleared.has(id) && verdicts.get(id) === verdict))
  return { refused: those('refuse'), held: those('hold'), unasked: those(undefined) }
}
