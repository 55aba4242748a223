/** How a visit begins: the address that the app was given becomes a cookie, and leads on to one without a secret in it. */
import type { FastifyInstance } from 'fastify'
import { openSession } from '../../domain/portal/sessions.js'
import type { Service } from '../../service.js'
import { portalPath, setCookie } from './cookie.js'

/** The token stands in it: it is told to nobody but the app's server, and written nowhere. */
export function openAddress(publicUrl: string, program: string, token: string): string {
  return `${publicUrl}${portalPath(program)}/open/${token}`
}

export function mountOpening(app: FastifyInstance, service: Service): void {
  app.get<{ Params: { program: string; token: string } }>('/portal/:program/open/:token', async (request, reply) => {
    const program = await service.programs.get(request.params.program)
    const found = await openSession(service.context, program, request.params.token)
    // The page that follows must not learn this address from the browser.
    reply.header('referrer-policy', 'no-referrer')
    if ('cookie' in found) {
      const place = { publicUrl: service.publicUrl, program: program.slug }
      reply.header('set-cookie', setCookie(place, request.headers, found.cookie))
    }
    // A cookie of a visit that goes on may be there already: then its page is shown, else the page says what to do.
    const back = 'over' in found ? backTo(found.over?.returnUrl) : undefined
    return reply.redirect(back ?? portalPath(program.slug), 303)
  })
}

/** The app's own address, told why somebody comes back. An app's own scheme is taken as it is. */
export function backTo(returnUrl: string | null | undefined): string | undefined {
  if (!returnUrl) return undefined
  const url = new URL(returnUrl)
  if (/^https?:$/.test(url.protocol)) url.searchParams.set('bondhu_portal', 'over')
  return url.href
}
