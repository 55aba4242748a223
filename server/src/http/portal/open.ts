/** Starts a visit: the address from the app sets a cookie and redirects to an address without a secret. */
import type { FastifyInstance } from 'fastify'
import { openSession } from '../../domain/portal/sessions.js'
import type { Service } from '../../service.js'
import { portalPath, setCookie } from './cookie.js'

/** The address contains the token: only the app's server gets it, and it is stored nowhere. */
export function openAddress(publicUrl: string, program: string, token: string): string {
  return `${publicUrl}${portalPath(program)}/open/${token}`
}

export function mountOpening(app: FastifyInstance, service: Service): void {
  app.get<{ Params: { program: string; token: string } }>('/portal/:program/open/:token', async (request, reply) => {
    const program = await service.programs.get(request.params.program)
    const found = await openSession(service.context, program, request.params.token)
    // The next page must not learn this address as its referrer.
    reply.header('referrer-policy', 'no-referrer')
    if ('cookie' in found) {
      const place = { publicUrl: service.publicUrl, program: program.slug }
      reply.header('set-cookie', setCookie(place, request.headers, found.cookie))
    }
    // The browser may already have the cookie of a current visit: then its page is shown, else a page that says what to
    // do.
    const back = 'over' in found ? backTo(found.over?.returnUrl) : undefined
    return reply.redirect(back ?? portalPath(program.slug), 303)
  })
}

/** The app's return address, with the reason. An app's own scheme is used unchanged. */
export function backTo(returnUrl: string | null | undefined): string | undefined {
  if (!returnUrl) return undefined
  const url = new URL(returnUrl)
  if (/^https?:$/.test(url.protocol)) url.searchParams.set('bondhu_portal', 'over')
  return url.href
}
