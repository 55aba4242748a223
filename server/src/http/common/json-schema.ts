/** Converts Zod schemas to JSON Schema, for the OpenAPI document and for serialisers. */
import fastJson from 'fast-json-stringify'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { assert } from '../../errors.js'

type Json = Record<string, unknown>

/** A caller's input, or an answer (`output`), as JSON Schema 2020-12. */
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

/** A value that is JSON already, with the schema of its shape. Created on first use. */
export function shownAs(schema: () => Json): z.ZodUnknown {
  const value = z.unknown()
  shown.set(value, schema)
  return value
}

/**
 * A serialiser that knows the fields in advance: amounts are bigints, which JSON.stringify refuses. It is compiled on
 * first use, once per schema and process: compiling all of them takes 150 ms of a start.
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

/**
 * `anyOf [x, null]` would validate each value; `nullable` only checks for null. Of several kinds of object, the serialiser
 * writes the fields that the value has.
 */
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
  const isNullable = others.length < anyOf.length
  if (others.length > 1) return { ...rest, ...fieldsOfAll(others as Json[]), ...(isNullable && { nullable: true }) }
  return { ...rest, ...(others[0] as Json), ...(isNullable && { nullable: true }) }
}

/** Every field of these objects, none of them required. A field of two objects must be the same in both. */
function fieldsOfAll(objects: readonly Json[]): Json {
  const properties: Json = {}
  for (const object of objects) {
    assert(object['type'] === 'object', 'an answer of several kinds has objects only')
    for (const [name, schema] of Object.entries(object['properties'] ?? {})) {
      assert(
        properties[name] === undefined || isDeepStrictEqual(properties[name], schema),
        `the kinds differ in ${name}`,
      )
      properties[name] = schema
    }
  }
  return { type: 'object', properties, additionalProperties: false }
}
