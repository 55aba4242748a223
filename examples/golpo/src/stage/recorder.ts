/**
 * What the app's server sent and what it was answered, recorded where the SDK's client sends it. Each visitor of the demo
 * sees only the calls that their own phones caused. It is in memory: a restart forgets it.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

/** Equal calls in a row are one exchange. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly request: string
  readonly answer: string
  /** How often each status was answered, in the order of their first answer. */
  readonly statuses: ReadonlyMap<number, number>
  /** Whether every answer had the same body. */
  readonly alike: boolean
  /** The newest transfer of the advocate before the call; undefined if there was none. */
  readonly after: string | undefined
}

interface Watched {
  readonly stage: string
  readonly after: string | undefined
}

/** Reading, wallets and portal addresses, which are secrets, are left out. */
const shown = /\/(participants\/[^/]+|signups|signups\/batch|participants\/[^/]+\/payouts)$/
const stagesMax = 200
const exchangesMax = 6
const textMax = 6_000

export class Recorder {
  private readonly watched = new AsyncLocalStorage<Watched>()
  /** The stage used last is last. */
  private readonly stages = new Map<string, readonly Exchange[]>()
  private readonly send: typeof fetch

  constructor(send: typeof fetch) {
    this.send = send
  }

  /** What `work` sends is recorded for this stage. */
  watch<Result>(stage: string, after: string | undefined, work: () => Promise<Result>): Promise<Result> {
    return this.watched.run({ stage, after }, work)
  }

  /** Newest first. */
  of(stage: string): readonly Exchange[] {
    return this.stages.get(stage) ?? []
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const response = await this.send(input, init)
    const watched = this.watched.getStore()
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    const method = init?.method ?? 'GET'
    if (watched === undefined || method === 'GET' || !shown.test(pathname)) return response
    // Only the answer's own copy is read: the caller reads the other one.
    const answer = readable(await response.clone().text())
    const request = typeof init?.body === 'string' ? readable(init.body) : ''
    this.add(watched, { method, path: pathname, request, answer, status: response.status })
    return response
  }

  private add(
    { stage, after }: Watched,
    { status, ...call }: Omit<Exchange, 'statuses' | 'alike' | 'after'> & { readonly status: number },
  ): void {
    const [last, ...earlier] = this.of(stage)
    const again =
      last !== undefined && last.method === call.method && last.path === call.path && last.request === call.request
    const statuses = new Map(again ? last.statuses : [])
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    const alike = !again || (last.alike && last.answer === call.answer)
    const rest = again ? earlier : this.of(stage)
    this.stages.delete(stage)
    this.stages.set(stage, [{ ...call, statuses, alike, after }, ...rest].slice(0, exchangesMax))
    const [oldest] = this.stages.keys()
    if (this.stages.size > stagesMax && oldest !== undefined) this.stages.delete(oldest)
  }
}

/** With line ends, for a person; cut where nobody reads on. */
function readable(text: string): string {
  let pretty = text
  try {
    pretty = JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    // No JSON: a proxy between the two may answer anything.
  }
  return pretty.length <= textMax ? pretty : `${pretty.slice(0, textMax)}…`
}
