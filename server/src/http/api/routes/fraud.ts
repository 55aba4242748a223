/** How a program looks for abuse. */
import * as z from 'zod'
import { ruleParameters } from '../../../domain/fraud/parameters.js'
import { fraudSettingsSchema } from '../../../domain/fraud/settings.js'
import {
  changeFraudSettings,
  readFraudSettings,
  type FraudSettingsInUse,
} from '../../../domain/programs/fraud-settings.js'
import { lookedAtMax } from '../../../domain/reviews/queue/look-with.js'
import { decidedMin, readPrecision } from '../../../domain/reviews/queue/precision.js'
import { triedDays, trySettings, type Withheld } from '../../../domain/reviews/queue/try.js'
import { standingOf } from '../../../domain/standing/find.js'
import { route, type Route } from '../../common/route.js'

const settingsView = z.object({
  version: z.int().describe('0: the defaults'),
  settings: fraudSettingsSchema,
  parameters: z
    .array(
      z.object({
        rule: z.string(),
        name: z.string(),
        minimum: z.number(),
        maximum: z.number(),
        default: z.number(),
        isWhole: z.boolean(),
        description: z.string(),
      }),
    )
    .describe('The bounds of the parameters of rules'),
  madeAt: z.date().nullable(),
  madeBy: z.string().nullable(),
})

function view({ version, settings, madeAt, madeBy }: FraudSettingsInUse): z.input<typeof settingsView> {
  return { version, settings, parameters: [...ruleParameters], madeAt, madeBy }
}

const withheldView = z.object({
  friends: z.int(),
  refused: z.int().describe('Of them, those who would have been refused at once'),
  amountMinor: z.bigint(),
  confirmed: z.int().describe('Of them, those whom people confirmed as abuse'),
  overturned: z.int().describe('Of them, those whom people cleared or counted on appeal'),
})

const triedView = z.object({
  days: z.int(),
  friends: z.int().describe('Friends of whom any rule found something'),
  tried: withheldView,
  inUse: withheldView.describe('The same by the settings in use'),
  isPartial: z.boolean().describe('There are more signals than are looked at: the newest were'),
  looked: z
    .object({
      friends: z.int().describe(`The newest friends, at most ${lookedAtMax}`),
      tried: z.int().describe('Of them, those who would be withheld if their hold ended now'),
      inUse: z.int().describe('The same by the settings in use'),
    })
    .describe('Friends looked at again, with the parameters of the body and by what is known of them today'),
  currency: z.string(),
})

const precisionView = z.object({
  decidedMin: z.int().describe('A rule with fewer decisions is not judged'),
  rules: z.array(
    z.object({
      rule: z.string(),
      reviewed: z.int().describe('Friends of whom the rule found something and a person decided'),
      confirmed: z.int(),
      demotedAt: z
        .date()
        .nullable()
        .describe('When the service made the rule flag-only, unless a person changed it since'),
    }),
  ),
})

function viewWithheld({ friends, refused, amountMinor, confirmed, overturned }: Withheld) {
  return { friends, refused, amountMinor, confirmed, overturned }
}

export const fraudRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/programs/:program/fraud-settings',
    tag: 'programs',
    operationId: 'getFraudSettings',
    summary: 'How the program looks for abuse',
    description: 'Only for owners: with these figures the rules could be evaded.',
    permission: 'programs:write',
    response: settingsView,
    handle: async ({ service, program }) => view(await readFraudSettings(service.context, program)),
  }),
  route({
    method: 'PUT',
    path: '/v1/programs/:program/fraud-settings',
    tag: 'programs',
    operationId: 'changeFraudSettings',
    audit: 'fraud_settings.change',
    summary: 'Replace how the program looks for abuse',
    description:
      'What is left out gets its default. The next signups and releases are decided by it. It is not part of the terms and is never public.',
    permission: 'programs:write',
    body: fraudSettingsSchema,
    response: settingsView,
    handle: async ({ service, program, body }) => {
      await changeFraudSettings(service.context, program, body)
      return view(await readFraudSettings(service.context, program))
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/fraud-settings/precision',
    tag: 'programs',
    operationId: 'getFraudPrecision',
    summary: 'How often each rule of abuse was right, by what people decided',
    description:
      'Counted since a person last turned the rule on. A rule with at least `decidedMin` decisions that is right less often than `precisionMin` becomes flag-only with the next decision: the service makes a version of the settings.',
    permission: 'programs:write',
    response: precisionView,
    handle: async ({ service, program }) => ({
      decidedMin,
      rules: await readPrecision(service.context.sql, program.id),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/fraud-settings/try',
    tag: 'programs',
    operationId: 'tryFraudSettings',
    repeatable: true,
    audit: 'fraud_settings.try',
    summary: `What other settings would have withheld in the last ${triedDays} days`,
    description:
      'Nothing changes. The stored signals are scored again with the thresholds and modes of the body. A rule that was off left no signal, and the parameters of rules are those of then. `looked` has the newest friends, looked at again with the parameters of the body.',
    permission: 'programs:write',
    body: fraudSettingsSchema,
    response: triedView,
    handle: async ({ service, program, body }) => {
      const { friends, tried, inUse, isPartial, looked } = await trySettings(service.context, program, body)
      const { inForce } = await standingOf(service.context, program.id)
      return {
        days: triedDays,
        friends,
        tried: viewWithheld(tried),
        inUse: viewWithheld(inUse),
        isPartial,
        looked: { ...looked },
        currency: inForce.terms.currency,
      }
    },
  }),
]
