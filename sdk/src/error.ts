/** A failed call, with the service's answer. */
export interface FieldError {
  /** Dotted path into the request, for example `identities.phone`. */
  readonly path: string
  readonly message: string
}

export class BondhuError extends Error {
  /** The HTTP status; 0 without an answer. */
  readonly status: number
  /** Stable: `program_not_found`, `request_invalid`, … Without an answer `unreachable` or `timeout`. */
  readonly code: string
  /** A sentence that says what to do. */
  readonly detail: string
  readonly fields: readonly FieldError[]
  /** From an answer that asks to try again later. */
  readonly retryAfterMs: number | undefined

  constructor(
    status: number,
    code: string,
    detail: string,
    more: { fields?: readonly FieldError[]; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(`${code}: ${detail}`, { cause: more.cause })
    this.name = 'BondhuError'
    this.status = status
    this.code = code
    this.detail = detail
    this.fields = more.fields ?? []
    this.retryAfterMs = more.retryAfterMs
  }

  /** Whether the same call may succeed later. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504
  }
}

/** From an unsuccessful answer. A proxy may have written it, so its shape is checked. */
export function errorOfAnswer(status: number, retryAfter: string | null, text: string): BondhuError {
  const problem = parsed(text)
  const code = typeof problem['code'] === 'string' ? problem['code'] : 'unexpected_answer'
  const detail = typeof problem['detail'] === 'string' ? problem['detail'] : `The service answered ${status}.`
  const fields = Array.isArray(problem['errors']) ? problem['errors'].filter(isFieldError) : []
  return new BondhuError(status, code, detail, { fields, retryAfterMs: retryAfterMs(retryAfter) })
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
