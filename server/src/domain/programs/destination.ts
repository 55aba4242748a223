/** Checks whether the web page for friends is reachable from here. */
import type { Context } from '../standing/context.js'
import { OutgoingError, type Outgoing, type OutgoingAnswer } from '../../outgoing.js'

export const destinationStates = ['answers', 'answers_badly', 'silent', 'not_asked'] as const

export interface DestinationCheck {
  readonly url: string
  /** `not_asked`: the service cannot call the address. */
  readonly state: (typeof destinationStates)[number]
  /** The HTTP status; null without an answer, or if it was too long. */
  readonly status: number | null
  /** Until the answer. */
  readonly tookMs: number
  readonly checkedAt: Date
}

const timeoutMs = 5000
const answerBytesMax = 64 * 1024
/** However often the list is opened, the page is called at most this often. */
const keptMs = 5000

interface Asked {
  readonly url: string
  readonly atMs: number
  readonly answer: Promise<DestinationCheck>
}

/** By program, so that it has at most as many entries as programs. No decision depends on it. */
const asked = new WeakMap<Outgoing, Map<number, Asked>>()

export function checkDestination(context: Context, programId: number, url: string): Promise<DestinationCheck> {
  const { outgoing } = context
  const ofPrograms = asked.get(outgoing) ?? new Map<number, Asked>()
  asked.set(outgoing, ofPrograms)
  const atMs = performance.now()
  const before = ofPrograms.get(programId)
  if (before !== undefined && before.url === url && atMs - before.atMs < keptMs) return before.answer
  const answer = ask(context, url)
  ofPrograms.set(programId, { url, atMs, answer })
  return answer
}

async function ask({ outgoing, clock }: Context, url: string): Promise<DestinationCheck> {
  const startMs = performance.now()
  const { state, status } = await answerOf(outgoing, new URL(url))
  return {
    url,
    state,
    status,
    tookMs: Math.round(performance.now() - startMs),
    checkedAt: new Date(clock.nowMs()),
  }
}

async function answerOf(outgoing: Outgoing, url: URL): Promise<Pick<DestinationCheck, 'state' | 'status'>> {
  const call = (method: 'HEAD' | 'GET'): Promise<OutgoingAnswer> =>
    outgoing.call({ method, url, headers: {}, timeoutMs, answerBytesMax })
  try {
    const head = await call('HEAD')
    // A server that refuses HEAD may still show the page.
    const { status } = head.status < 400 ? head : await call('GET')
    return { state: status < 400 ? 'answers' : 'answers_badly', status }
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error
    if (error.code === 'answer_too_large') return { state: 'answers', status: null }
    return { state: error.code === 'address_refused' ? 'not_asked' : 'silent', status: null }
  }
}
