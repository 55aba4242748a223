/**
 * The OpenAPI 3.1 document, generated from the declarations that validate and answer, so it cannot differ from them.
 */
import { z } from 'zod'
import { productVersion } from '../../config.js'
import { failures } from '../../errors.js'
import { textView } from '../../schema.js'
import { jsonSchemaOf } from '../common/json-schema.js'
import { routes } from './router.js'
import { tags, type Described } from '../common/route.js'
import { problemView } from '../common/views.js'

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
    tags: tags.map((name) => ({ name })),
    paths: { ...pathsOf(described) },
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key, `bk_test_…` or `bk_live_…`' },
      },
      schemas: { Problem: jsonSchemaOf(problemView.extend(problemFields), 'output') },
      responses: {
        Problem: {
          description: 'A problem document (RFC 9457). `code` is stable; `detail` says what to do.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  }
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
    parameters: [...pathParameters(one), ...queryParameters(one), ...headerParameters(one)],
    ...(one.upload && {
      requestBody: {
        required: true,
        content: { 'text/csv': { schema: { type: 'string', description: 'CSV: see docs/payout-files.md' } } },
      },
    }),
    ...(one.body && {
      requestBody: {
        required: !one.body.safeParse(undefined).success,
        content: { 'application/json': { schema: jsonSchemaOf(one.body, 'input') } },
      },
    }),
    responses: {
      [String(one.status ?? 200)]: {
        description: 'Done',
        content: {
          [one.lines === undefined ? 'application/json' : 'text/csv']: { schema: jsonSchemaOf(one.response, 'output') },
        },
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

function pathParameters(one: Described): Json[] {
  return [...one.path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: name === 'program' ? 'An id (`prg_…`) or a slug' : undefined,
    schema: { type: 'string' },
  }))
}

function queryParameters(one: Described): Json[] {
  if (!(one.query instanceof z.ZodObject)) return []
  const { properties = {} } = jsonSchemaOf(one.query, 'input') as { properties?: Record<string, Json> }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    description: schema['description'],
    schema,
  }))
}

function headerParameters({ idempotent }: Described): Json[] {
  if (idempotent !== true) return []
  const description =
    'Yours; the same one with the same request is answered with the same payout, for ever. `"k1"` and `k1` are one key'
  return [{ name: 'Idempotency-Key', in: 'header', required: true, description, schema: { type: 'string' } }]
}
