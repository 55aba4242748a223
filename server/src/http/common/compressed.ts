/** An answer in the smallest encoding that its reader accepts: on a slow network a page is a third of its size. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** A page has about 20 KB and is compressed in under a millisecond; higher levels save a few hundred bytes for ten. */
const brotliQuality = 6

type Encoding = 'br' | 'gzip'

/** The caller sets the type and other headers. */
export function sendCompressed(request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  return new KeptText(text).send(request, reply)
}

/** A text that is sent often: compressed once, at the first request for the encoding. */
export class KeptText {
  private readonly plain: Buffer
  private readonly packed = new Map<Encoding, Buffer>()
  private madeTag: string | undefined

  constructor(text: string) {
    this.plain = Buffer.from(text)
  }

  /** The caller sets the type and other headers. */
  send(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const encoding = encodingFor(request)
    if (!reply.hasHeader('vary')) reply.header('vary', 'accept-encoding')
    if (encoding === undefined) return reply.send(this.plain)
    return reply.header('content-encoding', encoding).send(this.compressed(encoding))
  }

  /** For texts that change only with the version: a client that has it gets a 304. */
  sendUnlessKnown(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    reply.header('etag', this.tag).header('cache-control', 'no-cache').header('vary', 'accept-encoding')
    const known = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim())
    return known.includes(this.tag) || known.includes('*') ? reply.code(304).send() : this.send(request, reply)
  }

  /** Weak: it is the same for each encoding. */
  private get tag(): string {
    return (this.madeTag ??= `W/"${createHash('sha256').update(this.plain).digest('base64url').slice(0, 22)}"`)
  }

  private compressed(encoding: Encoding): Buffer {
    let bytes = this.packed.get(encoding)
    if (bytes === undefined) {
      bytes = compress[encoding](this.plain)
      this.packed.set(encoding, bytes)
    }
    return bytes
  }
}

const compress = {
  br: (plain: Buffer) =>
    brotliCompressSync(plain, {
      params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
    }),
  gzip: (plain: Buffer) => gzipSync(plain),
}

/** Undefined: uncompressed. */
export function encodingFor({ headers }: FastifyRequest): Encoding | undefined {
  const wanted = (headers['accept-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(';')[0]?.trim())
  return wanted.includes('br') ? 'br' : wanted.includes('gzip') ? 'gzip' : undefined
}
