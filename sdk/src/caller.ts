/** One call over HTTP: its address, its time limit, its retries and its failure. It knows no call by name. */
import type { Page } from './answers.js'
import { argumentInvalid, BondhuError, errorOfAnswer } from './error.js'

export interface BondhuOptions {
  /** The origin of the service, without a path: `https://bondhu.example`. Undefined is a missing setting, and refused. */
  readonly url: string | undefined
  /** `bk_test_…` or `bk_live_…`. For setting up programs also `BONDHU_ADMIN_TOKEN`. Undefined is refused. */
  readonly key: string | undefined
  /** Id or slug. */
  readonly program: string
  /** In place of the global one. */
  readonly fetch?: typeof fetch | undefined
  /** For one attempt; default 10,000. */
  readonly timeoutMs?: number | undefined
  /** How often a call that may be repeated is tried in all; default 5. */
  readonly attempts?: number | undefined
}

/** For one call. */
export interface CallOptions {
  /** Ends the call, with its retries. */
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number | undefined
  readonly attempts?: number | undefined
}

/** A list: awaited it is its first page, iterated it is every item of every page. */
export type Listed<Item, P extends Page<Item> = Page<Item>> = Promise<P> & AsyncIterable<Item>

/** A file to send. A stream is sent once and not retried. */
export type FileBody = string | Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>

export interface CallSpec {
  readonly method: string
  /** With `{program}` and other places of `params`. */
  readonly path: string
  readonly params?: Readonly<Record<string, string>>
  readonly query?: object | undefined
  readonly body?: unknown
  /** Bytes of a file, in place of a body. */
  readonly file?: FileBody
  readonly idempotencyKey?: string
  /** Sent again it does nothing twice. */
  readonly repeatable: boolean
  readonly options?: CallOptions | undefined
}

const timeoutMsDefault = 10_000
const attemptsDefault = 5
const backoffMsFirst = 150
/** Also the longest wait for a `Retry-After`, because a person is looking at a page. */
const backoffMsMax = 2_000

export class Caller {
  private readonly origin: string
  private readonly settings: BondhuOptions

  constructor(options: BondhuOptions) {
    for (const name of ['url', 'key', 'program'] as const) requireText(name, options[name])
    this.origin = originOf(requireText('url', options.url))
    this.settings = options
  }

  async json<Answer>(spec: CallSpec): Promise<Answer> {
    const response = await this.send(spec)
    const text = await bodyOf(response)
    try {
      return JSON.parse(text) as Answer
    } catch (error) {
      const detail = `There is no Bondhu service at ${this.origin}.`
      throw new BondhuError(response.status, 'unexpected_answer', detail, { cause: error })
    }
  }

  /** A file, of any length: only its beginning is waited for. */
  file(spec: CallSpec): Promise<Response> {
    return this.send(spec)
  }

  list<Item, P extends Page<Item> = Page<Item>>(spec: CallSpec): Listed<Item, P> {
    const page = (cursor: string | null) =>
      this.json<P>(cursor === null ? spec : { ...spec, query: { ...spec.query, cursor } })
    return listed<Item, P>(page)
  }

  /** Tries a call that may be repeated until it is answered, and any other one only while it was certainly not done. */
  private async send(spec: CallSpec): Promise<Response> {
    const attempts = spec.options?.attempts ?? this.settings.attempts ?? attemptsDefault
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(spec)
      } catch (error) {
        if (!(error instanceof BondhuError) || attempt >= attempts || !mayRepeat(spec, error)) throw error
        await pause(waitMs(attempt, error.retryAfterMs), spec.options?.signal)
      }
    }
  }

  private async attempt(spec: CallSpec): Promise<Response> {
    const timeoutMs = spec.options?.timeoutMs ?? this.settings.timeoutMs ?? timeoutMsDefault
    const timeout = AbortSignal.timeout(timeoutMs)
    // `any` holds its signals weakly, and Node collects a timeout that nobody listens to: the call would never end.
    timeout.addEventListener('abort', () => {})
    const signal = spec.options?.signal ? AbortSignal.any([timeout, spec.options.signal]) : timeout
    const send = this.settings.fetch ?? fetch
    const address = this.origin + pathOf(spec, this.settings.program)
    try {
      // Not `error`: Workers refuse it. A redirect is no answer of this service.
      const response = await send(address, { ...this.requestOf(spec), redirect: 'manual', signal })
      if (response.ok) return response
      throw errorOfAnswer(response.status, response.headers, await response.text())
    } catch (error) {
      throw asBondhuError(error, { origin: this.origin, timeoutMs, signal: spec.options?.signal })
    }
  }

  private requestOf(spec: CallSpec): RequestInit {
    const { method, body, file, idempotencyKey } = spec
    const headers: Record<string, string> = { authorization: `Bearer ${this.settings.key}` }
    // Also when it is undefined: a cash-out without its key could be sent twice.
    if ('idempotencyKey' in spec) headers['idempotency-key'] = requireText('idempotencyKey', idempotencyKey)
    if (file !== undefined)
      return { method, headers: { ...headers, 'content-type': 'text/csv' }, body: file, ...streamed }
    if (body === undefined) return { method, headers }
    return { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
  }
}

/** Required where the body is a stream; the types of browsers lack it. */
const streamed = { duplex: 'half' } as RequestInit

async function bodyOf(response: Response): Promise<string> {
  try {
    return await response.text()
  } catch (error) {
    throw new BondhuError(0, 'unreachable', 'The answer was cut off.', { cause: error })
  }
}

interface Attempted {
  readonly origin: string
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

function asBondhuError(error: unknown, { origin, timeoutMs, signal }: Attempted): unknown {
  if (error instanceof BondhuError || signal?.aborted) return error
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new BondhuError(0, 'timeout', `${origin} did not answer within ${timeoutMs} ms.`, { cause: error })
  }
  return new BondhuError(0, 'unreachable', `${origin} cannot be reached.`, { cause: error })
}

/** The paths of all calls are known, so a path here would be one too many. */
function originOf(url: string): string {
  const trimmed = url.replace(/\/+$/, '')
  if (/^https?:\/\/[^/?#]+$/.test(trimmed)) return trimmed
  throw argumentInvalid('url must be the origin of the service, without a path: https://bondhu.example')
}

/** Above the rate nothing was done, so any call may be sent again. */
function mayRepeat({ repeatable, file }: CallSpec, error: BondhuError): boolean {
  return error.temporary && file === undefined && (repeatable || error.code === 'too_many_calls')
}

function listed<Item, P extends Page<Item>>(page: (cursor: string | null) => Promise<P>): Listed<Item, P> {
  const first = page(null)
  async function* items(): AsyncGenerator<Item> {
    let current = await first
    for (;;) {
      yield* current.items
      // A feed ends with an empty page, any other list without a cursor.
      if (current.nextCursor === null || current.items.length === 0) return
      current = await page(current.nextCursor)
    }
  }
  return Object.assign(first, { [Symbol.asyncIterator]: items })
}

function pathOf({ path, params, query }: CallSpec, program: string): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(name === 'program' ? program : requireText(name, params?.[name])),
  )
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) parts.set(name, String(value))
  const text = parts.toString()
  return text === '' ? filled : `${filled}?${text}`
}

/** What a missing value becomes in a template: never the name of an account. */
function requireText(name: string, value: unknown): string {
  if (typeof value === 'string' && value !== '' && value !== 'undefined' && value !== 'null') return value
  throw argumentInvalid(`${name} is missing`)
}

/** Random, so that rejected callers do not return together. */
function waitMs(attempt: number, asked: number | undefined): number {
  const wait = backoffMsFirst * 2 ** (attempt - 1) * (0.5 + Math.random())
  return Math.min(Math.max(wait, asked ?? 0), backoffMsMax)
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end)
      resolve()
    }, ms)
    if (signal?.aborted) end()
    else signal?.addEventListener('abort', end, { once: true })
  })
}
