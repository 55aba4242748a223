/** The webhooks of the OpenAPI document: an operation for each type of event, with an example. */
import { eventExample } from '../../domain/changes/examples.js'
import { changeTypes, kindOf } from '../../domain/changes/types.js'
import { eventDataViews, eventView } from '../common/events.js'
import { jsonSchemaOf } from '../common/json-schema.js'

type Json = Record<string, unknown>

export function eventSchema(): Json {
  return jsonSchemaOf(eventView, 'output')
}

export function webhookOperations(): Json {
  return Object.fromEntries(changeTypes.map((type) => [type, { post: operationOf(type) }]))
}

function operationOf(type: (typeof changeTypes)[number]): Json {
  const data = jsonSchemaOf(eventDataViews[type], 'output')
  const schema = {
    allOf: [
      { $ref: '#/components/schemas/Event' },
      { type: 'object', properties: { type: { const: type }, data: { ...data, additionalProperties: true } } },
    ],
  }
  return {
    operationId: `on${type.replace(/(?:^|[._])([a-z])/g, (_, letter: string) => letter.toUpperCase())}`,
    tags: ['changes'],
    summary: `${kindOf(type).summary}.`,
    description: 'Signed by Standard Webhooks: see docs/webhooks.md.',
    security: [],
    requestBody: {
      required: true,
      content: { 'application/json': { schema, example: eventExample(type) } },
    },
    responses: {
      '2XX': { description: 'Received. Any other answer is tried again' },
      '410': { description: 'The address is gone: the webhook is disabled' },
    },
  }
}
