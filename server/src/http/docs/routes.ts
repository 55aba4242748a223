/**
 * The documentation that the service shows: the reference at `/docs`, where every problem's `type` points to, the documents
 * beside it, and a search. Each page is made once: the reference takes 80 ms, and all change only with the version.
 */
import { Html } from '@bondhu/web/html'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, must } from '../../errors.js'
import { KeptText } from '../common/compressed.js'
import { openApiDocument } from '../api/openapi.js'
import { BrowserApp } from '../pages/browser-app.js'
import { wordsPolicy } from '../pages/page-policy.js'
import { framed } from './layout.js'
import { callsNavigation, groupsOf, referenceOf, searchedReference, type Group } from './reference.js'
import { DocsSearch, queryMax, searchPage } from './search.js'
import { readSite, type Site } from './site.js'

interface Kept {
  readonly text: KeptText
  readonly policy: string
}

/** The addresses of the script. */
const assets = '/docs/assets'

export async function addDocuments(app: FastifyInstance, publicUrl: string): Promise<void> {
  const browserApp = await BrowserApp.load('docs')
  browserApp.mount(app, assets)
  const script = `${assets}/${must(browserApp.scripts['browser'], 'the script')}`
  let document: KeptText | undefined
  let known: Documentation | undefined
  const documentation = () => (known ??= new Documentation(publicUrl, script))
  app.get('/openapi.json', (request, reply) => {
    document ??= new KeptText(JSON.stringify(openApiDocument(publicUrl)))
    return document.sendUnlessKnown(request, reply.type('application/json; charset=utf-8'))
  })
  app.get('/docs', (request, reply) => send(documentation().reference(), request, reply))
  app.get('/docs/search', (request, reply) => {
    const { q } = request.query as { q?: unknown }
    return send(documentation().search(typeof q === 'string' ? q.trim().slice(0, queryMax) : ''), request, reply)
  })
  app.get('/docs/*', (request, reply) => {
    const { '*': slug = '' } = request.params as { '*'?: string }
    const page = documentation().page(slug)
    if (page === undefined) throw new AppError('not_found', 'There is no such page. /docs has all of them.')
    return send(page, request, reply)
  })
}

function send({ text, policy }: Kept, request: FastifyRequest, reply: FastifyReply) {
  reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('referrer-policy', 'no-referrer')
  return text.sendUnlessKnown(request, reply)
}

class Documentation {
  private readonly site: Site = readSite()
  private readonly publicUrl: string
  private readonly script: string
  private readonly groups: readonly Group[]
  private readonly pages = new Map<string, Kept>()
  private kept: Kept | undefined
  private index: DocsSearch | undefined

  constructor(publicUrl: string, script: string) {
    this.publicUrl = publicUrl
    this.script = script
    this.groups = groupsOf(publicUrl)
  }

  reference(): Kept {
    const main = () => referenceOf(this.publicUrl, this.groups, this.site)
    const { script } = this
    return (this.kept ??= keep(
      framed(this.site, { title: 'API reference', main: main(), script, below: callsNavigation(this.groups) }),
      // Its script calls this service and nothing else.
      "; script-src 'self'; connect-src 'self'",
    ))
  }

  page(slug: string): Kept | undefined {
    const found = this.pages.get(slug)
    if (found !== undefined) return found
    const page = this.site.pages.find((one) => one.slug === slug)
    if (page === undefined) return undefined
    const kept = keep(framed(this.site, { title: page.title, main: new Html(page.html), slug }))
    this.pages.set(slug, kept)
    return kept
  }

  search(query: string): Kept {
    this.index ??= new DocsSearch(this.site, searchedReference(this.groups))
    const main = searchPage(query, query === '' ? [] : this.index.find(query))
    return keep(framed(this.site, { title: 'Search', main, slug: 'search', query }))
  }
}

function keep(html: string, more = ''): Kept {
  return { text: new KeptText(html), policy: `${wordsPolicy(html, "'self'")}${more}` }
}
