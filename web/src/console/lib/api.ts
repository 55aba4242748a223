/**
 * Calls of the console: to `/v1` by the operator's session, which allows what the operator's roles allow, and to
 * `/console/api` for signing in. Amounts on the wire are whole numbers below 2^53.
 */
import type { Text } from '../../language.js'
import type { Calls } from './calls.js'

export interface FieldError {
  readonly path: string
  readonly message: string
}

/** An answer that was not a success: a problem document, or no answer at all (`code` is `unreachable`). */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly fields: readonly FieldError[]
  /** Of a file: what is wrong with it, and where. */
  readonly said: Text | undefined

  constructor(code: string, status: number, detail: string, fields: readonly FieldError[], said?: Text) {
    super(detail)
    this.name = 'Problem'
    this.code = code
    this.status = status
    this.fields = fields
    this.said = said
  }
}

export function problemOf(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('unknown', 0, String(error), [])
}

interface ProblemDocument {
  readonly code?: string
  readonly detail?: string
  readonly errors?: readonly FieldError[]
  readonly message?: Text
}

/** A call by its method and path, as the API's document names it: `GET /v1/programs/{program}`. */
export type Call = keyof Calls

export type AnswerOf<Name extends Call> = Calls[Name]['answer']

/** One of a list. */
export type ItemOf<Name extends Call> =
  AnswerOf<Name> extends { readonly items: readonly (infer Item)[] } ? Item : never

/** A page of a list. */
export interface Listed<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

type Parameter<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Parameter<Rest>
  : never

/** What stands in the address of a call, by the names of its path. */
export type ParametersOf<Name extends Call> = { readonly [One in Parameter<Name>]: string }

/** Values that the address bar holds are sent as they are; null and '' ask for nothing. */
export type QueryOf<Name extends Call> = Calls[Name] extends { readonly query: infer Query }
  ? { readonly [Key in keyof Query]?: Query[Key] | string | number | boolean | null }
  : Readonly<Record<string, never>>

/** A number or a choice that cannot be read is sent as it was typed: the service says why it refuses it. */
type Typed<Value> = Value extends string
  ? string
  : Value extends number
    ? number | string
    : Value extends readonly (infer Item)[]
      ? readonly Typed<Item>[]
      : Value extends object
        ? { readonly [Key in keyof Value]: Typed<Value[Key]> }
        : Value

export type BodyOf<Name extends Call> = Calls[Name] extends { readonly body?: infer Body } ? Typed<Body> : undefined

type InputOf<Name extends Call> = Name extends `GET ${string}` ? QueryOf<Name> : BodyOf<Name>

const timeoutMs = 30_000

/** Told of every answer that says the session has ended. */
let onSignedOut: () => void = () => {}

export function whenSignedOut(then: () => void): void {
  onSignedOut = then
}

/**
 * @param input the query of a `GET`, else the body
 * @throws Problem
 */
export async function call<Name extends Call>(
  name: Name,
  parameters: ParametersOf<Name>,
  input?: InputOf<Name>,
  headers: Readonly<Record<string, string>> = {},
): Promise<AnswerOf<Name>> {
  const method = name.slice(0, name.indexOf(' '))
  const isRead = method === 'GET'
  const address = addressOf(name, parameters, (isRead ? input : {}) as QueryOf<Name>)
  return (await read(method, address, isRead ? undefined : input, headers)) as AnswerOf<Name>
}

/** @throws Problem */
export async function read(
  method: string,
  address: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const response = await answered(method, address, body, headers)
  return readAnswer(response.status, await response.text())
}

/** Where a call is. Each part of the address is escaped. */
export function addressOf<Name extends Call>(
  name: Name,
  parameters: ParametersOf<Name>,
  query?: QueryOf<Name>,
): string {
  const values: Readonly<Record<string, string>> = parameters
  const path = name.slice(name.indexOf(' ') + 1)
  const queried = Object.entries<string | number | boolean | null | undefined>(query ?? {}).flatMap(
    ([key, value]): [string, string][] =>
      value === null || value === undefined || value === '' ? [] : [[key, String(value)]],
  )
  const text = queried.length === 0 ? '' : `?${new URLSearchParams(queried).toString()}`
  return path.replaceAll(/\{(\w+)\}/g, (_, part: string) => encodeURIComponent(values[part] ?? '')) + text
}

/** @throws Problem */
export function readAnswer(status: number, text: string): unknown {
  if (status >= 200 && status < 300) return text === '' ? undefined : JSON.parse(text)
  const { code = 'unknown', detail = text, errors = [], message } = readProblem(text)
  if (status === 401) onSignedOut()
  throw new Problem(code, status, detail, errors, message)
}

async function answered(
  method: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch {
    throw new Problem('unreachable', 0, '', [])
  }
}

function readProblem(text: string): ProblemDocument {
  try {
    return JSON.parse(text) as ProblemDocument
  } catch {
    return {}
  }
}
