/** Attached payout providers: their machines, answers and balances. */
import * as z from 'zod'
import {
  attachProvider,
  changeProvider,
  rotateProviderSecret,
} from '../../../domain/payouts/providers/attached/attach.js'
import {
  attachmentChangeSchema,
  attachmentSchema,
  countWaiting,
  getAttachment,
  idOfAttached,
  listAttachments,
  type Attachment,
} from '../../../domain/payouts/providers/attached/attachment.js'
import { methodKinds } from '../../../domain/standing/method-kinds.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import { must } from '../../../errors.js'
import type { Service } from '../../../service.js'
import { callbackAddress } from './payout-callbacks.js'
import { wholeList } from '../../common/list.js'
import { route, type Route } from '../../common/route.js'

const params = z.object({ program: z.string(), provider: z.string() })

const providerView = z.object({
  id: z.string(),
  provider: z.string().describe('The name for the terms: `payouts.providers.recharge: "http:prv_…"`'),
  name: z.string(),
  url: z.string(),
  callbackUrl: z.string().describe('Where it reports accepted payments'),
  kinds: z.array(z.enum(methodKinds)),
  minimumMinor: z.bigint(),
  maximumMinor: z.bigint(),
  settlementWindowSeconds: z.int(),
  state: z.enum(['active', 'detached']),
  payoutsWaiting: z
    .int()
    .describe('Approved and not yet sent; for a detached provider they wait until it is active again'),
  restingUntil: z
    .date()
    .nullable()
    .describe('After an unanswered order nothing is sent until then, by the program’s clock'),
  trouble: z
    .object({ says: z.string(), at: z.date() })
    .nullable()
    .describe('Why its last answer was rejected; null if it was accepted'),
  balance: z
    .object({
      minor: z.bigint(),
      owedMinor: z
        .bigint()
        .describe('The sum held, available and on its way at that time: the most it may have to pay'),
      at: z.date(),
      low: z.boolean(),
    })
    .nullable()
    .describe('The balance that it reported; null if it reported none'),
  previousSecretUntil: z.date().nullable().describe('Until then the previous secret is valid too'),
  createdAt: z.date(),
})
const withSecret = providerView.extend({ secret: z.string().describe('`prvsec_…`, shown once') })

async function viewAll(
  { context, publicUrl }: Service,
  program: Program,
  attachments: readonly Attachment[],
): Promise<z.input<typeof providerView>[]> {
  const { sql } = context
  const [waiting, { now }] = await Promise.all([countWaiting(sql, program.id), standingOf(context, program.id)])
  return attachments.map((attachment) => {
    const { sealed: _, unanswered: __, provider, kinds, ...rest } = attachment
    const id = idOfAttached(provider)
    return {
      ...rest,
      id,
      callbackUrl: callbackAddress(publicUrl, program, id),
      provider,
      kinds: [...kinds],
      payoutsWaiting: waiting.get(provider) ?? 0,
      restingUntil: rest.restingUntil !== null && rest.restingUntil > now ? rest.restingUntil : null,
    }
  })
}

async function viewOne(
  service: Service,
  program: Program,
  attachment: Attachment,
): Promise<z.input<typeof providerView>> {
  const [one] = await viewAll(service, program, [attachment])
  return must(one, 'a view of it')
}

const permission = 'providers:write'

export const providerRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs/:program/payout-providers',
    tag: 'payouts',
    operationId: 'attachPayoutProvider',
    audit: 'provider.attach',
    summary: 'Attach a payout provider that follows docs/payout-http.md',
    description: 'It pays nothing until the terms name it. Its address and kinds never change.',
    permission,
    body: attachmentSchema,
    response: withSecret,
    status: 201,
    handle: async ({ service, program, body }) => {
      const { attachment, secret } = await attachProvider(service.context, program, body)
      return { ...(await viewOne(service, program, attachment)), secret }
    },
  }),
  ...wholeList({
    path: '/v1/programs/:program/payout-providers',
    tag: 'payouts',
    operationId: 'listPayoutProviders',
    summary: 'The attached providers of a program, without their secrets',
    permission: 'payouts:read',
    item: providerView,
    read: async ({ service, program }) =>
      viewAll(service, program, await listAttachments(service.context.sql, program.id)),
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/payout-providers/:provider',
    tag: 'payouts',
    operationId: 'getPayoutProvider',
    summary: 'An attached provider',
    permission: 'payouts:read',
    params,
    response: providerView,
    handle: async ({ service, program, params: { provider } }) =>
      viewOne(service, program, await getAttachment(service.context.sql, program.id, provider)),
  }),
  route({
    method: 'PATCH',
    path: '/v1/programs/:program/payout-providers/:provider',
    tag: 'payouts',
    operationId: 'changePayoutProvider',
    audit: 'provider.change',
    summary: 'Change the limits of an attached provider, detach it, or activate it again',
    description:
      'Approved payouts of a detached provider wait until it is active again, or are rejected. Sent payouts are still polled.',
    permission,
    params,
    body: attachmentChangeSchema,
    response: providerView,
    handle: async ({ service, program, params: { provider }, body }) =>
      viewOne(service, program, await changeProvider(service.context, program, provider, body)),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/payout-providers/:provider/rotate-secret',
    tag: 'payouts',
    operationId: 'rotatePayoutProviderSecret',
    audit: 'provider.rotate',
    summary: 'Give an attached provider a new secret, shown once; both are valid for a day',
    permission,
    params,
    response: withSecret,
    handle: async ({ service, program, params: { provider } }) => {
      const { attachment, secret } = await rotateProviderSecret(service.context, program, provider)
      return { ...(await viewOne(service, program, attachment)), secret }
    },
  }),
]
