/**
 * The demo: two phones with the app, side by side, and what passes between the app's server and Bondhu. Each phone is a
 * frame with a path of its own, so it has its own cookies. An app does not need this folder.
 */
import { Bondhu, BondhuError, type BondhuOptions } from '@bondhu/sdk'
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from '../accounts.js'
import { appOf, golpoOf, type Golpo, type GolpoOptions } from '../golpo.js'
import { answerJson, PageError, readForm, redirect, refuseForeign, sendAsset, sendPage, stagePolicy } from '../http.js'
import { isLanguage, messagesOf, type Language } from '../messages/messages.js'
import { madeUpPhone } from '../phone.js'
import { urlOf, Visit, type App } from '../visit.js'
import {
  languageCookie,
  languageOf,
  newSession,
  openSession,
  seal,
  sealSession,
  sessionCookie,
  signedIn,
  unseal,
} from '../visitor.js'
import { newAccountId, openCrowd, reportAtOnce } from './crowd.js'
import { messagePage } from './message-page.js'
import { viewStage, type StageView } from './panel.js'
import { Recorder } from './recorder.js'
import { stageScript, stageStyle } from './stage-assets.js'
import { stagePage, startPage } from './stage-page.js'

export interface StageOptions extends Omit<GolpoOptions, 'bondhu' | 'portal'> {
  readonly bondhu: BondhuOptions
  /** Where people reach the demo: `https://refer.example.com`. A link leads there. */
  readonly publicUrl?: string
  /** Before the days or a crowd use up the offer: may move its end, or pay in money. */
  readonly renew?: () => Promise<unknown>
}

/** Of the visitor: the name under which calls are recorded, the advocate, and when it began by the program's clock. */
export interface Stage {
  readonly id: string
  readonly rina: Account
  readonly beganAt: string
}

const stageCookie = 'golpo_stage'
const stageSeconds = 366 * 86_400
const daysMax = 60

export function createStage(options: StageOptions): Golpo {
  const stage = new StageApp(options)
  return (request, response) => stage.answer(request, response)
}

class StageApp {
  private readonly options: StageOptions
  private readonly recorder: Recorder
  private readonly bondhu: Bondhu
  private readonly rina: App
  private readonly friend: App
  private readonly phones: Readonly<Record<string, Golpo>>

  constructor(options: StageOptions) {
    this.options = options
    this.recorder = new Recorder(options.bondhu.fetch ?? fetch)
    this.bondhu = new Bondhu({ ...options.bondhu, fetch: this.recorder.fetch })
    const { basePath } = options
    this.rina = appOf({ ...options, bondhu: this.bondhu, basePath: `${basePath}/rina` })
    // The portal has one cookie for each program: only one of the two phones can have it open.
    this.friend = appOf({ ...options, bondhu: this.bondhu, basePath: `${basePath}/friend`, portal: false })
    this.phones = { rina: golpoOf(this.rina), friend: golpoOf(this.friend) }
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request)
    const place = url.pathname.slice(this.options.basePath.length).replace(/^\//, '')
    try {
      await this.options.accounts.refresh()
      await this.route(`${request.method === 'POST' ? 'POST' : 'GET'} ${place}`, url, request, response)
    } catch (error) {
      this.fail(error, response)
    }
  }

  private async route(route: string, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (route) {
      case 'GET ':
        return this.sendStage(url, request, response)
      // Where the offer's links lead: to the friend's phone, on whichever real phone this is.
      case 'GET join':
        return redirect(response, `${this.friend.basePath}/join${url.search}`, [])
      case 'GET stage.css':
        return sendAsset(response, 'text/css', stageStyle)
      case 'GET stage.js':
        return sendAsset(response, 'text/javascript', stageScript)
      case 'GET friend/message':
        return this.sendMessage(request, response)
      case 'GET panel':
        return answerJson(response, await this.view(request))
      case 'POST start':
        return this.start(request, response)
      case 'POST new-phone':
        refuseForeign(request)
        return answerJson(response, {}, [this.cookie(sessionCookie, '', this.friend.basePath, 0)])
      case 'POST days':
        return this.moveDays(request, response)
      case 'POST hundred':
        return this.hundred(request, response)
      case 'POST friend/again':
        return this.again(request, response)
    }
    const phone = this.phones[route.split(' ')[1]?.split('/')[0] ?? '']
    if (phone === undefined) throw new PageError(404, 'missing')
    await this.watch(request, () => phone(request, response))
  }

  private async sendStage(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { basePath, publicUrl, docsUrl } = this.options
    const wanted = url.searchParams.get('lang')
    if (isLanguage(wanted)) return redirect(response, `${basePath}/`, this.languageCookies(wanted))
    const language = languageOf(request)
    const stage = this.stageOf(request)
    const frame = { language, basePath, publicUrl: publicUrl ?? '', docsUrl }
    if (stage === undefined) return sendPage(response, 200, startPage(frame), [], stagePolicy)
    try {
      const joined = await this.watch(request, () => this.rina.invitations.joined(stage.rina))
      const link = joined.link === null ? '' : new URL(joined.link).pathname
      const view = await this.viewOf(stage, language)
      sendPage(response, 200, stagePage({ ...frame, link, view }), [], stagePolicy)
    } catch (error) {
      if (!(error instanceof BondhuError)) throw error
      this.options.log?.(`Bondhu: ${error.message}`)
      const { unreachable: problem } = messagesOf(language).errors
      sendPage(response, 503, startPage({ ...frame, problem }), [], stagePolicy)
    }
  }

  /** An advocate and two phones for this visitor. Two people who try the demo do not meet. */
  private async start(request: IncomingMessage, response: ServerResponse): Promise<void> {
    refuseForeign(request)
    const { accounts, basePath, secret } = this.options
    if (accounts.isFull) throw new PageError(503, 'bug')
    const session = newSession()
    const rina: Account = {
      id: newAccountId(),
      name: messagesOf(languageOf(request)).stage.rina,
      phone: madeUpPhone(),
      device: session.device,
      // From before the offer: no signup is reported for her.
      seeded: true,
    }
    await accounts.save(rina)
    const { now } = await this.bondhu.program()
    const value = seal(stageCookie, [randomBytes(12).toString('hex'), rina.id, now], secret)
    redirect(response, `${basePath}/`, [
      this.cookie(stageCookie, value, basePath),
      this.cookie(sessionCookie, sealSession(signedIn(session, rina.id), secret), this.rina.basePath),
      this.cookie(sessionCookie, '', this.friend.basePath, 0),
    ])
  }

  private async sendMessage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { rina } = this.requireStage(request)
    const visit = new Visit(this.friend, request, response)
    visit.send(messagePage(visit, await this.watch(request, () => this.rina.invitations.joined(rina))))
  }

  private async moveDays(request: IncomingMessage, response: ServerResponse): Promise<void> {
    refuseForeign(request)
    const days = Number((await readForm(request)).get('days'))
    if (!Number.isInteger(days) || days < 1 || days > daysMax) throw new PageError(422, 'form')
    await this.options.renew?.()
    await this.bondhu.advanceClock(days * 86_400)
    answerJson(response, await this.view(request))
  }

  private async hundred(request: IncomingMessage, response: ServerResponse): Promise<void> {
    refuseForeign(request)
    const { rina } = this.requireStage(request)
    const { accounts } = this.options
    if (accounts.isFull) throw new PageError(503, 'bug')
    await this.options.renew?.()
    const { code } = await this.rina.invitations.joined(rina)
    const names = messagesOf(languageOf(request)).examples
    await this.watch(request, () => openCrowd(this.bondhu, accounts, names, code ?? ''))
    answerJson(response, await this.view(request))
  }

  private async again(request: IncomingMessage, response: ServerResponse): Promise<void> {
    refuseForeign(request)
    const { accounts, secret } = this.options
    const account = accounts.find(openSession(request, secret)?.account)
    // Nobody is on the friend's phone yet: the page lets a friend join first.
    if (account === undefined) return answerJson(response, { nobody: true })
    await this.watch(request, () => reportAtOnce(this.bondhu, account))
    answerJson(response, await this.view(request))
  }

  private async view(request: IncomingMessage): Promise<StageView> {
    return this.viewOf(this.requireStage(request), languageOf(request))
  }

  private viewOf(stage: Stage, language: Language): Promise<StageView> {
    return viewStage(this.bondhu, stage, this.recorder.of(stage.id), language)
  }

  /** Records what `work` sends; of a form also after which transfer. */
  private async watch<Result>(request: IncomingMessage, work: () => Promise<Result>): Promise<Result> {
    const stage = this.stageOf(request)
    if (stage === undefined) return work()
    const newest = request.method === 'POST' ? await this.newestTransfer(stage) : undefined
    return this.recorder.watch(stage.id, newest, work)
  }

  private async newestTransfer({ rina }: Stage): Promise<string | undefined> {
    try {
      return (await this.bondhu.transfers(rina.id, { limit: 1 })).items[0]?.id
    } catch (error) {
      // The page inside the phone tells the visitor that the service cannot be reached.
      if (error instanceof BondhuError) return undefined
      throw error
    }
  }

  private requireStage(request: IncomingMessage): Stage {
    const stage = this.stageOf(request)
    if (stage === undefined) throw new PageError(422, 'form')
    return stage
  }

  /** Undefined also if the app's file was deleted. */
  private stageOf(request: IncomingMessage): Stage | undefined {
    const { accounts, secret } = this.options
    const sealed = unseal(request, stageCookie, secret) as [string, string, string] | undefined
    const [id = '', rinaId, beganAt = ''] = sealed ?? []
    const rina = accounts.find(rinaId)
    return rina === undefined ? undefined : { id, rina, beganAt }
  }

  private languageCookies(language: Language): string[] {
    const { basePath } = this.options
    return [
      this.cookie(languageCookie, language, basePath),
      // The choice for both phones takes the place of a choice on one.
      ...[this.rina, this.friend].map((phone) => this.cookie(languageCookie, '', phone.basePath, 0)),
    ]
  }

  private cookie(name: string, value: string, path: string, seconds: number = stageSeconds): string {
    const secure = this.options.secure === true ? '; Secure' : ''
    return `${name}=${value}; Path=${path === '' ? '/' : path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`
  }

  private fail(error: unknown, response: ServerResponse): void {
    if (!(error instanceof PageError)) this.options.log?.(error instanceof Error ? (error.stack ?? error.message) : '?')
    if (response.headersSent) return void response.destroy()
    const status = error instanceof PageError ? error.status : error instanceof BondhuError ? 503 : 500
    answerJson(response, { failed: true }, [], status)
  }
}
