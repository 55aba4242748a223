/**
 * Load for signups: one process, raw sockets, keep-alive, one request at a time per connection (no pipelining), and a
 * new user with a new phone and device in every request. An HTTP client would cost more than the service. At the end no
 * new request is sent and every answer is awaited, so the acknowledged number is exact.
 */
import { connect, type Socket } from 'node:net'

export interface LoadOptions {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly token: string
  readonly connections: number
  readonly seconds: number
  /** Distinguishes this load from others: part of each user id, phone and device. */
  readonly run: number
  readonly codes: readonly string[]
  /** Every second signup uses one of these instead of a code. */
  readonly clickIds: readonly string[]
  /** Sends an address, of one in 20,000 networks, and one of 200 browsers with each signup. */
  readonly withContext?: boolean
  /** This many reports in one call to `…/signups/batch`. A latency is then that of the call. */
  readonly reportsPerCall?: number
  /** At this pace, from the beginning of each signup's turn; otherwise as fast as answers come. */
  readonly pacePerSecond?: number
}

export interface LoadResult {
  readonly acknowledged: number
  /** Reports that were not `referred`. */
  readonly others: number
  readonly sample: string | undefined
  /** From the first request to the end, with `inTime` answers. */
  readonly seconds: number
  readonly inTime: number
  /** Until the last answer. */
  readonly allSeconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

const options = JSON.parse(process.argv[2] ?? '') as LoadOptions
const head =
  `POST ${options.path} HTTP/1.1\r\nhost: ${options.host}:${options.port}\r\nauthorization: Bearer ${options.token}\r\n` +
  'content-type: application/json\r\ncontent-length: '
const latenciesMs: number[] = []
let sent = 0
let acknowledged = 0
let others = 0
let sample: string | undefined
let inTime = 0
let open = 0
let untilMs = Infinity

function request(): string {
  const { reportsPerCall } = options
  const body =
    reportsPerCall === undefined ? report() : `{"signups":[${Array.from({ length: reportsPerCall }, report).join()}]}`
  return `${head}${body.length}\r\n\r\n${body}`
}

function report(): string {
  const n = sent++
  // Advocates in mixed order: the step has no common factor with their number.
  const advocate = (n * 7919) % options.codes.length
  const evidence =
    n % 2 === 0 || options.clickIds.length === 0
      ? `"code":"${options.codes[advocate]}"`
      : `"clickId":"${options.clickIds[advocate]}"`
  const phone = `+8801${300_000_000 + 100 * mixed(options.run * reportsOfRunMax + n)}`
  const name = `${options.run}-${n}`
  return `{"userId":"user-${name}",${evidence},"identities":{"phone":"${phone}","device":"device-${name}"}${contextOf(n)}}`
}

const reportsOfRunMax = 2 ** 17

/**
 * Another number below 2^22 for each, in no order: neighbouring phone numbers are suspicious, so each friend's is in a
 * hundred of its own. Four rounds of a Feistel network.
 */
function mixed(n: number): number {
  let [left, right] = [(n >>> 11) & 2047, n & 2047]
  for (let round = 1; round <= 4; round++) {
    const hashed = Math.imul(right + round * 4099, 0x9e3779b1) >>> 21
    ;[left, right] = [right, left ^ hashed]
  }
  return left * 2048 + right
}

function contextOf(n: number): string {
  if (!options.withContext) return ''
  const home = (n * 48_271) % 20_000
  const ip = `103.${home % 200}.${Math.floor(home / 200)}.${n % 250}`
  return `,"context":{"ip":"${ip}","userAgent":"Mozilla/5.0 (Linux; Android 13; Phone ${(n * 31) % 200}) Mobile"}`
}

const turnMs = options.pacePerSecond === undefined ? 0 : (options.connections * 1000) / options.pacePerSecond

const reports = options.reportsPerCall ?? 1

/** How many reports of an answer were decided as `referred`. */
function referredIn(answer: string, bodyAt: number): number {
  if (options.reportsPerCall === undefined)
    return answer.startsWith('201', 9) && answer.startsWith('{"outcome":"referred"', bodyAt) ? 1 : 0
  return answer.split('"status":201,"body":{"outcome":"referred"').length - 1
}

function openConnection(index: number): void {
  let sentMs = 0
  let nextMs = performance.now() + (index * turnMs) / options.connections
  let pending = ''
  const send = () => {
    // At a pace, waiting for the turn is not the service's, but being late for it is.
    const dueMs = turnMs === 0 ? performance.now() : nextMs
    nextMs += turnMs
    const write = () => {
      sentMs = turnMs === 0 ? performance.now() : dueMs
      socket.write(request(), 'latin1')
    }
    if (dueMs <= performance.now()) write()
    else setTimeout(write, dueMs - performance.now())
  }
  const take = (bytes: Buffer, length: number) => {
    pending += bytes.toString('latin1', 0, length)
    const headEnd = pending.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const lengthAt = pending.indexOf('content-length: ')
    const bodyLength = parseInt(pending.slice(lengthAt + 16, lengthAt + 24), 10)
    if (pending.length < headEnd + 4 + bodyLength) return
    const nowMs = performance.now()
    latenciesMs.push(nowMs - sentMs)
    const granted = referredIn(pending, headEnd + 4)
    acknowledged += granted
    if (nowMs <= untilMs) inTime += granted
    if (granted < reports) {
      others += reports - granted
      sample ??= pending.slice(0, 2000)
    }
    pending = ''
    if (nowMs < untilMs) send()
    else socket.end()
  }
  const socket: Socket = connect({
    host: options.host,
    port: options.port,
    noDelay: true,
    onread: {
      buffer: Buffer.allocUnsafe(options.reportsPerCall === undefined ? 4096 : 262_144),
      callback: (length, buffer) => {
        take(buffer as Buffer, length)
        return true
      },
    },
  })
  open += 1
  socket.once('connect', send)
  socket.once('error', (error) => {
    throw error
  })
  socket.once('close', () => {
    open -= 1
    if (open === 0) finish()
  })
}

function finish(): void {
  const sorted = latenciesMs.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  const result: LoadResult = {
    acknowledged,
    others,
    sample,
    seconds: options.seconds,
    inTime,
    allSeconds: options.seconds + (performance.now() - untilMs) / 1000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
  }
  process.send?.(result, () => process.exit(0))
}

process.once('disconnect', () => process.exit(1))
// Set before the first request, so connecting counts against us by some milliseconds.
untilMs = performance.now() + options.seconds * 1000
for (let i = 0; i < options.connections; i++) openConnection(i)
