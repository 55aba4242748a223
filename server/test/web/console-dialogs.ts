/** Where each dialog of the console is opened on the program with a history, and what has to wait there for it. */
import type { TestContext } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { sweepPayouts } from '../../src/domain/payouts/sweep.js'
import { startMiddle } from '../payouts/attached.js'
import type { Body } from '../support/api.js'
import type { TestApp } from '../support/app.js'
import { readFile } from '../lived-in/payouts.js'
import { livedIn } from '../lived-in/world.js'
import { invited } from '../support/operator.js'

export interface ShownDialog {
  /** The component that asks, below `web/src/console`. */
  readonly of: string
  /** Below `/console`; `{name}` is a value of `prepareDialogs`. */
  readonly at: string
  /** What one presses. */
  readonly button: string | RegExp
  /** The part of the page that has the button. */
  readonly within?: (page: Page, values: Values) => Locator
  /** What is done on the page before. */
  readonly before?: (page: Page) => Promise<unknown>
  /** It decides nothing. */
  readonly isOnlyRead?: boolean
}

export type Values = Readonly<Record<string, string>>

const own = `/programs/${livedIn}`
const byFile = '/programs/golpo-by-file'
const keys = { button: 'Keyboard', isOnlyRead: true }
const waits = (page: Page) => page.getByRole('region', { name: /waits for a second person$/ }).first()
const inTable = (page: Page) => page.locator('main tbody')

export const dialogs: readonly ShownDialog[] = [
  { of: 'search/Search', at: `${own}/overview`, button: /^Search/, isOnlyRead: true },
  { of: 'programs/Fund', at: own, button: 'Add money' },
  { of: 'programs/Fund', at: byFile, button: 'Add money' },
  { of: 'programs/WaitingFundings', at: own, button: 'Confirm…', within: waits },
  { of: 'programs/WaitingFundings', at: own, button: 'Withdraw…', within: waits },
  { of: 'programs/Life', at: own, button: 'Pause' },
  { of: 'programs/Life', at: '/programs/next-year', button: 'Launch' },
  { of: 'programs/Withdraw', at: own, button: 'Withdraw the announcement' },
  { of: 'programs/ChangeTerms', at: own, button: 'Change them', before: changeReward },
  { of: 'close/WaitingClose', at: `${own}/close`, button: 'Confirm…', within: waits },
  { of: 'close/WaitingClose', at: `${own}/close`, button: 'Withdraw…', within: waits },
  { of: 'close/CloseIt', at: `${own}/close?country=IN`, button: 'End India…' },
  { of: 'close/CloseIt', at: `${byFile}/close`, button: 'End the program…' },
  { of: 'developers/Keys', at: `${own}/developers?view=keys`, button: 'Revoke' },
  { of: 'webhooks/One', at: `${own}/developers?view=webhooks`, button: 'Change' },
  { of: 'webhooks/One', at: `${own}/developers?view=webhooks`, button: 'New secret' },
  { of: 'webhooks/One', at: `${own}/developers?view=webhooks`, button: 'Disable' },
  { of: 'webhooks/One', at: `${own}/developers?view=webhooks`, button: 'Make active' },
  { of: 'webhooks/One', at: `${own}/developers?view=webhooks`, button: 'Remove' },
  { of: 'webhooks/Deliveries', at: `${own}/developers?view=webhooks&webhook={webhook}`, button: 'Send a period again' },
  { of: 'providers/Kinds', at: `${own}/providers`, button: 'Change: Recharge' },
  { of: 'providers/One', at: `${own}/providers`, button: 'Detach' },
  { of: 'providers/One', at: `${own}/providers`, button: 'Make active' },
  { of: 'providers/One', at: `${own}/providers`, button: 'New secret' },
  { of: 'team/Team', at: '/team', button: /^Withdraw: / },
  { of: 'team/Policy', at: '/team', button: 'Require a second factor' },
  ...['Roles', 'Keys', 'Remove the second factor', 'Remove'].map((button) => ({
    of: 'team/Member',
    at: '/team',
    button,
    within: colleague,
  })),
  { of: 'team/Member', at: '/team', button: 'Sessions', within: colleague, isOnlyRead: true },
  { of: 'participants/Rule', at: `${own}/referrals?state=counted`, button: 'Reverse' },
  { of: 'participants/Rule', at: `${own}/referrals?state=refused`, button: 'Count' },
  { of: 'reviews/Decide', at: `${own}/reviews`, button: 'Clear', within: inTable },
  { of: 'reviews/Decide', at: `${own}/reviews/{review}`, button: /^Confirm/ },
  { of: 'reviews/OneReview', at: `${own}/reviews/{review}`, ...keys },
  { of: 'reported-links/Ruling', at: `${own}/reported-links`, button: 'Stop' },
  { of: 'reported-links/Ruling', at: `${own}/reported-links`, button: 'Dismiss' },
  { of: 'reported-links/Ruling', at: `${own}/reported-links?state=stopped`, button: 'Restart' },
  { of: 'missing-friends/Resolve', at: `${own}/missing-friends`, button: 'Close the question' },
  { of: 'appeals/Answer', at: `${own}/appeals`, button: 'Count' },
  { of: 'appeals/Answer', at: `${own}/appeals`, button: 'Dismiss' },
  { of: 'appeals/Answer', at: `${own}/appeals?state=upheld`, button: 'Reverse' },
  { of: 'appeals/Appeals', at: `${own}/appeals`, ...keys },
  { of: 'differences/Resolve', at: `${byFile}/differences`, button: 'Resolve' },
  { of: 'differences/Differences', at: `${byFile}/differences`, button: 'Take over' },
  { of: 'differences/Differences', at: `${byFile}/differences`, ...keys },
  { of: 'abuse-rules/AbuseRules', at: `${own}/abuse-rules`, button: 'Save' },
  { of: 'abuse-rules/Veto', at: `${own}/abuse-rules`, button: 'New secret' },
  { of: 'abuse-rules/Veto', at: `${own}/abuse-rules`, button: 'Stop asking' },
  { of: 'payouts/Queue', at: `${own}/queues`, button: /^Approve \d/, before: selectAll },
  { of: 'payouts/Reject', at: `${own}/queues`, button: 'Reject' },
  { of: 'payouts/Settle', at: `${own}/queues`, button: 'Record the result' },
  { of: 'payouts/Approve', at: `${own}/payouts/{requested}`, button: 'Approve' },
  { of: 'payout-files/Outgoing', at: `${byFile}/payout-files`, button: /^Make a batch/ },
  { of: 'payout-files/OneResults', at: `${byFile}/payout-files/{results}`, button: /^Apply/ },
  { of: 'inbox/SystemCase', at: `${own}/inbox?item={failing}`, button: /^Turn it off/ },
  { of: 'inbox/Snooze', at: `${own}/inbox?item={failing}`, button: /^Snooze/, within: (page) => page.locator('.head') },
]

function colleague(page: Page, { colleague: email = '' }: Values): Locator {
  return page.getByRole('row').filter({ hasText: email })
}

async function changeReward(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Change the terms' }).click()
  await page.getByLabel('For each friend, in taka').fill('50')
}

async function selectAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Select all or none' }).click()
}

/** What others asked for, and what waits in no history by itself. @returns the values for the addresses. */
export async function prepareDialogs(t: TestContext, app: TestApp): Promise<Values> {
  const base = `/v1/programs/${livedIn}`
  const first = async (path: string) => {
    const [found] = (await app.ok('GET', path)).items
    if (found === undefined) throw new Error(`nothing fits at ${path}`)
    return found
  }
  await askForTwo(app, base)
  await attachProviders(t, app, base)
  await leaveUnanswered(app, base)
  await app.ok('PATCH', base, { holdDays: 14 })
  const { id: disabled } = await app.ok('POST', `${base}/webhooks`, {
    url: 'https://app.golpo.example/old',
    types: null,
  })
  await app.ok('PATCH', `${base}/webhooks/${disabled}`, { state: 'disabled' })
  const support = await invited(app, 'support')
  await support.browser.setUpSecondFactor()
  // On a busy machine the history ends before the deliveries have failed.
  const { sql } = app.service.context
  await sql`update webhooks set failing_since = coalesce(failing_since, ${new Date()}) where state = 'active'`
  const shop = '/v1/programs/golpo-by-file'
  const sent = await first(`${shop}/payouts?state=sending`)
  const failing = await first(`${base}/inbox?kind=failing_webhook`)
  return {
    colleague: support.email,
    webhook: (await first(`${base}/webhooks`)).id,
    review: (await first(`${base}/reviews`)).id,
    requested: (await first(`${base}/payouts?state=requested`)).id,
    results: await readFile(app, shop, [`${sent.id},paid,20.00,TRX20,`]),
    failing: `${failing.kind}.${failing.id}`,
  }
}

/** A colleague asks for money and for the end, which need two people, and has taken a difference. */
async function askForTwo(app: TestApp, base: string): Promise<void> {
  await app.ok('PATCH', base, { secondPerson: { funding: true, closing: true } })
  const { browser } = await invited(app, 'owner')
  await browser.ok('POST', `${base}/fundings`, { amountMinor: 2_500_000, reference: 'Bank Asia 7731' })
  await browser.ok('POST', `${base}/close`, {})
  const path = '/v1/programs/golpo-by-file/differences'
  const one = (await app.ok('GET', path)).items.find(({ owner }: Body) => owner === null)
  await browser.ok('POST', `${path}/${one.id}/take`, { from: null })
}

async function attachProviders(t: TestContext, app: TestApp, base: string): Promise<void> {
  const { url } = await startMiddle(t)
  const attach = { url, kinds: ['recharge'], minimumMinor: 1000, maximumMinor: 100_000 }
  await app.ok('POST', `${base}/payout-providers`, { name: 'Airtime', ...attach })
  const { id } = await app.ok('POST', `${base}/payout-providers`, { name: 'Old airtime', ...attach })
  await app.ok('PATCH', `${base}/payout-providers/${id}`, { state: 'detached' })
}

/** A cash-out to a number for which the sandbox gives no answer. */
async function leaveUnanswered(app: TestApp, base: string): Promise<void> {
  // A person with less than the minimum of before has no account on file.
  const minimumPayoutMinor = 1000
  await app.ok('PATCH', base, { minimumPayoutMinor })
  const { items } = await app.ok('GET', `${base}/participants?available=yes&limit=100`)
  const method = { kind: 'bkash', account: '01999200077' }
  for (const { userId } of items) {
    const path = `${base}/participants/${userId}/payouts`
    const key = { 'idempotency-key': `unanswered-${userId}` }
    const { status } = await app.call('POST', path, { amountMinor: minimumPayoutMinor, method }, key)
    if (status !== 201) continue
    await sweepPayouts(app.service.context, await app.service.programs.get(livedIn))
    return
  }
  throw new Error('nobody can cash out to a new number')
}
