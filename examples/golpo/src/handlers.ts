/** Every address of the app, in one table, with its handler. */
import { BondhuError, type Program } from '@bondhu/sdk'
import { randomBytes } from 'node:crypto'
import type { Account } from './accounts.js'
import { icon, script, style } from './assets.js'
import { PageError, readForm, refuseForeign, sendAsset } from './http.js'
import { isLanguage, type NoticeName } from './messages/messages.js'
import { dashboardPage } from './pages/dashboard-page.js'
import { joinPage } from './pages/join-page.js'
import type { OpeningForm, OpeningProblem } from './pages/opening-form.js'
import { waitingPage } from './pages/waiting-page.js'
import { welcomePage } from './pages/welcome-page.js'
import { formatPhone } from './format.js'
import { madeUpPhone, parsePhone } from './phone.js'
import type { Visit } from './visit.js'
import { signedIn, signedOut } from './visitor.js'

const codeLengthMax = 40

export type Handler = (visit: Visit) => Promise<void>

export const handlers: Readonly<Record<string, Handler>> = {
  'GET ': home,
  'GET join': join,
  'GET portal': openPortal,
  'POST accounts': posted(openAccount),
  'POST session': posted(signIn),
  'POST sign-out': posted(signOut),
  'POST code': posted(takeLateCode),
  'POST cash-out': posted(cashOut),
  // A reload of a page that answered a form.
  'GET accounts': toHome,
  'GET session': toHome,
  'GET code': toHome,
  'GET cash-out': toHome,
  'GET style.css': async ({ response }) => sendAsset(response, 'text/css', style),
  'GET icon.svg': async ({ response }) => sendAsset(response, 'image/svg+xml', icon),
  'GET script.js': async ({ response }) => sendAsset(response, 'text/javascript', script),
}

/** A form from our own page. */
function posted(handle: (visit: Visit, form: URLSearchParams) => Promise<void>): Handler {
  return async (visit) => {
    refuseForeign(visit.request)
    await handle(visit, await readForm(visit.request))
  }
}

async function toHome(visit: Visit): Promise<void> {
  visit.goTo(visit.path())
}

async function home(visit: Visit): Promise<void> {
  if (switchLanguage(visit)) return
  const { account } = visit
  if (account === undefined) return visit.send(welcomePage(visit, freshForm(visit), await programIfThere(visit)))
  await sendDashboard(visit, account)
}

async function join(visit: Visit): Promise<void> {
  if (switchLanguage(visit)) return
  const form = { ...freshForm(visit), clickId: clickIdIn(visit.url.searchParams), fromLink: true }
  visit.send(joinPage(visit, form, await programIfThere(visit)))
}

async function sendDashboard(visit: Visit, account: Account, wrongCode?: string): Promise<void> {
  try {
    const reported = await visit.app.invitations.report(account)
    const standing = await visit.app.invitations.standing(reported)
    visit.send(dashboardPage(visit, reported, standing, wrongCode), wrongCode === undefined ? 200 : 422)
  } catch (error) {
    if (!(error instanceof BondhuError)) throw error
    visit.app.log(`Bondhu: ${error.message}`)
    visit.send(waitingPage(visit, account), 503)
  }
}

async function openAccount(visit: Visit, form: URLSearchParams): Promise<void> {
  const filled = formOf(form)
  // The form contains the account's id, so a double click opens one account.
  const twin = visit.app.accounts.find(filled.id)
  if (twin !== undefined && twin.device === visit.session.device) return goHome(visit, twin)
  const problem = await problemOf(visit, filled, twin)
  if (problem !== undefined) {
    const page = filled.fromLink ? joinPage : welcomePage
    return visit.send(page(visit, filled, await programIfThere(visit), problem), 422)
  }
  const account: Account = {
    id: filled.id,
    name: filled.name,
    phone: parsePhone(filled.phone) ?? '',
    device: visit.session.device,
    seeded: false,
    clickId: filled.clickId,
    code: filled.code || undefined,
  }
  // Our own commit comes first. Then the service is called; if that fails, the next page view repeats it.
  await visit.app.accounts.save(account)
  await visit.app.invitations.report(account).catch((error: unknown) => {
    if (!(error instanceof BondhuError)) throw error
    visit.app.log(`Bondhu: ${error.message}`)
  })
  goHome(visit, account)
}

async function problemOf(
  visit: Visit,
  filled: OpeningForm,
  twin: Account | undefined,
): Promise<OpeningProblem | undefined> {
  if (twin !== undefined || !/^g-[0-9a-f]{24}$/.test(filled.id)) throw new PageError(422, 'form')
  if (filled.name === '' || filled.name.length > 60) return 'name'
  if (parsePhone(filled.phone) === undefined) return 'phone'
  if (filled.code !== '' && !(await isCode(visit, filled.code))) return 'code'
  return visit.app.accounts.isFull ? 'full' : undefined
}

/** If the service is down, the code is accepted as typed: the report will tell. */
async function isCode(visit: Visit, code: string): Promise<boolean> {
  if (code.length > codeLengthMax) return false
  try {
    return await visit.app.invitations.isCode(code)
  } catch (error) {
    if (error instanceof BondhuError && error.temporary) return true
    throw error
  }
}

/** To an account of this browser. Signing in opens no account, so nothing is reported. */
async function signIn(visit: Visit, form: URLSearchParams): Promise<void> {
  const id = form.get('account') ?? ''
  const account = visit.app.accounts.find(id)
  if (account === undefined || !visit.session.known.includes(id)) throw new PageError(422, 'form')
  goHome(visit, account, 'switched')
}

async function signOut(visit: Visit): Promise<void> {
  visit.setSession(signedOut(visit.session))
  visit.goTo(`${visit.path()}?done=out`)
}

/** Created on request and opened at once: the address works for ten minutes and for this person only. */
async function openPortal(visit: Visit): Promise<void> {
  const { account } = visit
  if (account === undefined) return visit.goTo(visit.path())
  try {
    visit.goTo(await visit.app.invitations.portalAddress(account, visit.language))
  } catch (error) {
    sayUnreachable(visit, error)
  }
}

async function takeLateCode(visit: Visit, form: URLSearchParams): Promise<void> {
  const { account } = visit
  if (account === undefined) return visit.goTo(visit.path())
  const code = plain(form.get('code') ?? '')
  try {
    if (account.decision?.outcome !== 'organic' || !(await isCode(visit, code))) {
      return await sendDashboard(visit, account, code)
    }
    await visit.app.invitations.reportLateCode(account, code)
  } catch (error) {
    return sayUnreachable(visit, error)
  }
  goHome(visit, account, 'code')
}

async function cashOut(visit: Visit, form: URLSearchParams): Promise<void> {
  const { account } = visit
  if (account === undefined) return visit.goTo(visit.path())
  const [amountMinor, key] = [Number(form.get('amount')), form.get('key') ?? '']
  if (!Number.isSafeInteger(amountMinor) || !/^c-[0-9a-f]{24}$/.test(key)) throw new PageError(422, 'form')
  try {
    await visit.app.invitations.cashOut(account, amountMinor, key)
  } catch (error) {
    if (error instanceof BondhuError && !error.temporary) {
      visit.app.log(`Bondhu: ${error.message}`)
      return goHome(visit, account, 'notCashedOut')
    }
    return sayUnreachable(visit, error)
  }
  goHome(visit, account, 'cashedOut')
}

function sayUnreachable(visit: Visit, error: unknown): never {
  if (!(error instanceof BondhuError)) throw error
  visit.app.log(`Bondhu: ${error.message}`)
  throw new PageError(503, 'unreachable')
}

function goHome(visit: Visit, account: Account, notice?: NoticeName): void {
  visit.setSession(signedIn(visit.session, account.id))
  visit.goTo(notice === undefined ? visit.path() : `${visit.path()}?done=${notice}`)
}

/** `?lang=en` on any page, followed by a redirect without it. */
function switchLanguage(visit: Visit): boolean {
  const { searchParams } = visit.url
  const wanted = searchParams.get('lang')
  if (!isLanguage(wanted)) return false
  searchParams.delete('lang')
  visit.setLanguage(wanted)
  visit.goTo(`${visit.path(visit.place)}${visit.url.search}`)
  return true
}

/** Pages about the offer also work while the service is down. */
async function programIfThere(visit: Visit): Promise<Program | undefined> {
  try {
    return await visit.app.invitations.program()
  } catch (error) {
    if (!(error instanceof BondhuError)) throw error
    visit.app.log(`Bondhu: ${error.message}`)
    return undefined
  }
}

function freshForm(visit: Visit): OpeningForm {
  const names = visit.m.examples
  return {
    id: `g-${randomBytes(12).toString('hex')}`,
    name: names[Math.floor(Math.random() * names.length)] ?? '',
    phone: formatPhone(visit.language, madeUpPhone()),
    code: '',
    clickId: undefined,
    fromLink: false,
  }
}

function formOf(form: URLSearchParams): OpeningForm {
  return {
    id: form.get('id') ?? '',
    name: plain(form.get('name') ?? ''),
    phone: plain(form.get('phone') ?? ''),
    code: plain(form.get('code') ?? ''),
    clickId: clickIdIn(form),
    fromLink: form.get('from') === 'link',
  }
}

function clickIdIn(parameters: URLSearchParams): string | undefined {
  const clickId = parameters.get('bondhu_click') ?? ''
  return /^[\w-]{1,200}$/.test(clickId) ? clickId : undefined
}

function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, (found) => (found === '\u200c' || found === '\u200d' ? found : ' ')).trim()
}
