/** Every operation of the API, as its own document tells. A new route is tested without an edit here. */
import type { Api, Body } from '../support/api.js'

/** JSON Schema, as far as it is looked into. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly maxItems?: number
  /** What accompanies a person: any text is taken, and left out where it cannot be read. */
  readonly 'x-never-refused'?: true
}

export interface Operation {
  readonly method: string
  readonly path: string
  readonly permission: string
  readonly body: Schema | undefined
  readonly bodyRequired: boolean
  readonly query: readonly string[]
}

export interface Document {
  readonly operations: readonly Operation[]
  readonly problemCodes: ReadonlySet<string>
  readonly permissions: readonly string[]
}

export async function readDocument(api: Api): Promise<Document> {
  const document = await api.ok('GET', '/openapi.json')
  const operations = Object.entries<Body>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Body>(methods).map(([method, operation]): Operation => ({
      method: method.toUpperCase(),
      path,
      permission: /Permission: (.+)\.$/.exec(operation.description)?.[1] ?? '',
      body: operation.requestBody?.content['application/json']?.schema,
      bodyRequired: operation.requestBody?.required ?? false,
      query: operation.parameters.filter((one: Body) => one.in === 'query').map((one: Body) => one.name),
    })),
  )
  const keyBody = operations.find(({ method, path }) => method === 'POST' && path.endsWith('/keys'))?.body
  return {
    operations,
    problemCodes: new Set(document.components.schemas.Problem.properties.code.enum),
    permissions: (keyBody?.properties?.['permissions']?.items?.enum ?? []).map(String),
  }
}

/** @throws where nothing real stands for a parameter: see furnished.ts */
export function fill(path: string, values: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`Nothing stands for {${name}} of ${path}: make one in furnished.ts.`)
    return value
  })
}

export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** A body that has the right shape. Whether its texts are a slug or a date is not promised. */
export function sampleOf(schema: Schema): unknown {
  if (schema.anyOf) return sampleOf(schema.anyOf[0] ?? {})
  if (schema.enum) return schema.enum[0]
  switch (typesOf(schema.type)[0]) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {})]),
      )
    case 'array':
      return schema.items ? [sampleOf(schema.items)] : []
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1)
    case 'boolean':
      return true
    default:
      return 'sample'
  }
}

/** Every way to spoil one place of a body that no route may take, with the spoilt body. */
export function spoiltBodies(schema: Schema): SpoiltBody[] {
  const good = sampleOf(schema)
  return placesOf(schema, []).flatMap(({ place, schema: at }) =>
    wrongValues(at).map((value) => ({
      field: JSON.stringify([place.at(-1), at]),
      body: put(good, place, value),
    })),
  )
}

interface SpoiltBody {
  /** The name and the schema of the field that is wrong. */
  readonly field: string
  readonly body: unknown
}

type Place = readonly (string | number)[]

function placesOf(schema: Schema, place: Place): { place: Place; schema: Schema }[] {
  const inner = schema.anyOf?.find(({ type }) => type === 'object' || type === 'array') ?? schema
  const fields = Object.entries(inner.properties ?? {}).flatMap(([name, one]) => placesOf(one, [...place, name]))
  const items = inner.items ? placesOf(inner.items, [...place, 0]) : []
  return [{ place, schema }, ...fields, ...items]
}

/** Values that are wrong by the published schema, and texts that nothing may take. */
function wrongValues(schema: Schema): unknown[] {
  const options = schema.anyOf ?? [schema]
  const types = options.flatMap(({ type }): (string | undefined)[] => typesOf(type))
  const takes = (...names: string[]) => types.some((type) => type === undefined || names.includes(type))
  const wrong: unknown[] = []
  if (!takes('string')) wrong.push('text', '', '1')
  if (!takes('integer', 'number')) wrong.push(1, 0, -1, 1.5)
  if (!takes('boolean')) wrong.push(true, false)
  if (!takes('array')) wrong.push([], [[]], [null])
  if (!takes('object')) wrong.push({}, { a: 1 })
  if (!takes('null')) wrong.push(null)
  for (const option of options) wrong.push(...wrongOf(option))
  return wrong
}

/** A schema may name one type or several. */
function typesOf(type: Schema['type']): (string | undefined)[] {
  return typeof type === 'object' ? [...type] : [type]
}

function wrongOf(schema: Schema): unknown[] {
  return typesOf(schema.type).flatMap((type) => wrongOfType(type, schema))
}

function wrongOfType(type: string | undefined, schema: Schema): unknown[] {
  const { minimum, maximum, maxLength, maxItems, additionalProperties, items } = schema
  switch (type) {
    case 'integer':
      return [(minimum ?? 0) - 1, (maximum ?? 2 ** 53) + 1, 1.5, 1e300, -1e300, 2 ** 63, '1', '১']
    case 'string':
      if (schema['x-never-refused']) return []
      return ['\0', 'a\0b', '\ud800', 'a\udfff', 'x'.repeat((maxLength ?? 5000) + 1)]
    case 'array':
      return [
        ...(maxItems === undefined ? [] : [Array.from({ length: maxItems + 1 }, () => sampleOf(items ?? {}))]),
        { length: 1 },
      ]
    case 'object':
      return additionalProperties === false ? [{ unknown: 1 }, { toString: 'x' }, { constructor: {} }] : []
    default:
      return []
  }
}

function put(body: unknown, place: Place, value: unknown): unknown {
  const [first, ...rest] = place
  if (first === undefined) return isMerge(body, value) ? { ...body, unknown: 1 } : value
  if (typeof first === 'number') return [put(Array.isArray(body) ? body[0] : undefined, rest, value)]
  const object: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {}
  object[first] = put(object[first], rest, value)
  return object
}

/** An unknown field is added to what is right otherwise. */
function isMerge(body: unknown, value: unknown): body is object {
  return typeof body === 'object' && body !== null && typeof value === 'object' && value !== null && 'unknown' in value
}
