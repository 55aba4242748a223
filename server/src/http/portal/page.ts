/**
 * The portal's page: the first screen is rendered here with its data and styles, so that the balance is visible after
 * one round trip. Its script follows.
 */
import { Html, html } from '@bondhu/web/html'
import { languageOf, isLanguage, type Language } from '@bondhu/web/language'
import type { Standing } from '@bondhu/sdk/portal'
import { renderOver, renderPortal, type Rendered } from '@bondhu/web/rendered/portal'
import { sprite } from '@bondhu/web/portal/sprite'
import { texts } from '@bondhu/web/texts'
import { themeOf, themeStyle } from '@bondhu/web/theme'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { visitorOf as readerOf } from '../../domain/links/visitor.js'
import { portalStanding, type PortalStanding } from '../../domain/portal/standing.js'
import { findVisit, rememberLanguage } from '../../domain/portal/sessions.js'
import { standingOf, type Program } from '../../domain/standing/find.js'
import type { Terms } from '../../domain/standing/terms.js'
import type { Service } from '../../service.js'
import { BrowserApp } from '../pages/browser-app.js'
import { sendCompressed } from '../common/compressed.js'
import { serializerOf } from '../common/json-schema.js'
import { logoPath } from '../pages/page-paths.js'
import { styleSource } from '../pages/page-policy.js'
import { cookieIn, portalPath } from './cookie.js'
import { backTo } from './open.js'
import { standingView, viewStanding } from './views.js'

const assets = '/portal-assets'

interface Asked {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly program: Program
  readonly language: Language
}

export async function mountPortalPage(app: FastifyInstance, service: Service): Promise<void> {
  const page = new PortalPage(service, await BrowserApp.load('portal'))
  page.browserApp.mount(app, assets)
  app.get('/portal/:program', (request, reply) => page.answer(request, reply))
}

const serializeStanding = serializerOf(standingView)

class PortalPage {
  readonly browserApp: BrowserApp
  private readonly service: Service
  private readonly style: string

  constructor(service: Service, browserApp: BrowserApp) {
    this.service = service
    this.browserApp = browserApp
    this.style = browserApp.text(browserApp.style).trim()
  }

  async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { context } = this.service
    const program = await this.service.programs.get((request.params as { program: string }).program)
    const cookie = cookieIn(request.headers)
    const found = cookie === undefined ? { over: undefined } : await findVisit(context, program, cookie)
    const chosen = (request.query as { lang?: unknown }).lang
    if (cookie === undefined || !('visit' in found)) {
      const language = languageOf(typeof chosen === 'string' ? chosen : undefined, request.headers['accept-language'])
      return this.over({ request, reply, program, language }, 'over' in found ? found.over?.returnUrl : undefined)
    }
    const { visit } = found
    const known = await portalStanding(context, program, visit.participantId)
    if (isLanguage(chosen) && chosen !== visit.language) await rememberLanguage(context, program, cookie, chosen)
    const wishes = [chosen, visit.language, known.participant.locale?.split('-')[0]]
    const language = languageOf(wishes.find(isLanguage), request.headers['accept-language'])
    return this.show({ request, reply, program, language }, { ...visit, cookie }, known)
  }

  private show(asked: Asked, visitor: Parameters<typeof viewStanding>[2], known: PortalStanding): FastifyReply {
    const { request, program, language } = asked
    const { terms } = known.standing.inForce
    const text = serializeStanding(viewStanding(this.service.publicUrl, program, visitor, known))
    const standing = JSON.parse(text) as Standing
    const { platform } = readerOf(request.method, request.headers)
    const path = portalPath(program.slug)
    const rendered = renderPortal({ language, say: texts[language].portal, platform, path, standing })
    // `<` would let a text end its element.
    const data = JSON.stringify({ language, platform, path, standing }).replaceAll('<', '\\u003c')
    const entry = `browser-${language}`
    const script = html`${(this.browserApp.preloads[entry] ?? []).map(
        (file) => html`<link rel="modulepreload" href="${assets}/${file}" />`,
      )}
      <script type="module" src="${assets}/${this.browserApp.scripts[entry] ?? ''}"></script>
      <script type="application/json" id="data">
        ${new Html(data)}
      </script>`
    return this.send(asked, terms, rendered, script)
  }

  /** Leads back to the app; in a frame by a button, because a frame must not navigate its whole page unasked. */
  private async over(asked: Asked, returnUrl: string | null | undefined): Promise<FastifyReply> {
    const back = backTo(returnUrl)
    const framed = asked.request.headers['sec-fetch-dest'] === 'iframe'
    if (back !== undefined && !framed) return asked.reply.redirect(back, 303)
    const { inForce } = await standingOf(this.service.context, asked.program.id)
    return this.send(
      asked,
      inForce.terms,
      renderOver({ say: texts[asked.language].portalOver, returnUrl: back ?? null }),
      html``,
    )
  }

  private send(
    { request, reply, program, language }: Asked,
    terms: Terms,
    { title, body }: Rendered,
    script: Html,
  ): FastifyReply {
    const { light, dark } = themeOf(terms.brand.color)
    const style = themeStyle(terms.brand.color) + this.style
    const logo = terms.logo === null ? 'data:,' : logoPath(program.slug, terms.logo)
    const text = html`<!doctype html>
      <html lang="${language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <meta name="robots" content="noindex" />
          <meta name="color-scheme" content="light dark" />
          <meta name="theme-color" content="${light.page}" media="(prefers-color-scheme: light)" />
          <meta name="theme-color" content="${dark.page}" media="(prefers-color-scheme: dark)" />
          <link rel="icon" href="${logo}" />
          <style>
            ${new Html(style)}
          </style>
        </head>
        <body>
          ${sprite}
          <div id="app">${new Html(body)}</div>
          ${script}
        </body>
      </html> `.text
    // The hash covers everything between the tags, including white space.
    const [, inside = ''] = /<style>([^]*?)<\/style>/.exec(text) ?? []
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policyOf(inside, terms.portal.origins))
      .header('referrer-policy', 'same-origin')
    return sendCompressed(request, reply, text)
  }
}

/** @param origins that may show the page in a frame; none if empty. */
function policyOf(style: string, origins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${styleSource(style)}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${origins.length === 0 ? "'none'" : origins.join(' ')}`,
  ].join('; ')
}
