/** Sends a page: compressed, with a content security policy that allows its one style sheet by hash and no script. */
import type { PublicPage } from '@bondhu/web/frame'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { KeptText } from '../common/compressed.js'
import { styleSource } from './page-policy.js'

export class Answer {
  private readonly text: KeptText
  private readonly policy: string

  constructor({ html, style }: PublicPage) {
    this.text = new KeptText(html)
    // `self`: the demo shows an invitation on the phone of a friend, which is a frame.
    this.policy = `default-src 'none'; style-src ${styleSource(style)}; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'`
  }

  /** @param status of HTTP; the caller sets the caching headers. */
  send(request: FastifyRequest, reply: FastifyReply, status = 200): FastifyReply {
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      .header('content-security-policy', this.policy)
      .header('referrer-policy', 'no-referrer')
      .header('vary', 'accept-encoding, accept-language, user-agent')
    return this.text.send(request, reply)
  }
}
