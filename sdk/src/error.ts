/** A failed call, with the service's answer. */
import type { ProblemCode } from './codes.js'

/** A code of the service, or of this client. A newer service may answer with others. */
export type ErrorCode = ProblemCode | 'unreachable' | 'timeout' | 'unexpected_answer' | 'argument_invalid'

export interface FieldError {
  /** Dotted path into the request, for example `identities.phone`. */
  readonly path: string
  readonly message: string
}

export class BondhuError extends Error {
  /** The HTTP status; 0 without an answer. */
  readonly status: number
  /** Stable: `program_not_found`, `request_invalid`, … Without an answer `unreachable` or `timeout`. */
  readonly code: ErrorCode | (string & {})
  /** A sentence that says what to do. */
  readonly detail: string
  readonly fields: readonly FieldError[]
  /** From an answer that asks to try again later. */
  readonly retryAfterMs: number | undefined
  /** Tell it to support: the log of the service has it. Undefined without an answer. */
  readonly requestId: string | undefined

  constructor(
    status: number,
    code: ErrorCode | (string & {}),
    detail: string,
    more: Partial<Pick<BondhuError, 'fields' | 'retryAfterMs' | 'requestId' | 'cause'>> = {},
  ) {
    super(`${code}: ${detail}`, { cause: more.cause })
    this.name = 'BondhuError'
    this.status = status
    this.code = code
    this.detail = detail
    this.fields = more.fields ?? []
    this.retryAfterMs = more.retryAfterMs
    this.requestId = more.requestId
  }

  /** Whether the same call may succeed later: no answer, too many calls, or a failure of the service. */
  get temporary(): boolean {
    return this.code === 'unreachable' || this.code === 'timeout' || this.status === 429 || this.status >= 500
  }

  /**
   * Whether the code is this one; an editor completes it.
   * @example
   * if (error instanceof BondhuError && error.is('available_short')) return showBalance()
   */
  is(code: ErrorCode): boolean {
    return this.code === code
  }
}

/** A value that is refused before anything is sent, such as a missing one that would have become the text `undefined`. */
export function argumentInvalid(fault: string): BondhuError {
  return new BondhuError(0, 'argument_invalid', `${fault}.`)
}

/** From an unsuccessful answer. A proxy may have written it, so its shape is checked. */
export function errorOfAnswer(status: number, headers: Headers, text: string): BondhuError {
  const problem = parsed(text)
  const code = typeof problem['code'] === 'string' ? problem['code'] : 'unexpected_answer'
  const detail = typeof problem['detail'] === 'string' ? problem['detail'] : `The service answered ${status}.`
  const fields = Array.isArray(problem['errors']) ? problem['errors'].filter(isFieldError) : []
  return new BondhuError(status, code, detail, {
    fields,
    retryAfterMs: retryAfterMs(headers.get('retry-after')),
    requestId: headers.get('x-request-id') ?? undefined,
  })
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function isFieldError(value: unknown): value is FieldError {
  if (typeof value !== 'object' || value === null) return false
  return 'path' in value && typeof value.path === 'string' && 'message' in value && typeof value.message === 'string'
}

/** Seconds or a date, as in HTTP. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}
