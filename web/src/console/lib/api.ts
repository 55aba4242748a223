/**
 * Calls of the console: to `/v1` by the operator's session, which allows what the operator's roles allow, and to
 * `/console/api` for signing in. Amounts on the wire are whole numbers below 2^53.
 */

import type { Text } from '../../language.js'

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

interface ProblemDocument {
  readonly code?: string
  readonly detail?: string
  readonly errors?: readonly FieldError[]
  readonly message?: Text
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const timeoutMs = 30_000

/** Told of every answer that says the session has ended. */
let onSignedOut: () => void = () => {}

export function whenSignedOut(then: () => void): void {
  onSignedOut = then
}

/** @throws Problem */
export async function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const response = await answered(method, path, body, headers)
  return readAnswer(response.status, await response.text()) as T
}

/** @throws Problem */
export function readAnswer(status: number, text: string): unknown {
  if (status >= 200 && status < 300) return text === '' ? undefined : JSON.parse(text)
  const { code = 'unknown', detail = text, errors = [], message } = readProblem(text)
  if (status === 401) onSignedOut()
  throw new Problem(code, status, detail, errors, message)
}

async function answered(
  method: Method,
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

/** @throws Problem */
export function get<T>(path: string, query: Query = {}): Promise<T> {
  return call<T>('GET', path + queryText(query))
}

/** `?a=1&b=2` of what is there, or nothing. */
export function queryText(query: Query): string {
  const there = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '')
  if (there.length === 0) return ''
  return `?${new URLSearchParams(there.map(([name, value]): [string, string] => [name, String(value)])).toString()}`
}

/** The address of a program's part of the API. Each further part is escaped. */
export function ofProgram(program: string, ...parts: readonly string[]): string {
  return ['/v1/programs', program, ...parts]
    .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
    .join('/')
}

/** A page of a list. */
export interface Listed<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}
