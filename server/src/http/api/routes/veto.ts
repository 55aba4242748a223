/** The veto: the app is asked before a reward is granted or released. */
import * as z from 'zod'
import type { Program } from '../../../domain/standing/find.js'
import { standingOf } from '../../../domain/standing/find.js'
import { isResting } from '../../../domain/veto/ask.js'
import { answerMsMax } from '../../../domain/veto/question.js'
import { removeVeto, rotateVetoSecret, setVeto } from '../../../domain/veto/set.js'
import {
  findVeto,
  getVeto,
  noAnswers,
  readSaid,
  stagesOf,
  vetoSchema,
  vetoStages,
  type Veto,
} from '../../../domain/veto/veto.js'
import type { Service } from '../../../service.js'
import { route, type Route } from '../../common/route.js'

const saidView = z.object({ allowed: z.int(), refused: z.int(), unanswered: z.int() })

const vetoView = z.object({
  url: z.string(),
  at: z.array(z.enum(vetoStages)),
  noAnswer: z.enum(noAnswers),
  unanswered: z.int().describe('Questions in a row without a valid answer'),
  restingUntil: z.date().nullable().describe('Until then nothing is asked, and each question counts as `noAnswer`'),
  trouble: z
    .object({ says: z.string(), at: z.date() })
    .nullable()
    .describe('What was wrong with the last answer; null if it was valid'),
  said: z.object({ signup: saidView, release: saidView }).describe('What the app said since the beginning'),
  previousSecretUntil: z.date().nullable().describe('Until then questions are signed with the previous secret too'),
  createdAt: z.date(),
})
const secret = z.string().describe('`whsec_…`, shown once')

async function view({ context }: Service, program: Program, veto: Veto): Promise<z.input<typeof vetoView>> {
  const [{ books }, said] = await Promise.all([standingOf(context, program.id), readSaid(context.sql, program.id)])
  const { previousUntil } = veto.sealed
  return {
    url: veto.url,
    at: stagesOf(books),
    noAnswer: veto.noAnswer,
    unanswered: veto.unanswered,
    restingUntil: isResting(context, veto) ? veto.restingUntil : null,
    trouble: veto.trouble,
    said: { signup: { ...said.signup }, release: { ...said.release } },
    previousSecretUntil:
      previousUntil !== null && previousUntil.getTime() > context.clock.nowMs() ? previousUntil : null,
    createdAt: veto.createdAt,
  }
}

async function viewNow(service: Service, program: Program): Promise<z.input<typeof vetoView>> {
  return view(service, program, await getVeto(service.context.sql, program.id))
}

const shared = { tag: 'programs', permission: 'programs:write', path: '/v1/programs/:program/veto' } as const

export const vetoRoutes: readonly Route[] = [
  route({
    ...shared,
    method: 'GET',
    operationId: 'getVeto',
    summary: 'Whether and how the app is asked before a reward is granted or released',
    response: z.object({ veto: vetoView.nullable().describe('Null: the app is not asked') }),
    handle: async ({ service, program }) => {
      const veto = await findVeto(service.context.sql, program.id)
      return { veto: veto === undefined ? null : await view(service, program, veto) }
    },
  }),
  route({
    ...shared,
    method: 'PUT',
    operationId: 'setVeto',
    audit: 'veto.set',
    summary: 'Ask the app before a reward is granted or released',
    description:
      `The app has ${answerMsMax / 1000} seconds to answer a signed question with \`{"allow": true}\` or \`{"allow": false}\`: see docs/webhooks.md. ` +
      'Each signup and each release is asked about once. A no refuses the signup with `declined_by_app`; at the release it withholds the reward for a review by a person.',
    body: vetoSchema,
    response: vetoView.extend({ secret: secret.nullable().describe('`whsec_…`, shown once, if the veto is new') }),
    handle: async ({ service, program, body }) => {
      const set = await setVeto(service.context, program, body)
      return { ...(await viewNow(service, program)), ...set }
    },
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/programs/:program/veto/rotate-secret',
    operationId: 'rotateVetoSecret',
    audit: 'veto.rotate',
    summary: 'Give the veto a new secret, shown once; both sign for a day',
    response: vetoView.extend({ secret }),
    handle: async ({ service, program }) => {
      const rotated = await rotateVetoSecret(service.context, program)
      return { ...(await viewNow(service, program)), ...rotated }
    },
  }),
  route({
    ...shared,
    method: 'DELETE',
    operationId: 'deleteVeto',
    audit: 'veto.remove',
    summary: 'Ask the app no more',
    response: z.object({ removed: z.literal(true) }),
    handle: async ({ service, program }) => {
      await removeVeto(service.context, program)
      return { removed: true as const }
    },
  }),
]
