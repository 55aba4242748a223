/** Webhooks, and their deliveries. */
import * as z from 'zod'
import { addWebhook } from '../../../domain/webhooks/add.js'
import { changeWebhook, removeWebhook, rotateSecret } from '../../../domain/webhooks/change.js'
import { listDeliveries, replay, replaySchema, resendDelivery } from '../../../domain/webhooks/deliveries.js'
import { tryWebhook } from '../../../domain/webhooks/try.js'
import { webhookDays } from '../../../domain/webhooks/retries.js'
import {
  disabledBecause,
  getWebhook,
  listWebhooks,
  type Webhook,
  webhookChangeSchema,
  webhookNotFound,
  webhookSchema,
} from '../../../domain/webhooks/webhook.js'
import { fromWire, toWire } from '../../../ids.js'
import { list, wholeList } from '../../common/list.js'
import { byId, decodeCursor, encodeCursor, feedPlace, pageQuery } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'

const params = z.object({ program: z.string(), webhook: z.string() })

const webhookView = z.object({
  id: z.string(),
  url: z.string(),
  types: z.array(z.string()).nullable(),
  audiences: z.array(z.string()).nullable(),
  state: z.enum(['active', 'disabled']),
  disabledBecause: z
    .enum(disabledBecause)
    .nullable()
    .describe(`\`operator\`, \`failing\` (nothing was accepted for ${webhookDays} days) or \`gone\``),
  failingSince: z.date().nullable().describe('Since when nothing is accepted; null if the last delivery was'),
  acceptedAt: z.date().nullable().describe('When a delivery was last accepted'),
  previousSecretUntil: z.date().nullable().describe('Until then deliveries are signed with the previous secret too'),
  createdAt: z.date(),
})
const withSecret = webhookView.extend({ secret: z.string().describe('`whsec_…`, shown once') })

function view({ id, types, audiences, ...rest }: Webhook): z.input<typeof webhookView> {
  return { ...rest, id: toWire('whk', id), types: types && [...types], audiences: audiences && [...audiences] }
}

const deliveryView = z.object({
  id: z.string().describe('The id of the change, as in the feed'),
  type: z.string().nullable().describe('Null once the change is deleted'),
  state: z.enum(['pending', 'delivered', 'failed']),
  tries: z.int(),
  status: z.int().nullable().describe('The receiver’s last answer'),
  error: z.string().nullable(),
  triedAt: z.date().nullable(),
  dueAt: z.date().nullable().describe('When it is tried next, if no earlier event of the same people waits'),
})

function webhookIdOf(wire: string): string {
  const id = fromWire('whk', wire)
  if (id === undefined) throw webhookNotFound()
  return id
}

const permission = 'webhooks:write'

export const webhookRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs/:program/webhooks',
    tag: 'changes',
    operationId: 'createWebhook',
    audit: 'webhook.add',
    summary: 'Add a webhook; it receives changes from now on',
    description:
      'Each change is sent as a POST with the same body as in the feed, signed by Standard Webhooks. See docs/webhooks.md.',
    permission,
    body: webhookSchema,
    response: withSecret,
    status: 201,
    handle: async ({ service, program, body }) => {
      const { webhook, secret } = await addWebhook(service.context, program, body)
      return { ...view(webhook), secret }
    },
  }),
  ...wholeList({
    path: '/v1/programs/:program/webhooks',
    tag: 'changes',
    operationId: 'listWebhooks',
    summary: 'The webhooks of a program, without their secrets',
    permission,
    item: webhookView,
    read: async ({ service, program }) => (await listWebhooks(service.context.sql, program.id)).map(view),
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/webhooks/:webhook',
    tag: 'changes',
    operationId: 'getWebhook',
    summary: 'A webhook',
    permission,
    params,
    response: webhookView,
    handle: async ({ service, program, params: { webhook } }) =>
      view(await getWebhook(service.context.sql, program.id, webhookIdOf(webhook))),
  }),
  route({
    method: 'PATCH',
    path: '/v1/programs/:program/webhooks/:webhook',
    tag: 'changes',
    operationId: 'changeWebhook',
    audit: 'webhook.change',
    summary: 'Change a webhook, disable it, or activate it again',
    description: 'When activated, it receives what it missed, as far back as the feed goes.',
    permission,
    params,
    body: webhookChangeSchema,
    response: webhookView,
    handle: async ({ service, program, params: { webhook }, body }) =>
      view(await changeWebhook(service.context, program, webhookIdOf(webhook), body)),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/webhooks/:webhook/rotate-secret',
    tag: 'changes',
    operationId: 'rotateWebhookSecret',
    audit: 'webhook.rotate',
    summary: 'Give a webhook a new secret, shown once; both sign for a day',
    permission,
    params,
    response: withSecret,
    handle: async ({ service, program, params: { webhook } }) => {
      const rotated = await rotateSecret(service.context, program, webhookIdOf(webhook))
      return { ...view(rotated.webhook), secret: rotated.secret }
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/webhooks/:webhook/test',
    tag: 'changes',
    operationId: 'testWebhook',
    audit: 'webhook.test',
    summary: 'Send a test event to a webhook now, and answer what its server said',
    description:
      'Its type is `test`, it is signed like every event, and it is neither repeated nor in the feed. A disabled webhook can be tried too.',
    permission,
    params,
    response: z.object({
      accepted: z.boolean().describe('Whether it answered with a 2xx'),
      status: z.int().nullable().describe('Its answer; null if there was none'),
      error: z.string().nullable().describe('What went wrong'),
    }),
    handle: async ({ service, program, params: { webhook } }) =>
      tryWebhook(service.context, program, webhookIdOf(webhook)),
  }),
  route({
    method: 'DELETE',
    path: '/v1/programs/:program/webhooks/:webhook',
    tag: 'changes',
    operationId: 'deleteWebhook',
    audit: 'webhook.remove',
    summary: 'Remove a webhook and its deliveries',
    permission,
    params,
    response: z.object({ removed: z.literal(true) }),
    handle: async ({ service, program, params: { webhook } }) => {
      await removeWebhook(service.context, program, webhookIdOf(webhook))
      return { removed: true as const }
    },
  }),
  ...list({
    path: '/v1/programs/:program/webhooks/:webhook/deliveries',
    tag: 'changes',
    operationId: 'listWebhookDeliveries',
    summary: 'The deliveries of a webhook, newest first; kept for 30 days',
    permission,
    params,
    filters: { state: z.enum(['pending', 'delivered', 'failed']).optional() },
    item: deliveryView,
    order: byId,
    read: async ({ service, program, params: { webhook }, query: { state } }) => {
      const { sql } = service.context
      const { id } = await getWebhook(sql, program.id, webhookIdOf(webhook))
      return (page) => listDeliveries(sql, program.id, id, state, page)
    },
    view: (deliveries) => deliveries.map((delivery) => ({ ...delivery, id: toWire('evt', delivery.id) })),
    file: { summary: 'The deliveries as a file' },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/webhooks/:webhook/deliveries/:event/resend',
    tag: 'changes',
    operationId: 'resendWebhookDelivery',
    audit: 'webhook.resend',
    summary: 'Send one event again, also a delivered or failed one',
    permission,
    params: params.extend({ event: z.string() }),
    response: z.object({ queued: z.int() }),
    handle: async ({ service, program, params: { webhook, event } }) => {
      await resendDelivery(service.context, program, webhookIdOf(webhook), fromWire('evt', event))
      return { queued: 1 }
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/webhooks/:webhook/replay',
    tag: 'changes',
    operationId: 'replayWebhook',
    audit: 'webhook.replay',
    summary: 'Send the changes of a time range again, up to 1,000 per call',
    description: 'Repeat it with `nextCursor` until that is null. The events keep their ids.',
    permission,
    params,
    body: replaySchema.extend({ cursor: pageQuery.shape.cursor }),
    response: z.object({ queued: z.int(), nextCursor: z.string().nullable() }),
    handle: async ({ service, program, params: { webhook }, body: { cursor, ...range } }) => {
      const id = webhookIdOf(webhook)
      const { queued, next } = await replay(service.context, program, id, range, decodeCursor(feedPlace, cursor))
      return { queued, nextCursor: next === undefined ? null : encodeCursor(feedPlace, next) }
    },
  }),
]
