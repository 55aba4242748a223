/** Many reports of new accounts in one call, each answered as a call of its own would be. */
import { setImmediate as turn } from 'node:timers/promises'
import * as z from 'zod'
import { must } from '../../../errors.js'
import { numbersOf } from '../../../domain/person/chosen-code.js'
import { prepareSignup, signupSchema, type SignupCommand } from '../../../domain/signups/command.js'
import type { SignupAnswer } from '../../../domain/signups/decision.js'
import { decideInOrder } from '../../../domain/signups/in-order.js'
import type { Decided } from '../../../domain/signups/submit.js'
import type { Service } from '../../../service.js'
import { jsonSchemaOf, shownAs } from '../../common/json-schema.js'
import type { Call } from '../../common/route.js'
import { problemView, signupView } from '../../common/views.js'

const reportsMax = 1000
/** Reading a thousand takes tens of milliseconds: other calls take their turns between. */
const reportsPerTurn = 50

/** Each report is read by itself, so that a wrong one refuses no other. */
export const signupBatchSchema = z.strictObject({
  signups: z
    .array(shownAs(() => jsonSchemaOf(signupSchema, 'input')))
    .min(1)
    .max(reportsMax),
})

export const signupBatchView = z.object({
  results: z
    .array(
      z.object({
        status: z.int().describe('The status of a single call: 201 decided, 200 a repeat, or of the problem'),
        body: z.union([signupView, problemView]).describe('The decision, or the problem'),
      }),
    )
    .describe('One for each report, in the same order'),
})

type Result = z.input<typeof signupBatchView>['results'][number]
type Read = { readonly command: SignupCommand } | { readonly error: unknown }

export async function reportAll({
  service,
  program,
  body,
  failPart,
}: Call<unknown, unknown, z.output<typeof signupBatchSchema>>): Promise<{ results: Result[] }> {
  const refusal = (error: unknown): Result => {
    const problem = failPart(error)
    return { status: problem.status, body: problem as Result['body'] }
  }
  const numbers = await numbersOf(service.context, program, codesIn(body.signups))
  const read: Read[] = []
  for (const [index, report] of body.signups.entries()) {
    if (index % reportsPerTurn === reportsPerTurn - 1) await turn()
    try {
      const input = signupSchema.parse(report, { reportInput: true })
      const command = prepareSignup(service.context, program, input, numbers)
      read.push({ command })
    } catch (error) {
      read.push({ error })
    }
  }
  const commands = read.flatMap((one) => ('command' in one ? [one.command] : []))
  const outcomes = await decideInOrder(service.context, service.signups.of(program.id), program, commands)
  let next = 0
  return {
    results: read.map((one) => {
      const outcome = 'error' in one ? one : must(outcomes[next++], 'an outcome a command')
      if ('error' in outcome) return refusal(outcome.error)
      if ('failure' in outcome) return refusal(outcome.failure)
      return { status: outcome.created ? 201 : 200, body: counted(service, outcome) }
    }),
  }
}

/** Of reports that are not read yet. */
function codesIn(reports: readonly unknown[]): string[] {
  return reports.flatMap((report) => {
    const code = typeof report === 'object' && report !== null && 'code' in report ? report.code : undefined
    return typeof code === 'string' ? [code] : []
  })
}

/** The answer, counted in the metrics. */
export function counted(service: Service, { answer }: Extract<Decided, { answer: SignupAnswer }>): SignupAnswer {
  service.metrics.signups.inc({ outcome: answer.outcome, reason: answer.reason ?? '' })
  return answer
}
