/**
 * Writes what the service's clients know of its calls (`npm run types:calls`), from the schemas that the service validates
 * and answers by: the types of what each call takes and answers, and how long a text and how large a number may be. The
 * console also takes a few of the service's own constants from here.
 * A test compares the files with what `generated` makes.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { apiSource, codesSource } from './sdk-methods.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** @returns the content of each file, by its path below the repository. */
export async function generated() {
  const { jsonSchemaOf, routes, portalRoutes, consoleRoutes, ...product } = await service()
  const describe = (one) => callOf(one, jsonSchemaOf)
  const [api, portal, console_] = [routes, portalRoutes, consoleRoutes].map((all) =>
    all.map(describe).toSorted(byAddress),
  )
  const all = [...api, ...console_]
  const { announcementHours, methodKinds, resultBytesMax, webhookDays, webhookTriesMax } = product
  const rules = { announcementHours, methodKinds, uploadBytesMax: resultBytesMax, webhookDays, webhookTriesMax }
  return {
    'sdk/src/calls.ts': await typesOf([...api, ...portal]),
    'sdk/src/api.ts': head + apiSource(methodsOf(product, jsonSchemaOf, routes)),
    'sdk/src/codes.ts': head + codesSource(product.failures),
    'sdk/src/events.ts': await eventsOf(product.eventDataViews, jsonSchemaOf),
    'web/src/console/lib/calls.ts': await typesOf(all),
    'web/src/console/lib/limits.ts': await limitsOf(all, 'web/src/console', rules),
    'web/src/portal/limits.ts': await limitsOf(portal, 'web/src/portal'),
  }
}

async function service() {
  const files = [
    'http/common/json-schema.js',
    'http/common/events.js',
    'http/api/router.js',
    'http/api/openapi.js',
    'http/api/examples.js',
    'http/portal/routes.js',
    'http/console/routes.js',
    'domain/programs/change.js',
    'domain/standing/method-kinds.js',
    'domain/payouts/uploads/read-results.js',
    'domain/webhooks/retries.js',
    'errors.js',
  ]
  const source = join(root, 'server', 'dist', 'src')
  return Object.assign({}, ...(await Promise.all(files.map((file) => import(join(source, file))))))
}

function callOf({ method, path, query, body, response, lines }, jsonSchemaOf) {
  return {
    name: `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
    ...(query && { query: jsonSchemaOf(query, 'input') }),
    ...(body && { body: jsonSchemaOf(body, 'input'), mayLackBody: body.safeParse(undefined).success }),
    answer: lines === undefined ? jsonSchemaOf(response, 'output') : { type: 'string' },
  }
}

/** In an order of their own: a route that moves in the service changes nothing here. */
function byAddress(one, other) {
  return addressFirst(one) < addressFirst(other) ? -1 : 1
}

function addressFirst({ name }) {
  return name.split(' ').toReversed().join(' ')
}

/** In the order of the document. */
function methodsOf({ bodyExamples, pathExamples, isRepeatable }, jsonSchemaOf, routes) {
  return routes.map((one) => {
    const call = callOf(one, jsonSchemaOf)
    const answer = call.answer.properties ?? {}
    return {
      ...call,
      ...one,
      name: call.name,
      operation: one.operationId,
      path: call.name.split(' ')[1],
      body: call.body,
      query: call.query,
      needsQuery: (call.query?.required ?? []).length > 0,
      isList: one.method === 'GET' && 'items' in answer && 'nextCursor' in answer,
      isFile: one.lines !== undefined,
      isFeed: one.operationId === 'listChanges',
      isUpload: one.upload === true,
      isIdempotent: one.idempotent === true,
      isRepeatable: isRepeatable(one),
      example: bodyExamples[one.operationId],
      pathExamples,
      queryExample: { from: '2026-12-01T00:00:00+06:00', to: '2026-12-02T00:00:00+06:00' },
    }
  })
}

async function eventsOf(views, jsonSchemaOf) {
  const entries = Object.entries(views).map(([type, view]) => [type, withoutFormats(jsonSchemaOf(view, 'output'))])
  return `${await astOf(Object.fromEntries(entries))}\n/** What \`data\` holds, by the type of the event. */\nexport type EventData = components['schemas']\n`
}

async function typesOf(calls) {
  const known = new Map()
  const schemas = Object.fromEntries(calls.map((call) => [call.name, schemaOf(call, known)]))
  return `${await astOf(schemas)}\nexport type Calls = components['schemas']\n`
}

async function astOf(schemas) {
  // It needs a TypeScript that can be called as a library, which is the workspace's own.
  const require = createRequire(join(root, 'sdk', 'package.json'))
  const library = pathToFileURL(require.resolve('openapi-typescript').replace(/\.cjs$/, '.mjs')).href
  const { default: openapiTS, astToString } = await import(library)
  const info = { title: 'Bondhu', version: '1' }
  const nodes = await openapiTS(
    { openapi: '3.1.0', info, paths: {}, components: { schemas } },
    { immutable: true, defaultNonNullable: false },
  )
  const components = nodes.filter((node) => node.name?.text === 'components')
  return head + astToString(components)
}

const head = '// Generated by `npm run types:calls`.\n'

/** A call as one object: what it takes in its address and its body, and what it answers. */
function schemaOf({ name, query, body, mayLackBody, answer }, known) {
  const properties = { ...(query && { query }), ...(body && { body }), answer: knownAnswer(name, answer, known) }
  const required = Object.keys(properties).filter((part) => part !== 'body' || !mayLackBody)
  return withoutFormats({ type: 'object', additionalProperties: false, required, properties })
}

/** Half of the calls answer what another one answers: it is written once. */
function knownAnswer(name, answer, known) {
  const text = JSON.stringify(answer)
  const first = known.get(text)
  if (first !== undefined) return { $ref: `#/components/schemas/${first.replaceAll('/', '~1')}/properties/answer` }
  known.set(text, name)
  return answer
}

/** Types say nothing of formats. */
function withoutFormats(schema) {
  return JSON.parse(JSON.stringify(schema, (name, value) => (isFormat(name, value) ? undefined : value)))
}

function isFormat(name, value) {
  return name === 'format' && typeof value === 'string'
}

/**
 * Of the fields that forms name, `limits['POST …'].reason`, what their elements take as attributes. The others would be
 * loaded by every browser for nothing.
 */
async function limitsOf(calls, folder, rules = {}) {
  const named = await limitsNamedIn(folder)
  const limits = { ...rules }
  for (const { name, query, body } of calls) {
    const fields = Object.entries({ ...query?.properties, ...body?.properties })
    const limited = fields.filter(([field]) => named.has(`${name} ${field}`))
    if (limited.length > 0) limits[name] = Object.fromEntries(limited.map(([field, one]) => [field, attributesOf(one)]))
  }
  return `${head}export const limits = ${JSON.stringify(limits)} as const\n`
}

async function limitsNamedIn(folder) {
  const base = join(root, folder)
  const files = (await readdir(base, { recursive: true })).filter((file) => /\.(svelte|ts)$/.test(file))
  const sources = await Promise.all(files.map((file) => readFile(join(base, file), 'utf8')))
  return new Set(
    sources.flatMap((source) =>
      [...source.matchAll(/limits\['([^']+)'\]\.(\w+)/g)].map(([, ...call]) => call.join(' ')),
    ),
  )
}

function attributesOf(schema) {
  const { minLength, maxLength, minimum, maximum } = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema
  return {
    ...(minLength > 1 && { minlength: minLength }),
    ...(maxLength && { maxlength: maxLength }),
    ...(maximum !== undefined && { min: minimum, max: maximum }),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of Object.entries(await generated())) {
    await writeFile(join(root, path), content)
    console.log(`Wrote ${path}.`)
  }
}
