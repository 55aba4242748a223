/**
 * Golpo (গল্প): the smallest app with people, accounts and a reason to bring friends. It shows how an app's server uses
 * Bondhu, and uses only the SDK.
 */
import type { Bondhu } from '@bondhu/sdk'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccountStore } from './accounts.js'
import { handlers, type Handler } from './handlers.js'
import { PageError, sendPage } from './http.js'
import { Invitations } from './invitations.js'
import { errorPage } from './pages/error-page.js'
import { Visit, type App } from './visit.js'

export { AccountStore } from './accounts.js'
export { seedMembers, type SeedMember } from './seed-members.js'

export interface GolpoOptions {
  readonly bondhu: Bondhu
  /** The path of the app without a slash at the end: `/demo`, or nothing. */
  readonly basePath: string
  readonly accounts: AccountStore
  /** Signs the session cookie. 32 bytes or more, the same after a restart. */
  readonly secret: Buffer
  /** Whether people come by https, so that cookies can be Secure. */
  readonly secure?: boolean
  /** A page about Bondhu for developers of other apps. */
  readonly docsUrl?: string
  /** Whether people are led to the portal; by default they are. */
  readonly portal?: boolean
  /** Receives bugs and failures of the service. Never personal data. */
  readonly log?: (line: string) => void
}

const secretBytesMin = 32

export type Golpo = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export function createGolpo(options: GolpoOptions): Golpo {
  return golpoOf(appOf(options))
}

export function appOf(options: GolpoOptions): App {
  const { bondhu, basePath, accounts, secret, secure = false, docsUrl, portal = true, log = () => {} } = options
  // Sessions signed with less could be forged.
  if (secret.length < secretBytesMin)
    throw new Error(`The secret has ${secret.length} bytes, not ${secretBytesMin} or more.`)
  const invitations = new Invitations(bondhu, accounts)
  return { basePath, accounts, invitations, secret, secure, docsUrl, portal, log }
}

export function golpoOf(app: App): Golpo {
  return async (request, response) => {
    const visit = new Visit(app, request, response)
    try {
      await app.accounts.refresh()
      await handlerOf(visit)(visit)
    } catch (error) {
      answerError(visit, error)
    }
  }
}

/** @throws PageError */
function handlerOf(visit: Visit): Handler {
  const method = visit.request.method === 'HEAD' ? 'GET' : (visit.request.method ?? '')
  const handler = handlers[`${method} ${visit.place}`]
  if (handler === undefined) throw new PageError(404, 'missing')
  return handler
}

export function answerError(visit: Visit, error: unknown): void {
  const { response } = visit
  if (!(error instanceof PageError)) visit.app.log(error instanceof Error ? (error.stack ?? error.message) : 'unknown')
  if (response.headersSent) return void response.destroy()
  const { status, page } = error instanceof PageError ? error : new PageError(500, 'bug')
  sendPage(response, status, errorPage(visit, page), [])
}
