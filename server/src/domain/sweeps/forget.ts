/** Deletes what has been kept long enough (retention.ts), of one program. Every deletion is bounded and can be repeated. */
import { eachByItself, untilLess } from '../../due-work.js'
import { forgetMax } from '../../retention.js'
import { forgetAppealTexts } from '../appeals/forget.js'
import { forgetChanges } from '../changes/forget.js'
import { forgetMarks } from '../inbox/forget.js'
import { forgetReports } from '../links/forget.js'
import { forgetNotices } from '../notices/forget.js'
import { forgetQuestions } from '../missing-friends/forget.js'
import { forgetResults } from '../payouts/uploads/forget.js'
import { forgetSessions } from '../portal/sessions.js'
import { forgetRefusedCalls } from '../refused-calls/calls.js'
import { forgetFacts } from '../signups/forget.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { forgetDeliveries } from '../webhooks/forget.js'

/** @param now the program's own time. Feed, deliveries, calls and visits go by real time: a test's advanced clock keeps them. */
export async function forgetOld(context: Context, program: Program, now: Date): Promise<void> {
  const { sql } = context
  const bites = [forgetFacts, forgetQuestions, forgetReports, forgetAppealTexts, forgetResults]
  await eachByItself([
    () => forgetSessions(context, program.id),
    () => forgetRefusedCalls(context, program.id),
    () => untilLess(forgetMax, () => forgetNotices(context, program.id)),
    () => untilLess(forgetMax, () => forgetMarks(sql, program.id)),
    () => untilLess(forgetMax, () => forgetChanges(context, program)),
    () => untilLess(forgetMax, () => forgetDeliveries(context, program)),
    ...bites.map((bite) => () => untilLess(forgetMax, () => bite(sql, program.id, now))),
  ])
}
