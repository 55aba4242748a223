/** Stored answers of the app: the first to be written counts, and is never changed. */
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'
import type { FraudStage, VetoVerdict } from '../../db/rows.js'
import { retryingTransaction } from '../../db/retry.js'
import { appendTallies } from '../ledger/tallies.js'
import type { Question } from './question.js'

export interface NewAnswer {
  readonly question: Question
  /** Null without an answer. */
  readonly said: boolean | null
  readonly verdict: VetoVerdict
}

/** An answer that another process wrote first stays. */
export async function storeAnswer(sql: Sql, programId: number, answer: NewAnswer, at: Date): Promise<void> {
  const { question, said, verdict } = answer
  const { stage, subject, referralId } = question
  await retryingTransaction(sql, async (tx) => {
    const stored = await tx`
      insert into veto_answers (program_id, stage, subject, referral_id, said, verdict, asked_at)
      values (${programId}, ${stage}, ${subject}, ${referralId}, ${said}, ${verdict}, ${at})
      on conflict do nothing`
    if (stored.count === 0) return
    const detail = `${stage}:${said === null ? 'unanswered' : said ? 'allowed' : 'refused'}`
    await appendTallies(tx, programId, [{ metric: 'veto', detail, count: 1, amountMinor: 0n }], at)
  })
}

/** @returns what was decided for each subject with a stored answer */
export async function readVerdicts(
  sql: Sql | Tx,
  programId: number,
  stage: FraudStage,
  subjects: readonly string[],
): Promise<Map<string, VetoVerdict>> {
  if (subjects.length === 0) return new Map()
  const rows = await sql<{ subject: string; verdict: VetoVerdict }[]>`
    select a.subject, a.verdict
    from unnest(${arrayText(subjects)}::uuid[]) as s (id)
    join veto_answers a on a.program_id = ${programId} and a.stage = ${stage} and a.subject = s.id`
  return new Map(rows.map(({ subject, verdict }) => [subject, verdict]))
}

/** The signup was decided: its answer belongs to this referral. */
export async function nameReferrals(
  tx: Tx,
  programId: number,
  decided: readonly { readonly subject: string; readonly referralId: string }[],
): Promise<void> {
  if (decided.length === 0) return
  await tx`
    update veto_answers a set referral_id = d.referral_id
    from unnest(
      ${arrayText(decided.map(({ subject }) => subject))}::uuid[],
      ${arrayText(decided.map(({ referralId }) => referralId))}::uuid[]
    ) as d (subject, referral_id)
    where a.program_id = ${programId} and a.stage = 'signup' and a.subject = d.subject`
}
