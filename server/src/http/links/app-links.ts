/** The files by which Android and iOS learn which app may open a link by itself. Both are public. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { appsOfLinks, type AppOfLinks } from '../../domain/links/app-links.js'
import type { Service } from '../../service.js'

/** Phones ask once after an installation, through caches of their makers. */
const maxAgeSeconds = 300

export function mountAppLinks(app: FastifyInstance, service: Service): void {
  const answer = async (reply: FastifyReply, make: (apps: readonly AppOfLinks[]) => unknown) => {
    const apps = await appsOfLinks(service.context.sql)
    reply.type('application/json; charset=utf-8').header('cache-control', `public, max-age=${maxAgeSeconds}`)
    return JSON.stringify(make(apps))
  }
  app.get('/.well-known/assetlinks.json', (_request, reply) => answer(reply, assetLinks))
  app.get('/.well-known/apple-app-site-association', (_request, reply) => answer(reply, appleAssociation))
}

/** Android asks for the whole host: its app's manifest names the paths. */
export function assetLinks(apps: readonly AppOfLinks[]): unknown[] {
  const packages = new Map<string, Set<string>>()
  for (const { androidPackage, androidCertificates } of apps) {
    if (androidPackage === null || androidCertificates.length === 0) continue
    const known = packages.get(androidPackage) ?? new Set()
    packages.set(androidPackage, new Set([...known, ...androidCertificates]))
  }
  return [...packages].map(([name, certificates]) => ({
    relation: ['delegate_permission/common.handle_all_urls'],
    target: { namespace: 'android_app', package_name: name, sha256_cert_fingerprints: [...certificates] },
  }))
}

/** Only the links of its own programs open an app. */
export function appleAssociation(apps: readonly AppOfLinks[]): unknown {
  const details = apps
    .filter(({ appleAppIds }) => appleAppIds.length > 0)
    .map(({ slug, appleAppIds }) => ({
      appIDs: appleAppIds,
      components: ['r', 'j'].map((kind) => ({ '/': `/${kind}/${slug}/*` })),
    }))
  return { applinks: { details } }
}
