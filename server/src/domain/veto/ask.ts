/**
 * Asks the app, and stores what it said. Never inside a transaction, and never while anything is locked. A question that
 * was answered is not asked again, so a process that ends between the answer and the decision loses nothing.
 *
 * An app that is down must not make every signup wait: after a few questions in a row without an answer nothing is asked
 * for a while, each time for longer, and each question counts as unanswered at once.
 */
import type { VetoVerdict } from '../../db/rows.js'
import { must } from '../../errors.js'
import { retryingTransaction } from '../../db/retry.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'
import { readVerdicts, storeAnswer } from './answers.js'
import { askOnce, type Heard, type Question } from './question.js'
import { findVeto, type Veto } from './veto.js'

/** Questions of one program that are asked at once, in one process. */
export const askedAbreastMax = 16
/** Questions of one program that may wait for their turn. */
export const askedWaitingMax = 2_000
/** So many in a row without an answer begin a rest. */
const unansweredMax = 5
const restSecondsFirst = 30
const restSecondsMax = 900

/** @returns what follows from the answer; undefined if the veto was switched off meanwhile */
export async function ask(context: Context, program: Program, question: Question): Promise<VetoVerdict | undefined> {
  return context.questions.run(program.id, `${question.stage} ${question.subject}`, async () => {
    const known = await verdictOf(context, program, question)
    if (known !== undefined) return known
    const veto = await findVeto(context.sql, program.id)
    if (veto === undefined) return undefined
    const heard = isResting(context, veto) ? undefined : await askOnce(context, program, veto, question)
    if (heard !== undefined) await notice(context, program, veto, heard)
    const said = heard?.said ?? null
    const verdict = said === null ? veto.noAnswer : said ? 'allow' : 'refuse'
    const { now } = await standingOf(context, program.id)
    await storeAnswer(context.sql, program.id, { question, said, verdict }, now)
    return must(await verdictOf(context, program, question), 'the answer that was stored')
  })
}

async function verdictOf({ sql }: Context, { id }: Program, { stage, subject }: Question) {
  return (await readVerdicts(sql, id, stage, [subject])).get(subject)
}

export function isResting({ clock }: Context, { restingUntil }: Veto): boolean {
  return restingUntil !== null && restingUntil.getTime() > clock.nowMs()
}

/** An answer ends what was wrong. Questions that were under way together begin one rest. */
export async function notice(context: Context, program: Program, veto: Veto, heard: Heard): Promise<void> {
  if (heard.said !== null && veto.unanswered === 0 && veto.trouble === null) return
  const now = new Date(context.clock.nowMs())
  await retryingTransaction(context.sql, async (tx) => {
    const [was] = await tx<{ unanswered: number; resting_until: Date | null }[]>`
      select unanswered, resting_until from vetoes where program_id = ${program.id} and url = ${veto.url}
      for no key update`
    if (was === undefined) return
    const { now: at } = await standingOf(context, program.id, tx)
    if (heard.said !== null) {
      await tx`
        update vetoes set unanswered = 0, resting_until = null, trouble = null, trouble_at = null
        where program_id = ${program.id}`
      if (was.unanswered >= unansweredMax) await appendChanges(tx, program.id, [{ type: 'veto.answered' }], at)
      return
    }
    if (was.resting_until !== null && was.resting_until > now) return
    const unanswered = was.unanswered + 1
    await tx`
      update vetoes
      set unanswered = ${unanswered}, trouble = ${heard.trouble}, trouble_at = ${now},
        resting_until = ${restUntil(unanswered, now)}
      where program_id = ${program.id}`
    if (unanswered !== unansweredMax) return
    const change = { type: 'veto.unanswered', detail: { trouble: heard.trouble, noAnswer: veto.noAnswer } } as const
    await appendChanges(tx, program.id, [change], at)
  })
}

function restUntil(unanswered: number, now: Date): Date | null {
  if (unanswered < unansweredMax) return null
  const seconds = Math.min(restSecondsFirst * 2 ** Math.min(unanswered - unansweredMax, 10), restSecondsMax)
  return new Date(now.getTime() + seconds * 1000)
}
