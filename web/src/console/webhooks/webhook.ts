/** Webhooks, as /v1 tells of them. */
import { get } from '../lib/api.js'

export interface Webhook {
  readonly id: string
  readonly url: string
  /** Null: every kind. */
  readonly types: readonly string[] | null
  readonly state: 'active' | 'disabled'
  readonly disabledBecause: 'operator' | 'failing' | 'gone' | null
  readonly failingSince: string | null
  readonly acceptedAt: string | null
  readonly previousSecretUntil: string | null
}

export interface Delivery {
  readonly id: string
  /** Null when the change is forgotten. */
  readonly type: string | null
  readonly state: 'pending' | 'delivered' | 'failed'
  readonly tries: number
  readonly error: string | null
  readonly triedAt: string | null
  readonly dueAt: string | null
}

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
  const { paths } = await get<ApiDocument>('/openapi.json')
  const body = paths['/v1/programs/{program}/webhooks']?.post?.requestBody?.content['application/json']
  const types = body?.schema.properties['types']
  const kinds = [types, ...(types?.anyOf ?? [])].flatMap((one) => one?.items?.enum ?? [])
  if (kinds.length === 0) throw new Error('the API tells of no kinds of events')
  return kinds
}
