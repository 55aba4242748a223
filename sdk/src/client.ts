/**
 * The client for an app's server: the calls that an app makes every day, under short names. Every other call is in `api`.
 */
import type {
  Change,
  CodeCheck,
  Decision,
  Page,
  Participant,
  Payout,
  PayoutMethod,
  PayoutMethodOnFile,
  PortalSession,
  Program,
  Qualification,
  Referral,
  SignupResult,
  SignupResults,
  Stats,
  Transfer,
} from './answers.js'
import { Api } from './api.js'
import { Caller, type BondhuOptions, type CallSpec, type Listed } from './caller.js'
import type { CashOut, Identities, Joining, Member, PageOptions, PortalOpening, Signup } from './inputs.js'

const base = '/v1/programs/{program}'
const onePerson = `${base}/participants/{userId}`

/**
 * One instance is for one program, with one of its keys. The key is a secret: never put it into an app or a page. Every
 * method throws `BondhuError`.
 *
 * Calls that do nothing twice are retried after a lost answer, a 429 and a failure of the service: up to five times, within
 * a few seconds. If one still throws and `error.temporary` is true, call it again later.
 * @example
 * const bondhu = new Bondhu({ url: 'https://bondhu.example', key: process.env.BONDHU_KEY, program: 'my-app' })
 */
export class Bondhu {
  /** Every call of the service, named as in its OpenAPI document. */
  readonly api: Api
  private readonly caller: Caller

  constructor(options: BondhuOptions) {
    this.caller = new Caller(options)
    this.api = new Api(this.caller)
  }

  /**
   * The terms in force, and the program's own time.
   * @example
   * const { rewardMinor, currency } = await bondhu.program()
   */
  program(): Promise<Program> {
    return this.read(base)
  }

  /**
   * The account gets its code and link. Repeating returns the same. Report the signup of a new account first.
   * @example
   * const { link, code } = await bondhu.join('u-1001', { identities: { phone: '01812345678' }, locale: 'bn' })
   */
  join(userId: string, joining: Joining = {}): Promise<Participant> {
    return this.write('PUT', onePerson, { userId }, joining)
  }

  /**
   * An account, with its link and its balances.
   * @example
   * const { balances } = await bondhu.participant('u-1001')
   */
  participant(userId: string): Promise<Participant> {
    return this.read(onePerson, { userId })
  }

  /**
   * Evidence that the app learnt later. If it belongs to an earlier account, an unreleased reward is reversed.
   * @example
   * await bondhu.identities('u-1002', { phone: '01712345678' })
   */
  identities(userId: string, identities: Identities): Promise<Participant> {
    return this.write('PUT', `${onePerson}/identities`, { userId }, identities)
  }

  /**
   * A code in words, in place of the number: Latin or Bengali. The number keeps working, and so does every earlier word.
   * A word that is taken or reserved is refused with a `code` for it.
   * @example
   * const { chosenLink } = await bondhu.chooseCode('u-1001', 'rina')
   */
  chooseCode(userId: string, code: string): Promise<Participant> {
    return this.write('PUT', `${onePerson}/code`, { userId }, { code })
  }

  /**
   * The address of a page with a person's money, link and friends. Send the person there at once: as a page, in a
   * WebView or in a frame. It opens for ten minutes. Anybody with it acts as that person, so keep it out of logs.
   * @example
   * const { url } = await bondhu.portalSession('u-1001', { locale: 'bn' })
   */
  portalSession(userId: string, opening: PortalOpening = {}): Promise<PortalSession> {
    return this.write('POST', `${onePerson}/portal-sessions`, { userId }, opening)
  }

  /**
   * Reports a new account and returns the decision. Call it after your own commit. Repeats get the same decision. If it
   * still throws, call it again later, for up to seven days.
   * @example
   * const decision = await bondhu.signup({ userId: 'u-1002', clickId: 'clk_…', identities: { phone: '01712345678' } })
   * if (decision.outcome === 'refused') console.log(decision.message)
   */
  signup(signup: Signup): Promise<Decision> {
    return this.write('POST', `${base}/signups`, {}, signup)
  }

  /**
   * Reports up to 1,000 new accounts, decided in this order, with a result for each: as if `signup` were called for one
   * after another. A result with a problem (`status` 400 or more) concerns only its report. If one is 500 or more, call
   * this again later with the same reports.
   * @example
   * const results = await bondhu.signups([{ userId: 'u-1003', code: '4839201756' }, { userId: 'u-1004' }])
   * const failed = results.filter(({ status }) => status >= 500)
   */
  async signups(signups: readonly Signup[]): Promise<readonly SignupResult[]> {
    const { results } = await this.write<SignupResults>('POST', `${base}/signups/batch`, {}, { signups })
    return results
  }

  /**
   * Reports an action that the program requires. A 404 means that the signup is not reported yet: send it again later.
   * @example
   * const { qualified } = await bondhu.event('u-1002', 'first_payment')
   */
  event(userId: string, name: string, occurredAt?: Date): Promise<Qualification> {
    return this.write('POST', `${base}/events`, {}, { userId, name, occurredAt })
  }

  /**
   * Reports people who already have an account, up to 1,000 per call.
   * @example
   * await bondhu.members([{ userId: 'u-1', identities: { phone: '01812345678' }, createdAt: new Date('2024-05-01') }])
   */
  members(members: readonly Member[]): Promise<{ readonly received: number; readonly added: number }> {
    return this.write('POST', `${base}/members`, {}, { members })
  }

  /**
   * Whether a code is valid. The owner is not revealed.
   * @example
   * const { valid } = await bondhu.codes('৪৮৩৯ ২০১৭৫৬')
   */
  codes(code: string): Promise<CodeCheck> {
    return this.read(`${base}/codes/{code}`, { code })
  }

  /**
   * Newest first. Only for the app's server: never show an advocate who a friend is.
   * @example
   * for await (const { state, reward } of bondhu.referrals('u-1001')) console.log(state, reward?.amountMinor)
   */
  referrals(userId: string, page: PageOptions = {}): Listed<Referral> {
    return this.list(`${onePerson}/referrals`, { userId }, page)
  }

  /**
   * The statement, newest first.
   * @example
   * for await (const transfer of bondhu.transfers('u-1001')) console.log(transfer.step, transfer.amountMinor)
   */
  transfers(userId: string, page: PageOptions = {}): Listed<Transfer> {
    return this.list(`${onePerson}/transfers`, { userId }, page)
  }

  /**
   * Sets the account for payments, which the app has verified. A change takes effect after a day.
   * @example
   * await bondhu.payoutMethod('u-1001', { kind: 'bkash', account: '01812345678' })
   */
  payoutMethod(userId: string, method: PayoutMethod): Promise<PayoutMethodOnFile> {
    return this.write('PUT', `${onePerson}/payout-method`, { userId }, method)
  }

  /**
   * The same key and request is the same cash-out, for ever. Create and store the key before the call.
   * @example
   * const payout = await bondhu.cashOut('u-1001', { amountMinor: 10_000 }, 'u-1001-cash-1')
   */
  cashOut(userId: string, cashOut: CashOut, idempotencyKey: string): Promise<Payout> {
    const spec = { method: 'POST', path: `${onePerson}/payouts`, params: { userId }, body: cashOut }
    return this.caller.json({ ...spec, idempotencyKey, repeatable: true })
  }

  /**
   * The cash-outs of an account, newest first.
   * @example
   * const { items } = await bondhu.payouts('u-1001', { limit: 10 })
   */
  payouts(userId: string, page: PageOptions = {}): Listed<Payout> {
    return this.list(`${onePerson}/payouts`, { userId }, page)
  }

  /**
   * Changes, oldest first. Store `nextCursor` together with your processing of the items, and ask again with it: later
   * changes come after it, and none is skipped. Iterated it ends with what has happened so far.
   * @example
   * const { items, nextCursor } = await bondhu.changes({ limit: 100 })
   * for (const change of items) if (change.type === 'referral.counted') console.log(change.data.amountMinor, nextCursor)
   */
  changes(page: PageOptions = {}): Listed<Change, Page<Change>> {
    return this.list(`${base}/changes`, {}, page)
  }

  /**
   * The figures of the program.
   * @example
   * const { referred, budgetMinor } = await bondhu.stats()
   */
  stats(): Promise<Stats> {
    return this.read(`${base}/stats`)
  }

  /**
   * The participant leaves: the link stops counting, and the money stays theirs.
   * @example
   * await bondhu.leave('u-1001')
   */
  leave(userId: string): Promise<Participant> {
    return this.write('POST', `${onePerson}/leave`, { userId })
  }

  /**
   * The same link counts again, and a requested erasure is cancelled.
   * @example
   * await bondhu.comeBack('u-1001')
   */
  comeBack(userId: string): Promise<Participant> {
    return this.write('POST', `${onePerson}/return`, { userId })
  }

  /**
   * The account leaves, and is erased once nothing is owed or awaited.
   * @example
   * await bondhu.erase('u-1001')
   */
  erase(userId: string): Promise<Participant> {
    return this.write('POST', `${onePerson}/erasure`, { userId })
  }

  /**
   * Only for a test program. Answers when the work that fell due is done.
   * @example
   * const { now } = await bondhu.advanceClock(7 * 86_400)
   */
  advanceClock(seconds: number): Promise<{ readonly now: string }> {
    const spec = { method: 'POST', path: `${base}/clock/advance`, body: { seconds } }
    return this.caller.json({ ...spec, repeatable: false })
  }

  private read<Answer>(path: string, params: CallSpec['params'] & object = {}): Promise<Answer> {
    return this.caller.json({ method: 'GET', path, params, repeatable: true })
  }

  private list<Item>(path: string, params: CallSpec['params'] & object, query: PageOptions): Listed<Item> {
    return this.caller.list({ method: 'GET', path, params, query, repeatable: true })
  }

  private write<Answer>(
    method: 'PUT' | 'POST',
    path: string,
    params: CallSpec['params'] & object,
    body?: unknown,
  ): Promise<Answer> {
    return this.caller.json({ method, path, params, body, repeatable: true })
  }
}
