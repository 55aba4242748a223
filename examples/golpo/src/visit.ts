/** One request: the visitor, the language, and the ways to answer. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account, AccountStore } from './accounts.js'
import type { Html } from './html.js'
import { redirect, sendPage } from './http.js'
import type { Invitations } from './invitations.js'
import { messagesOf, type Language, type Messages } from './messages/messages.js'
import {
  languageCookie,
  languageOf,
  newSession,
  openSession,
  sealSession,
  sessionCookie,
  type Session,
} from './visitor.js'

export interface App {
  readonly basePath: string
  readonly accounts: AccountStore
  readonly invitations: Invitations
  readonly secret: Buffer
  readonly secure: boolean
  readonly docsUrl: string | undefined
  readonly portal: boolean
  readonly log: (line: string) => void
}

const yearSeconds = 366 * 86_400

export class Visit {
  readonly app: App
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  /** The path below the app's own: `join`, or nothing for the first page. */
  readonly place: string
  readonly language: Language
  readonly m: Messages
  session: Session
  private readonly cookies: string[] = []

  constructor(app: App, request: IncomingMessage, response: ServerResponse) {
    this.app = app
    this.request = request
    this.response = response
    this.url = urlOf(request)
    this.place = this.url.pathname.slice(app.basePath.length).replace(/^\//, '')
    this.language = languageOf(request)
    this.m = messagesOf(this.language)
    const session = openSession(request, app.secret)
    this.session = session ?? newSession()
    if (session === undefined) this.setSession(this.session)
  }

  /** The signed-in account, if it still exists: the app's file may have been deleted. */
  get account(): Account | undefined {
    return this.app.accounts.find(this.session.account)
  }

  get knownAccounts(): Account[] {
    return this.session.known.flatMap((id) => this.app.accounts.find(id) ?? [])
  }

  path(place: string = ''): string {
    return `${this.app.basePath}/${place}`
  }

  setSession(session: Session): void {
    this.session = session
    this.setCookie(sessionCookie, sealSession(session, this.app.secret))
  }

  setLanguage(language: Language): void {
    this.setCookie(languageCookie, language)
  }

  send(page: Html, status: number = 200): void {
    sendPage(this.response, status, page, this.cookies)
  }

  goTo(location: string): void {
    redirect(this.response, location, this.cookies)
  }

  private setCookie(name: string, value: string): void {
    const earlier = this.cookies.findIndex((cookie) => cookie.startsWith(`${name}=`))
    if (earlier >= 0) this.cookies.splice(earlier, 1)
    const path = this.app.basePath === '' ? '/' : this.app.basePath
    const secure = this.app.secure ? '; Secure' : ''
    this.cookies.push(`${name}=${value}; Path=${path}; Max-Age=${yearSeconds}; HttpOnly; SameSite=Lax${secure}`)
  }
}

/** Only its path and query are used: the caller chooses the host. */
export function urlOf(request: IncomingMessage): URL {
  const target = request.url ?? '/'
  return URL.canParse(target, 'http://golpo') ? new URL(target, 'http://golpo') : new URL('http://golpo/')
}
