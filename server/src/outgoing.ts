/**
 * Calls to other machines: a payout provider, a webhook's receiver, a program's page. The person who chooses the
 * address must not reach our internal network through it. So the address is checked after its name was resolved, and
 * the connection goes to the checked one. Redirects are not followed. Answers and waiting have limits.
 */
import { lookup as resolveName, type LookupAddress } from 'node:dns'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { readCallAddress, type AddressReading } from './readers/base-url.js'

export interface OutgoingCall {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** JSON text, as it was signed. */
  readonly body?: string
  /** For everything, from resolving the name to the answer's last byte. */
  readonly timeoutMs: number
  /** 0: only the status is asked for, and the body is not read. */
  readonly answerBytesMax: number
  /** Aborts earlier. */
  readonly signal?: AbortSignal
}

export interface OutgoingAnswer {
  readonly status: number
  /** If one is repeated, the first. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** Why there is no answer. Except for `address_refused`, the request may have arrived. */
export class OutgoingError extends Error {
  readonly code: 'address_refused' | 'no_answer' | 'answer_too_large'

  constructor(code: OutgoingError['code'], detail: string, cause?: unknown) {
    super(detail, { cause })
    this.name = 'OutgoingError'
    this.code = code
  }
}

/** For the whole answer. */
const headerBytesMax = 8 * 1024

export class Outgoing {
  private readonly allowed: BlockList
  private readonly allowsNone: boolean

  /** @param privateNetworks private addresses or networks (`10.1.0.0/16`) that may be called */
  constructor(privateNetworks: readonly string[]) {
    this.allowed = networkList(privateNetworks)
    this.allowsNone = privateNetworks.length === 0
  }

  /**
   * Checks an address that will be called later, and returns it as stored. An impossible one is refused before anybody
   * relies on it. The resolved address is checked at every call, because it may change.
   */
  addressOf(text: string): AddressReading {
    const address = readCallAddress(text)
    if ('refused' in address) return { refused: `The address ${address.refused}.` }
    const objection = this.objectionTo(new URL(address.value))
    return objection === undefined ? address : { refused: objection }
  }

  /**
   * Whether an address may be called, as far as its text shows. Where its name leads is known only at the call.
   * @returns a sentence with the reason of a refusal
   */
  objectionTo(url: URL): string | undefined {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'The address must begin with https://.'
    if (url.username !== '' || url.password !== '') return 'The address must not hold a user or a password.'
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) !== 0) return this.mayReach(host, url.protocol) ? undefined : refusal(host)
    const isLoopback = /^(.+\.)?localhost\.?$/.test(host)
    if (isLoopback && !['127.0.0.1', '::1'].some((one) => this.mayReach(one, url.protocol))) return refusal(host)
    // Without encryption only configured networks may be called, and there are none.
    return url.protocol === 'http:' && this.allowsNone ? refusal(host) : undefined
  }

  /** @throws OutgoingError */
  async call(call: OutgoingCall): Promise<OutgoingAnswer> {
    const objection = this.objectionTo(call.url)
    if (objection !== undefined) throw new OutgoingError('address_refused', objection)
    try {
      const answer = await this.send(call)
      const body = await bodyOf(answer, call.answerBytesMax)
      return { status: answer.statusCode ?? 0, headers: headersOf(answer), body }
    } catch (error) {
      if (error instanceof OutgoingError) throw error
      throw new OutgoingError('no_answer', `No answer from ${call.url.host}.`, error)
    }
  }

  private async send(call: OutgoingCall): Promise<IncomingMessage> {
    const request = call.url.protocol === 'https:' ? httpsRequest : httpRequest
    const limit = AbortSignal.timeout(Math.max(1, call.timeoutMs))
    // `any` holds its signals weakly, and Node collects a timeout that nobody listens to: the call would never end.
    limit.addEventListener('abort', () => {})
    const options: RequestOptions = {
      method: call.method,
      headers: {
        'accept-encoding': 'identity',
        'user-agent': 'Bondhu',
        ...(call.body !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(call.body),
        }),
        ...call.headers,
      },
      lookup: this.lookupFor(call.url.protocol),
      signal: call.signal ? AbortSignal.any([limit, call.signal]) : limit,
      maxHeaderSize: headerBytesMax,
      // A kept connection would outlive the check of its address.
      agent: false,
    }
    return new Promise((resolve, reject) => {
      request(call.url, options, resolve).on('error', reject).end(call.body)
    })
  }

  /** All addresses of a name must be allowed: mixing in an allowed one is a way to lead inside. */
  private lookupFor(protocol: string): LookupFunction {
    return (hostname, _options, done) => {
      const found = (error: Error | null, addresses: LookupAddress[]) => {
        const unfit = addresses?.find(({ address }) => !this.mayReach(address, protocol))
        if (error !== null) done(error, [])
        else if (unfit !== undefined) done(new OutgoingError('address_refused', refusal(hostname)), [])
        else done(null, addresses)
      }
      resolveName(hostname, { all: true, verbatim: true }, found)
    }
  }

  /** Without encryption only our own networks may be called. */
  private mayReach(address: string, protocol: string): boolean {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (this.allowed.check(address, family)) return true
    if (protocol !== 'https:') return false
    return family === 'ipv4'
      ? !reserved.check(address)
      : global6.check(address, family) && !reserved6.check(address, family)
  }
}

function refusal(host: string): string {
  return (
    `${host} is not an address that may be called: only https:// to public addresses, ` +
    'or networks that BONDHU_PRIVATE_NETWORKS names.'
  )
}

/** @throws Error if one is not a network */
export function networkList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix, ...more] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    const bitsMax = family === 'ipv6' ? 128 : 32
    const bits = prefix === undefined ? bitsMax : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1
    if (isIP(address) === 0 || more.length > 0 || bits < 0 || bits > bitsMax)
      throw new Error(`${network} is not an address or a network such as 10.1.0.0/16.`)
    list.addSubnet(address, bits, family)
  }
  return list
}

/** IANA's registry of special-purpose addresses, and multicast. */
const reserved = networkList(
  [
    '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
    '192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24',
    '203.0.113.0/24 224.0.0.0/3',
  ].flatMap((line) => line.split(' ')),
)
/** All other IPv6 addresses (mapped, translated, local, multicast) lead elsewhere than they seem, or inside. */
const global6 = networkList(['2000::/3'])
const reserved6 = networkList(['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'])

function headersOf({ headersDistinct }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headersDistinct).map(([name, values]) => [name, values?.[0]]))
}

async function bodyOf(answer: IncomingMessage, bytesMax: number): Promise<string> {
  if (bytesMax === 0) {
    answer.destroy()
    return ''
  }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bytesMax) {
      answer.destroy()
      throw new OutgoingError('answer_too_large', `The answer is longer than ${bytesMax} bytes.`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
