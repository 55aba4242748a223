/** `/demo`: the mount point of the small app. Knows only that the app answers requests. */
import type { FastifyInstance } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { noticePage } from './notice-page.js'
import { wordsPolicy } from './page-policy.js'

export const demoPath = '/demo'

export type DemoHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export class DemoPages {
  private state: 'starting' | 'off' | DemoHandler
  private readonly onError: (error: unknown) => void

  /** @param wanted whether there will be a demo. Without one `/` leads to the API's documents. */
  constructor(wanted: boolean, onError: (error: unknown) => void) {
    this.state = wanted ? 'starting' : 'off'
    this.onError = onError
  }

  /** From now on `handler` answers. */
  open(handler: DemoHandler): void {
    this.state = handler
  }

  turnOff(): void {
    this.state = 'off'
  }

  /** A separate plugin: the API accepts only JSON, and the app reads its own forms. */
  readonly mount = async (app: FastifyInstance): Promise<void> => {
    app.get('/', (_request, reply) => reply.redirect(this.state === 'off' ? '/docs' : demoPath, 302))
    if (this.state === 'off') return
    await app.register(async (own) => {
      own.removeAllContentTypeParsers()
      own.addContentTypeParser('*', (_request, _body, done) => done(null))
      for (const url of [demoPath, `${demoPath}/*`]) {
        own.all(url, (request, reply) => {
          reply.hijack()
          this.answer(request.raw, reply.raw).catch((error: unknown) => {
            this.onError(error)
            reply.raw.destroy()
          })
        })
      }
    })
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (typeof this.state === 'function') return this.state(request, response)
    const [status, text] = this.state === 'starting' ? [503, noticePage('demoStarting')] : [404, noticePage('demoOff')]
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'content-security-policy': wordsPolicy(text),
      'x-content-type-options': 'nosniff',
      ...(status === 503 && { 'retry-after': '2', refresh: '2' }),
    })
    response.end(request.method === 'HEAD' ? undefined : text)
  }
}
