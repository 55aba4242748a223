/**
 * An example answer of each call, for the OpenAPI document and /docs: made from the schema of the answer, so that it has the
 * fields of today. What may be absent is left out, and what may be null is null unless its name is known here; except in the
 * answers that are written here. Pure.
 */
import { pathExamples, programName } from './examples.js'

interface Schema {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly minimum?: number
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

const at = '2026-12-07T03:00:00.000Z'
const referred = {
  outcome: 'referred',
  attributedBy: 'click',
  referral: { id: pathExamples['referral'], state: 'counted', advocateUserId: 'u-1001' },
  reward: {
    id: 'rwd_01kcznamw07000000000000003',
    amountMinor: 2000,
    currency: 'BDT',
    state: 'held',
    availableAt: at,
  },
  friendReward: null,
}

/** Where absent fields are the point. */
const written: Readonly<Record<string, unknown>> = {
  createSignup: referred,
  createSignups: {
    results: [
      { status: 201, body: referred },
      { status: 201, body: { outcome: 'organic', reason: 'unknown_code' } },
    ],
  },
}

/** By the name of a field, or that of what it is about and the field. Other texts are `…`, and other numbers 1. */
const values: Readonly<Record<string, unknown>> = {
  ...pathExamples,
  advocateUserId: 'u-1001',
  friendUserId: 'u-1002',
  reward: 'rwd_01kcznamw07000000000000003',
  transfer: 'trf_01kcznamw0700000000000000k',
  change: 'evt_01kczjmq00e008000000000001',
  delivery: 'evt_01kczjmq00e008000000000001',
  'webhook.secret': 'whsec_…',
  'key.secret': 'bk_test_…',
  'program.id': 'prg_01kczjmq00e008000000000001',
  slug: 'my-app',
  currency: 'BDT',
  timeZone: 'Asia/Dhaka',
  country: 'BD',
  ...Object.fromEntries(Object.entries(programName).map(([language, text]) => [`name.${language}`, text])),
  name: 'app server',
  displayName: 'Rina',
  contact: 'help@example.com',
  email: 'rahim@example.com',
  link: 'https://bondhu.example/r/my-app/4839201756',
  url: 'https://bondhu.example/…',
  web: 'https://example.com/join',
  hint: '678',
  provider: 'sandbox',
  reason: 'Two accounts of one person',
  version: 2,
  holdDays: 7,
  attributionWindowDays: 30,
  lateCodeHours: 72,
  status: 200,
  needsPerson: false,
  late: false,
  isPartial: false,
  fundedMinor: 10_000_000,
  budgetMinor: 9_998_000,
  heldMinor: 2000,
  rewardMinor: 2000,
  amountMinor: 2000,
  promisedMinor: 2000,
}

/** @param operationId and the path of the call, which names what its answer is about */
export function answerExample(schema: object, { operationId, path }: { operationId: string; path: string }): unknown {
  return written[operationId] ?? exampleOf(schema, { name: '', about: nounOf(path) })
}

interface Place {
  /** Of the field. */
  readonly name: string
  /** What an `id` here is the id of. */
  readonly about: string
}

function exampleOf(schema: Schema, place: Place): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const kinds = schema.anyOf ?? [schema.type].flat().map((type) => ({ ...schema, type }))
  const [kind = {}] = kinds.filter(({ type }) => type !== 'null')
  if (kind !== schema && kinds.length > 1) return kinds.some(isNull) && !isKnown(place) ? null : exampleOf(kind, place)
  switch (kind.type) {
    case 'object':
      return objectExample(schema, place)
    case 'array':
      return listExample(kind, place)
    case 'string':
      return textExample(schema, place)
    case 'integer':
    case 'number':
      return numberExample(schema, place)
    case 'boolean':
      return values[place.name] !== false
    default:
      return null
  }
}

function objectExample({ properties = {}, required = [] }: Schema, { name, about }: Place): unknown {
  const inner = name in values ? name : about
  const fields = Object.entries(properties).filter(([field]) => required.includes(field))
  return Object.fromEntries(fields.map(([field, one]) => [field, exampleOf(one, { name: field, about: inner })]))
}

function listExample({ items }: Schema, place: Place): unknown {
  const isText = items?.type === 'string' && items.enum === undefined
  if (items === undefined || (isText && !isKnown(place))) return []
  return [exampleOf(items, { ...place, about: singular(place) })]
}

function textExample({ format }: Schema, { name, about }: Place): string {
  if (format === 'date-time' || /[a-z]At$|^at$|^timestamp$/.test(name)) return at
  if (format === 'date' || name === 'day') return '2026-12-07'
  const value = values[`${about}.${name}`] ?? values[name === 'id' ? about : name]
  if (typeof value === 'string') return value
  return format === 'uri' ? 'https://example.com' : '…'
}

function numberExample({ minimum = 0 }: Schema, { name }: Place): number {
  const value = values[name]
  if (typeof value === 'number') return value
  return Math.max(name.endsWith('Minor') ? 0 : 1, minimum)
}

/** `/v1/programs/:program/payouts/:payout` and `/payouts` are about a payout. */
function nounOf(path: string): string {
  const nouns = path.split('/').map((part) => singularOf(part.replace(/^:/, '')))
  return nouns.findLast((noun) => noun in values) ?? ''
}

/** The entries of `referrals` are each a referral; `items` are what the answer is about. */
function singular({ name, about }: Place): string {
  const one = singularOf(name)
  return name !== 'items' && one in values ? one : about
}

function isNull({ type }: Schema): boolean {
  return type === 'null'
}

function isKnown({ name }: Place): boolean {
  return name in values
}

function singularOf(name: string): string {
  return name.replace(/ies$/, 'y').replace(/ches$/, 'ch').replace(/s$/, '')
}
