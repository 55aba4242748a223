/** Two scripts for the app's own pages: `/bondhu.js` keeps a click's id, `/bondhu-portal.js` shows the portal in a frame. */
import type { FastifyInstance } from 'fastify'
import { standingOf } from '../../domain/standing/find.js'
import { AppError } from '../../errors.js'
import type { Service } from '../../service.js'
import { KeptText } from '../common/compressed.js'
import { BrowserApp } from './browser-app.js'

/** A change of the terms shows after at most this. */
const maxAgeSeconds = 300

export async function mountScripts(app: FastifyInstance, service: Service): Promise<void> {
  const [snippet, portal] = await Promise.all([scriptOf('snippet'), scriptOf('embed')])
  const element = new KeptText(portal)

  app.get('/bondhu.js', async (request, reply) => {
    const { program: asked } = request.query as { program?: unknown }
    if (typeof asked !== 'string') throw new AppError('program_not_found', 'Say which program: /bondhu.js?program=…')
    const program = await service.programs.get(asked)
    const { inForce } = await standingOf(service.context, program.id)
    const { attributionWindowDays: days, app: settings } = inForce.terms
    // Of the page's own visitors nothing is asked or told: the script is the same for everybody.
    const said = JSON.stringify({ program: program.slug, days, consent: settings.askConsent })
    reply.type('text/javascript; charset=utf-8').header('cache-control', `public, max-age=${maxAgeSeconds}`)
    return new KeptText(`var bondhuSettings=${said};${snippet}`).send(request, reply)
  })

  app.get('/bondhu-portal.js', (request, reply) =>
    element.sendUnlessKnown(request, reply.type('text/javascript; charset=utf-8')),
  )
}

async function scriptOf(name: string): Promise<string> {
  const built = await BrowserApp.load(name)
  return built.text(built.scripts['browser'] ?? null)
}
