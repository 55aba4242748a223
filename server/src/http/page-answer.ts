/** How a page leaves: compressed, with a content security policy that allows its one style sheet by hash and no script. */
import type { PublicPage } from '@bondhu/web/frame'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { styleSource } from './page-policy.js'

/** A page is some 20 KB, compressed in under a millisecond; higher levels save a few hundred bytes for ten. */
const brotliQuality = 5

export class Answer {
  private readonly plain: Buffer
  private readonly policy: string
  private readonly packed = new Map<'br' | 'gzip', Buffer>()

  constructor({ html, style }: PublicPage) {
    this.plain = Buffer.from(html)
    this.policy = `default-src 'none'; style-src ${styleSource(style)}; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
  }

  /** @param status of HTTP; the headers that say how long it may be kept are the caller's. */
  send(request: FastifyRequest, reply: FastifyReply, status = 200): FastifyReply {
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      .header('content-security-policy', this.policy)
      .header('referrer-policy', 'no-referrer')
      .header('vary', 'accept-encoding, accept-language, user-agent')
    const encoding = encodingOf(request.headers['accept-encoding'] ?? '')
    if (encoding === undefined) return reply.send(this.plain)
    return reply.header('content-encoding', encoding).send(this.compressed(encoding))
  }

  private compressed(encoding: 'br' | 'gzip'): Buffer {
    let bytes = this.packed.get(encoding)
    if (bytes === undefined) {
      bytes =
        encoding === 'gzip'
          ? gzipSync(this.plain)
          : brotliCompressSync(this.plain, {
              params: {
                [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
                [constants.BROTLI_PARAM_SIZE_HINT]: this.plain.length,
              },
            })
      this.packed.set(encoding, bytes)
    }
    return bytes
  }
}

function encodingOf(accepted: string): 'br' | 'gzip' | undefined {
  const wanted = accepted
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]?.trim())
  return wanted.includes('br') ? 'br' : wanted.includes('gzip') ? 'gzip' : undefined
}
