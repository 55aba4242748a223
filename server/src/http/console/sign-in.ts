/**
 * Operators sign in with a password, and a code if they have set one up. Only this file uses better-auth, and converts
 * its cookies and answers.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Logger } from 'pino'
import { deployment, writeEntry } from '../../domain/standing/audit-record.js'
import { countAttempt, forgetAttempts, operatorAddress } from '../../domain/operators/attempts.js'
import { takeCode } from '../../domain/operators/codes.js'
import { placeSession, sessionHolder, type SessionHolder } from '../../domain/operators/sessions.js'
import { AppError, must, type FailureCode } from '../../errors.js'
import { toWire } from '../../ids.js'
import type { Service } from '../../service.js'
import type { Credentials, Sessions } from '../common/authentication.js'
import type { BetterAuth } from './better-auth.js'
import { requireOwnOrigin } from '../common/origin.js'

/** A browser's request, and the cookies that its answer sets. */
export interface Visit extends Omit<Credentials, 'method'> {
  readonly address: string
}

export type SignedIn = { readonly next: 'done' } | { readonly next: 'second_factor' }

const cookiePattern = /(?:^|;\s*)(?:__Secure-)?bondhu\.session_token=/

export class SignIn implements Sessions {
  private readonly service: Service
  private readonly log: Logger
  private auth: Promise<BetterAuth> | undefined

  constructor(service: Service, log: Logger) {
    this.service = service
    this.log = log
  }

  async holderOf({ method, headers, setCookies }: Credentials): Promise<SessionHolder | undefined> {
    if (!cookiePattern.test(headers.cookie ?? '')) return undefined
    requireOwnOrigin(method, headers, this.service.publicUrl)
    const { api } = await this.better()
    const { headers: answered, response } = await api.getSession({ headers: cookiesOf(headers), returnHeaders: true })
    setCookies(answered.getSetCookie())
    const holder = response === null ? undefined : await sessionHolder(this.service.context, response.session.id)
    if (holder === undefined) throw new AppError('unauthenticated', 'Your session has ended. Sign in again.')
    return holder
  }

  /** @throws AppError `sign_in_refused`, `too_many_attempts` */
  async withPassword(visit: Visit, email: string, password: string): Promise<SignedIn> {
    await countAttempt(this.service.context, { email, address: visit.address })
    const { api } = await this.better()
    const { headers, response } = await refusing('sign_in_refused', 'The mail address or the password is wrong.', () =>
      api.signInEmail({ body: { email, password }, headers: cookiesOf(visit.headers), returnHeaders: true }),
    )
    if (!('token' in response)) {
      visit.setCookies(headers.getSetCookie())
      return { next: 'second_factor' }
    }
    await this.letIn(visit, email, headers)
    return { next: 'done' }
  }

  /** An authenticator's code completes a sign-in, or the setup. @throws AppError `second_factor_refused` */
  async withCode(visit: Visit, code: string): Promise<void> {
    await countAttempt(this.service.context, { address: visit.address })
    const { api } = await this.better()
    const { headers, response } = await refusing('second_factor_refused', codeRefused, () =>
      api.verifyTOTP({ body: { code }, headers: cookiesOf(visit.headers), returnHeaders: true }),
    )
    await this.once(response.user.id, code, headers)
    await this.letIn(visit, response.user.email, headers)
  }

  /** @throws AppError `second_factor_refused` */
  async withBackupCode(visit: Visit, code: string): Promise<void> {
    await countAttempt(this.service.context, { address: visit.address })
    const { api } = await this.better()
    const { headers, response } = await refusing('second_factor_refused', codeRefused, () =>
      api.verifyBackupCode({ body: { code }, headers: cookiesOf(visit.headers), returnHeaders: true }),
    )
    await this.letIn(visit, must(response.user.email, 'an operator has an address'), headers)
  }

  async out(visit: Visit): Promise<void> {
    const { api } = await this.better()
    const { headers } = await api.signOut({ headers: cookiesOf(visit.headers), returnHeaders: true })
    visit.setCookies(headers.getSetCookie())
  }

  /**
   * A new second factor, in force once a code was entered.
   * @throws AppError `sign_in_refused`, `second_factor_conflict`, `too_many_attempts`
   */
  async prepareSecondFactor(
    visit: Visit,
    holder: SessionHolder,
    password: string,
  ): Promise<{ uri: string; backupCodes: string[] }> {
    if (holder.secondFactor) {
      throw new AppError('second_factor_conflict', 'A second factor is set up already. An owner can remove it.')
    }
    await countAttempt(this.service.context, { email: holder.email, address: visit.address })
    await this.note(visit, holder, 'operator.second_factor.prepare')
    const { api } = await this.better()
    const prepared = await refusing('sign_in_refused', 'The password is wrong.', () =>
      api.enableTwoFactor({ body: { password, method: 'totp' }, headers: cookiesOf(visit.headers) }),
    )
    if (prepared.method !== 'totp') throw new Error('better-auth set up another second factor than was asked for')
    await forgetAttempts(this.service.context, holder.email)
    return { uri: prepared.totpURI, backupCodes: prepared.backupCodes }
  }

  /** All other sessions end, and this one is replaced. @throws AppError `sign_in_refused` */
  async changePassword(visit: Visit, holder: SessionHolder, current: string, next: string): Promise<void> {
    await countAttempt(this.service.context, { email: holder.email, address: visit.address })
    await this.note(visit, holder, 'operator.password.change')
    const { api } = await this.better()
    const { headers } = await refusing('sign_in_refused', 'The password is wrong.', () =>
      api.changePassword({
        body: { currentPassword: current, newPassword: next, revokeOtherSessions: true },
        headers: cookiesOf(visit.headers),
        returnHeaders: true,
      }),
    )
    await this.letIn(visit, holder.email, headers)
  }

  async passwordHash(password: string): Promise<string> {
    const auth = await this.better()
    return (await auth.$context).password.hash(password)
  }

  /** For a correct code that was used before: the session that it opened is deleted before anybody gets it. */
  private async once(operatorId: string, code: string, headers: Headers): Promise<void> {
    if (await takeCode(this.service.context, operatorId, code)) return
    const auth = await this.better()
    await (await auth.$context).internalAdapter.deleteSession(tokenOf(headers) ?? '')
    throw new AppError('second_factor_refused', 'This code was used already. Wait for the next one.')
  }

  /** A session is in the audit record before its cookie is sent. */
  private async letIn(visit: Visit, email: string, headers: Headers): Promise<void> {
    const { context } = this.service
    const token = tokenOf(headers)
    if (token !== undefined) await placeSession(context, token, operatorAddress(context, visit.address))
    await forgetAttempts(context, email)
    visit.setCookies(headers.getSetCookie())
  }

  /** Changes by the library are recorded first: at worst the record shows a failed attempt. */
  private async note(visit: Visit, { operatorId }: SessionHolder, action: string): Promise<void> {
    const { context } = this.service
    const by = toWire('opr', operatorId)
    const cause = { by, action, address: operatorAddress(context, visit.address) }
    await writeEntry(context.sql, deployment, cause, { subject: by }, new Date(context.clock.nowMs()))
  }

  /** Loaded when the first operator comes: it takes 0.3 s, and a service without a console never needs it. */
  private better(): Promise<BetterAuth> {
    this.auth ??= import('./better-auth.js').then(({ makeBetterAuth }) => makeBetterAuth(this.service, this.log))
    return this.auth
  }
}

const codeRefused = 'This code is wrong, or the sign-in took too long. Try again, or sign in anew.'

/** The token of a new session: the part of the cookie before its signature. */
function tokenOf(headers: Headers): string | undefined {
  const cookies = headers.getSetCookie().map((cookie) => /session_token=([^;.]+)\./.exec(cookie)?.[1])
  return cookies.findLast((token) => token !== undefined)
}

/** What it reads from a request: cookies, and the user agent for the list of sessions. */
function cookiesOf(headers: IncomingHttpHeaders): Headers {
  const read = new Headers()
  if (headers.cookie !== undefined) read.set('cookie', headers.cookie)
  if (headers['user-agent'] !== undefined) read.set('user-agent', headers['user-agent'])
  return read
}

/**
 * Its refusals become one of ours with one sentence, which does not reveal what was wrong. Other failures stay
 * failures.
 */
async function refusing<T>(code: FailureCode, sentence: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
    if (status === 429) throw new AppError('too_many_attempts', 'Too many wrong codes. Wait a quarter of an hour.')
    if (typeof status === 'number' && status >= 400 && status < 500) throw new AppError(code, sentence)
    throw error
  }
}
