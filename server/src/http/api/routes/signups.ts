/** Reports of the app: signups, qualifying actions, and earlier members. */
import * as z from 'zod'
import { addMembers, membersSchema } from '../../../domain/members/add-members.js'
import { eventSchema, recordEvent, uncounted } from '../../../domain/rewards/qualify.js'
import { submitOne } from '../../../domain/signups/ask-app.js'
import { numbersOf } from '../../../domain/person/chosen-code.js'
import { prepareSignup, signupSchema } from '../../../domain/signups/command.js'
import { refusalReasonSchema } from '../../../domain/reasons/signup-reasons.js'
import { route, type Route } from '../../common/route.js'
import { referralState, signupView } from '../../common/views.js'
import { textView } from '../../../schema.js'
import { counted, reportAll, signupBatchSchema, signupBatchView } from './signup-batch.js'

export const signupRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs/:program/signups',
    tag: 'signups',
    operationId: 'createSignup',
    otherStatuses: [200],
    repeatable: true,
    audit: 'app',
    summary: 'Report a new account and get the decision',
    description:
      'Call it after your own commit, and repeat until you get an answer, for up to seven days. The first call is decided (201); every repeat gets the same decision (200).',
    permission: 'signups:write',
    body: signupSchema,
    response: signupView,
    status: 201,
    handle: async ({ service, program, body, setStatus }) => {
      const numbers = await numbersOf(service.context, program, body.code ? [body.code] : [])
      const command = prepareSignup(service.context, program, body, numbers)
      const outcome = await submitOne(service.context, service.signups.of(program.id), { program, command })
      if ('error' in outcome) throw outcome.error
      if ('failure' in outcome) throw outcome.failure
      if (!outcome.created) setStatus(200)
      return counted(service, outcome)
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/signups/batch',
    tag: 'signups',
    operationId: 'createSignups',
    repeatable: true,
    audit: 'app',
    summary: 'Report up to 1,000 new accounts in one call',
    description:
      'Each report is decided in order and has its own status and answer, as if it were a call by itself. A wrong one refuses only itself. Repeats are harmless: if a result is a 5xx, send the call again. Against the call rate of the key, each report counts.',
    permission: 'signups:write',
    body: signupBatchSchema,
    bodyBytesMax: 2 * 1024 * 1024,
    callsIn: ({ signups }) => signups.length,
    response: signupBatchView,
    handle: reportAll,
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/events',
    tag: 'signups',
    operationId: 'reportEvent',
    repeatable: true,
    audit: 'app',
    summary: 'Report an action of a friend that the program requires',
    description:
      'Repeating the event is harmless. An account that the program does not know yet is a 404: send it again later. `occurredAt` decides whether the action was in time, and can be reported for seven days. A referral that lapsed meanwhile still counts, if the budget covers its reward.',
    permission: 'signups:write',
    body: eventSchema,
    response: z.object({
      qualified: z.boolean().describe('Whether the referral counts by this action, now or from an earlier report'),
      why: z
        .enum(uncounted)
        .optional()
        .describe(
          'If the referral does not count by it, why, for your developers. A misspelt `name` is `other_action`. Absent for an account that nobody brought: its `referral` is null',
        ),
      reason: refusalReasonSchema
        .optional()
        .describe('Why an action that was in time, but reported after the referral lapsed, does not count'),
      message: textView.optional().describe('For the friend'),
      referral: z.object({ id: z.string(), state: referralState }).nullable(),
    }),
    handle: ({ service, program, body }) => recordEvent(service.context, program, body),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/members',
    tag: 'signups',
    operationId: 'reportMembers',
    repeatable: true,
    audit: 'app',
    summary: 'Report people who already have an account, up to 1,000 per call',
    description:
      'Repeating a call is harmless. A counted friend who turns out to have an older account was not new: an unreleased reward ' +
      'is reversed. Send createdAt: a member without it counts as older than every friend, even as the older account of ' +
      'the friend.',
    permission: 'members:write',
    body: membersSchema,
    bodyBytesMax: 2 * 1024 * 1024,
    response: z.object({ received: z.int(), added: z.int().describe('How many were new to the program') }),
    handle: ({ service, program, body }) => addMembers(service.context, program, body),
  }),
]
