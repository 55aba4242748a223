/**
 * What callers rely on, in short: of every call its address, what it takes and what it answers. Compared with the last
 * released one, so that a change that would break a caller is noticed.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Described } from '../../src/http/common/route.js'
import { jsonSchemaOf } from '../../src/http/common/json-schema.js'

/** `string`, `integer`, `a|b`, …, sorted; a list of one; or the fields of an object, optional ones with `?`. */
export type Sort = string | readonly [Sort] | { readonly [field: string]: Sort }

export interface Call {
  readonly address: string
  readonly query?: Sort
  readonly body?: Sort
  readonly answer: Sort
}

export type Contract = Readonly<Record<string, Call>>

type Json = Readonly<Record<string, unknown>>

export function contractOf(routes: readonly Described[]): Contract {
  return Object.fromEntries(
    routes.map(({ operationId, method, path, query, body, response }) => [
      operationId,
      {
        address: `${method} ${path}`,
        ...(query && { query: sortOf(jsonSchemaOf(query, 'input')) }),
        ...(body && { body: sortOf(jsonSchemaOf(body, 'input')) }),
        answer: sortOf(jsonSchemaOf(response, 'output')),
      },
    ]),
  )
}

function sortOf(schema: Json): Sort {
  const options = (schema['anyOf'] ?? schema['oneOf']) as readonly Json[] | undefined
  if (options !== undefined) return united(options.map(sortOf))
  if (Array.isArray(schema['enum'])) return schema['enum'].map(String).toSorted().join('|')
  if (schema['const'] !== undefined) return JSON.stringify(schema['const'])
  if (schema['type'] === 'array') return [sortOf((schema['items'] ?? {}) as Json)]
  if (schema['properties'] === undefined) return [schema['type'] ?? 'any'].flat().map(String).toSorted().join('|')
  const required = (schema['required'] ?? []) as readonly string[]
  const fields = Object.entries(schema['properties'] as Readonly<Record<string, Json>>)
  return Object.fromEntries(fields.map(([name, one]) => [required.includes(name) ? name : `${name}?`, sortOf(one)]))
}

/** Of several kinds of object the fields of all. An object that may be null is still an object. */
function united(sorts: readonly Sort[]): Sort {
  const others = sorts.filter((sort) => sort !== 'null')
  const texts = sorts.filter((sort) => typeof sort === 'string')
  if (texts.length === sorts.length)
    return texts
      .flatMap((text) => text.split('|'))
      .toSorted()
      .join('|')
  if (others.length === 1) return others[0] ?? 'null'
  return Object.assign({}, ...others.filter((sort) => typeof sort === 'object' && !Array.isArray(sort))) as Sort
}

/** @returns a sentence for each change that breaks a caller of the released contract. */
export function breaksOf(released: Contract, now: Contract): string[] {
  return Object.entries(released).flatMap(([name, before]) => {
    const after = now[name]
    if (after === undefined) return [`${name} is gone`]
    if (after.address !== before.address) return [`${name} has another address: ${after.address}`]
    return [
      ...inputBreaks(`${name} query`, before.query, after.query),
      ...inputBreaks(`${name} body`, before.body, after.body),
      ...answerBreaks(`${name} answer`, before.answer, after.answer),
    ]
  })
}

/** What was accepted is accepted, and nothing more is required. */
function inputBreaks(where: string, before: Sort | undefined, after: Sort | undefined): string[] {
  if (isDeepStrictEqual(before, after)) return []
  if (before === undefined) return requiredOf(after).map((name) => `${where}: ${name} is required now`)
  if (after === undefined) return [`${where} is refused now`]
  const list = [before, after].every(Array.isArray)
  if (list) return inputBreaks(`${where}[]`, (before as [Sort])[0], (after as [Sort])[0])
  if (!isFields(before) || !isFields(after)) return lost(where, before, after, 'is not accepted any more')
  const more = requiredOf(after)
    .filter((name) => !(name in before))
    .map((name) => `${where}.${name} is required now`)
  const same = Object.keys(before)
    .map(plain)
    .flatMap((name) => inputBreaks(`${where}.${name}`, at(before, name), at(after, name)))
  return [...more, ...same]
}

/** What was answered is answered. A new field or a new word of a closed set is announced as harmless in docs/api.md. */
function answerBreaks(where: string, before: Sort, after: Sort | undefined): string[] {
  if (isDeepStrictEqual(before, after)) return []
  if (after === undefined) return [`${where} is not answered any more`]
  if ([before, after].every(Array.isArray))
    return answerBreaks(`${where}[]`, (before as [Sort])[0], (after as [Sort])[0])
  if (!isFields(before) || !isFields(after)) return lost(where, before, after, 'changed')
  return Object.keys(before).flatMap((field) => {
    const name = plain(field)
    if (field === name && `${name}?` in after) return [`${where}.${name} may be absent now`]
    return answerBreaks(`${where}.${name}`, at(before, name) ?? 'any', at(after, name))
  })
}

function lost(where: string, before: Sort, after: Sort, what: string): string[] {
  if (typeof before !== 'string' || typeof after !== 'string') return [`${where} ${what}`]
  const words = after.split('|')
  return before
    .split('|')
    .filter((word) => !words.includes(word))
    .map((word) => `${where}: ${word} ${what}`)
}

function isFields(sort: Sort): sort is { readonly [field: string]: Sort } {
  return typeof sort === 'object' && !Array.isArray(sort)
}

function requiredOf(sort: Sort | undefined): string[] {
  return sort === undefined || !isFields(sort) ? [] : Object.keys(sort).filter((name) => !name.endsWith('?'))
}

function plain(field: string): string {
  return field.replace(/\?$/, '')
}

function at(sort: { readonly [field: string]: Sort }, name: string): Sort | undefined {
  return sort[name] ?? sort[`${name}?`]
}
