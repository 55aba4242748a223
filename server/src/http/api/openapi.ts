/**
 * The OpenAPI 3.1 document, generated from the declarations that validate and answer, so it cannot differ from them.
 */
import * as z from 'zod'
import { productVersion } from '../../config.js'
import { failures } from '../../errors.js'
import { textView } from '../../schema.js'
import { jsonSchemaOf } from '../common/json-schema.js'
import { routes } from './router.js'
import { tags, type Described } from '../common/route.js'
import { problemView } from '../common/views.js'
import { answerExample } from './answer-examples.js'
import { bodyExamples, pathExamples } from './examples.js'
import { eventSchema, webhookOperations } from './openapi-events.js'

type Json = Record<string, unknown>

export function openApiDocument(publicUrl: string, described: readonly Described[] = routes): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bondhu',
      version: productVersion(),
      description:
        'Refer and earn: one person, one reward; no taka is promised that is not set aside; nobody is misled.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    security: [{ key: [] }],
    tags: tags.map((name) => ({ name, description: aboutTags[name] })),
    paths: { ...pathsOf(described) },
    webhooks: webhookOperations(),
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key, `bk_test_…` or `bk_live_…`' },
      },
      schemas: { Problem: jsonSchemaOf(problemView.extend(problemFields), 'output'), Event: eventSchema() },
      responses: {
        Problem: {
          description: 'A problem document (RFC 9457). `code` is stable; `detail` says what to do.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  }
}

const aboutTags: Readonly<Record<(typeof tags)[number], string>> = {
  programs: 'Terms, money, launch, pause and close',
  participants: 'Accounts of the app, their links and their data',
  signups: 'What the app reports: new accounts, actions, earlier members',
  referrals: 'Friends, rulings, appeals and reported links',
  payouts: 'Cash-outs, and how they are paid',
  changes: 'The feed and the webhooks',
  operations: 'Figures, keys, the ledger and the record of changes',
  team: 'The people who run programs',
}

const problemFields = {
  code: z.enum([...Object.keys(failures), 'internal']),
  message: textView.optional().describe('For an uploaded file: what is wrong with it, in every language'),
}

const knownPaths = new WeakMap<readonly Described[], Readonly<Record<string, Json>>>()

/** Generated once per process: it takes 100 ms, and anybody may request the document. */
function pathsOf(described: readonly Described[]): Readonly<Record<string, Json>> {
  const known = knownPaths.get(described)
  if (known !== undefined) return known
  const paths: Record<string, Json> = {}
  for (const one of described) {
    const path = one.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: operationOf(one) }
  }
  knownPaths.set(described, paths)
  return paths
}

function operationOf(one: Described): Json {
  const permission = one.permission === 'owner' ? 'an owner of the deployment, or BONDHU_ADMIN_TOKEN' : one.permission
  return {
    operationId: one.operationId,
    tags: [one.tag],
    summary: one.summary,
    description: [one.description, `Permission: ${permission}.`].filter(Boolean).join('\n\n'),
    ...(isRepeatable(one) && { 'x-repeatable': true }),
    parameters: [...pathParameters(one), ...queryParameters(one), ...headerParameters(one)],
    ...requestBodyOf(one),
    responses: responsesOf(one),
  }
}

/** What a client may send again by itself after a lost answer. A change or a removal is left to the caller. */
export function isRepeatable({ method, idempotent, repeatable }: Described): boolean {
  return method === 'GET' || method === 'PUT' || idempotent === true || repeatable === true
}

function requestBodyOf(one: Described): Json {
  if (one.upload) {
    const schema = { type: 'string', description: 'CSV: see docs/payout-files.md' }
    return { requestBody: { required: true, content: { 'text/csv': { schema } } } }
  }
  if (one.body === undefined) return {}
  const example = bodyExamples[one.operationId]
  const content = { schema: jsonSchemaOf(one.body, 'input'), ...(example !== undefined && { example }) }
  const required = !one.body.safeParse(undefined).success
  return { requestBody: { required, content: { 'application/json': content } } }
}

const aboutStatuses: Readonly<Record<number, string>> = {
  200: 'Done',
  201: 'Made',
  202: 'Accepted: a second person must confirm it',
}

const problem = { $ref: '#/components/responses/Problem' }

function responsesOf(one: Described): Json {
  const usual = one.status ?? 200
  const type = one.lines === undefined ? 'application/json' : 'text/csv'
  const schema = jsonSchemaOf(one.response, 'output')
  const described = [usual, ...(one.otherStatuses ?? [])].map((status) => {
    // Once: other statuses have the same answer.
    const example = one.lines === undefined && status === usual && { example: answerExample(schema, one) }
    const content = { [type]: { schema, ...example } }
    const isRepeat = status === 200 && usual === 201
    const description = isRepeat
      ? 'A repeat: nothing was done twice, and this is the first answer'
      : aboutStatuses[status]
    return [String(status), { description, content }] as const
  })
  return { ...Object.fromEntries(described), '4XX': problem, default: problem }
}

function pathParameters(one: Described): Json[] {
  return [...one.path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...(name === 'program' && { description: 'An id (`prg_…`) or a slug' }),
    schema: { type: 'string' },
    ...(name in pathExamples && { example: pathExamples[name] }),
  }))
}

function queryParameters(one: Described): Json[] {
  if (!(one.query instanceof z.ZodObject)) return []
  const { properties = {}, required = [] } = jsonSchemaOf(one.query, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }))
}

function headerParameters({ idempotent }: Described): Json[] {
  if (idempotent !== true) return []
  const description =
    'Yours; the same one with the same request is answered with the same payout, for ever. `"k1"` and `k1` are one key'
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      description,
      schema: { type: 'string' },
      example: 'u-1001-cash-1',
    },
  ]
}
