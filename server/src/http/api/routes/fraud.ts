/** How a program looks for abuse. */
import { z } from 'zod'
import { fraudSettingsSchema } from '../../../domain/fraud/settings.js'
import {
  changeFraudSettings,
  readFraudSettings,
  type FraudSettingsInUse,
} from '../../../domain/programs/fraud-settings.js'
import { route, type Route } from '../../common/route.js'

const settingsView = z.object({
  version: z.int().describe('0: the defaults'),
  settings: fraudSettingsSchema,
  madeAt: z.date().nullable(),
  madeBy: z.string().nullable(),
})

function view({ version, settings, madeAt, madeBy }: FraudSettingsInUse): z.input<typeof settingsView> {
  return { version, settings, madeAt, madeBy }
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
]
