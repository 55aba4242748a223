/** `/console`: one page for all addresses below it, and its files. */
import { html } from '@bondhu/web/html'
import { baseLanguage, languages } from '@bondhu/web/language'
import { texts } from '@bondhu/web/texts'
import type { FastifyInstance } from 'fastify'
import { BrowserApp } from '../pages/browser-app.js'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const assets = '/console/assets'

export async function mountConsolePage(app: FastifyInstance): Promise<void> {
  const browserApp = await BrowserApp.load('console')
  browserApp.mount(app, assets)
  const page = pageOf(browserApp)
  for (const url of ['/console', '/console/*']) {
    app.get(url, (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', policy)
        .header('referrer-policy', 'no-referrer')
        .send(page),
    )
  }
}

function pageOf({ scripts, style }: BrowserApp): string {
  return html`<!doctype html>
    <html lang="${baseLanguage}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Bondhu</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${assets}/${style ?? ''}" />
        <script type="module" src="${assets}/${scripts['browser'] ?? ''}"></script>
      </head>
      <body>
        <noscript>
          ${languages.map((language) => html`<p lang="${language}">${texts[language].needsScript}</p>`)}
        </noscript>
      </body>
    </html> `.text
}
