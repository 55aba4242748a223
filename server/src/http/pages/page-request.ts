/** The program and the language of a public page's request, and the answer if there is no such program. */
import { languageOf, type Language } from '@bondhu/web/language'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Program } from '../../domain/standing/find.js'
import type { Service } from '../../service.js'
import { wordsPolicy } from './page-policy.js'
import { noticePage, type Notice } from './notice-page.js'

export interface PageRequest {
  readonly program: Program
  /** From `lang`, or the browser's. */
  readonly language: Language
  readonly query: URLSearchParams
}

/** @returns undefined when there is no such program. */
export async function readPageRequest(service: Service, request: FastifyRequest): Promise<PageRequest | undefined> {
  const { program: slug } = request.params as { program: string }
  const program = await service.programs.find(slug)
  if (program === undefined) return undefined
  const query = new URLSearchParams(request.url.split('?', 2)[1] ?? '')
  return { program, query, language: languageOf(query.get('lang'), request.headers['accept-language']) }
}

/** @param kind what the address would have led to */
export function sendUnknown(reply: FastifyReply, kind: 'unknown' | 'cardGone' = 'unknown'): FastifyReply {
  return sendWords(reply, 404, kind)
}

export function sendWords(reply: FastifyReply, status: number, kind: Notice): FastifyReply {
  const words = noticePage(kind)
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', wordsPolicy(words))
    .header('referrer-policy', 'no-referrer')
    .send(words)
}
