import { read, type ItemOf } from '../lib/api.js'

export type Webhook = ItemOf<'GET /v1/programs/{program}/webhooks'>
export type Delivery = ItemOf<'GET /v1/programs/{program}/webhooks/{webhook}/deliveries'>

export const deliveryStates = ['pending', 'delivered', 'failed'] as const

interface ApiDocument {
  readonly paths: Readonly<Record<string, { readonly post?: { readonly requestBody?: { readonly content: Content } } }>>
}
type Content = Readonly<Record<string, { readonly schema: { readonly properties: Readonly<Record<string, Schema>> } }>>
interface Schema {
  readonly anyOf?: readonly Schema[]
  readonly items?: { readonly enum?: readonly string[] }
}

/** Every kind of event that can be chosen: from the API's own document, so that none is missing here. */
export async function eventKinds(): Promise<readonly string[]> {
  const { paths } = (await read('GET', '/openapi.json')) as ApiDocument
  const body = paths['/v1/programs/{program}/webhooks']?.post?.requestBody?.content['application/json']
  const types = body?.schema.properties['types']
  const kinds = [types, ...(types?.anyOf ?? [])].flatMap((one) => one?.items?.enum ?? [])
  if (kinds.length === 0) throw new Error('the API tells of no kinds of events')
  return kinds
}
