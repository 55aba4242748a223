/** From our Zod schemas to JSON Schema: for the OpenAPI document, and for serialisers. */
import fastJson from 'fast-json-stringify'
import { z } from 'zod'

type Json = Record<string, unknown>

/** What a caller sends (`input`) or is answered (`output`), as JSON Schema 2020-12. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { type } = zodSchema._zod.def
      if (type === 'bigint') Object.assign(jsonSchema, { type: 'integer' })
      if (type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
      Object.assign(jsonSchema, shown.get(zodSchema)?.())
    },
  }) as Json
  return json
}

const shown = new WeakMap<object, () => Json>()

/** A value that is JSON already, with the schema that tells its shape. It is made when it is first asked for. */
export function shownAs(schema: () => Json): z.ZodUnknown {
  const value = z.unknown()
  shown.set(value, schema)
  return value
}

/**
 * A serialiser that knows the fields beforehand: amounts are bigints, which JSON.stringify refuses. It is compiled when
 * it is first used, once in a process for each schema: to compile all of them takes 150 ms of a start.
 */
export function serializerOf(response: z.ZodType): (value: unknown) => string {
  return (value) => compiledSerializerOf(response)(value)
}

const compiled = new WeakMap<z.ZodType, (value: unknown) => string>()

export function compiledSerializerOf(response: z.ZodType): (value: unknown) => string {
  const known = compiled.get(response)
  if (known !== undefined) return known
  const serialize = fastJson(forSerializer(jsonSchemaOf(response, 'output')) as never)
  compiled.set(response, serialize)
  return serialize
}

/** `anyOf [x, null]` would be decided by validating each value; `nullable` is decided by looking at it. */
function forSerializer(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(forSerializer)
  if (typeof schema !== 'object' || schema === null) return schema
  const { anyOf, ...rest } = Object.fromEntries<unknown>(
    Object.entries(schema).map(([key, value]) => [key, forSerializer(value)]),
  )
  if (Array.isArray(rest['type']) && rest['type'].length === 2 && rest['type'].includes('null')) {
    return { ...rest, type: rest['type'].find((type) => type !== 'null') as unknown, nullable: true }
  }
  if (!Array.isArray(anyOf)) return rest
  const others = anyOf.filter((option: Json) => option['type'] !== 'null')
  if (others.length !== 1 || others.length === anyOf.length) return { ...rest, anyOf }
  return { ...rest, ...(others[0] as Json), nullable: true }
}
