/** A program, and one call that succeeds for each name that a route has in the audit. */
import { takeNews } from '../../src/domain/payouts/core/news.js'
import { putInReview } from '../fraud/in-review.js'
import type { Answer, Body } from '../support/api.js'
import { type TestApp } from '../support/app.js'
import { logoOf } from '../support/logo.js'
import { invited } from '../support/operator.js'
import { openPortal } from '../support/portal.js'
import { report } from '../support/reports.js'

export interface Stage {
  readonly app: TestApp
  readonly slug: string
  readonly base: string
  readonly referral: string
  readonly refused: string
  readonly operator: { id: string; session: string }
}

export async function setTheStage(app: TestApp): Promise<Stage> {
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  const advocate = await app.join(program, 'u-1')
  const counted = await app.signup(program, {
    userId: 'friend',
    code: advocate.code,
    identities: { phone: '01712345678' },
  })
  await app.signup(program, { userId: 'again', code: advocate.code, identities: { phone: '01712345678' } })
  const { items } = await app.ok('GET', `${base}/participants/u-1/referrals`)
  const { id } = await invited(app, 'viewer')
  const { items: sessions } = await app.ok('GET', `/v1/team/operators/${id}/sessions`)
  return {
    app,
    slug: program.slug,
    base,
    referral: counted.referral.id,
    refused: items.find((one: Body) => one.state === 'refused').id,
    operator: { id, session: sessions[0].id },
  }
}

type Example = (stage: Stage) => Promise<Answer>
let count = 0

/** A call that succeeds, for each name that a route has in the record. A route with a new one needs its line here. */
export const examples: Record<string, Example> = {
  'program.create': ({ app }) =>
    app.call('POST', '/v1/programs', { ...terms(), slug: `made-${++count}`, name: { bn: 'নতুন', en: 'New' } }),
  'program.change': ({ app, base }) => app.call('PATCH', base, { rewardMinor: 2000 + ++count }),
  'program.logo_set': ({ app, base }) => app.call('PUT', `${base}/logo`, { image: logoOf('#0a6b4d') }),
  'program.logo_remove': async ({ app, base }) => {
    await app.ok('PUT', `${base}/logo`, { image: logoOf('#123456') })
    return app.call('DELETE', `${base}/logo`)
  },
  'fraud_settings.change': ({ app, base }) => app.call('PUT', `${base}/fraud-settings`, { reviewFrom: 50 }),
  search: ({ app, base }) => app.call('POST', `${base}/search`, { typed: 'u-1' }),
  'inbox.take': async (stage) => {
    const item = await waitingReport(stage)
    return stage.app.call('POST', `${item}/take`)
  },
  'inbox.snooze': async (stage) => {
    const item = await waitingReport(stage)
    const until = new Date(Date.now() + 86_400_000).toISOString()
    return stage.app.call('POST', `${item}/snooze`, { until, reason: 'Asked the owner' })
  },
  'fraud_settings.try': ({ app, base }) => app.call('POST', `${base}/fraud-settings/try`, { reviewFrom: 50 }),
  'funding.add': ({ app, base }) =>
    app.call('POST', `${base}/fundings`, { amountMinor: 500, reference: `slip ${++count}` }),
  'funding.confirm': async ({ app }) => {
    const { base, id } = await waitingFunding(app)
    const { browser } = await invited(app, 'owner')
    return browser.call('POST', `${base}/fundings/${id}/confirm`)
  },
  'funding.withdraw': async ({ app }) => {
    const { base, id } = await waitingFunding(app)
    return app.call('POST', `${base}/fundings/${id}/withdraw`)
  },
  'program.launch': async ({ app }) => {
    const draft = await app.draftProgram()
    await app.fund(draft, 100_000)
    return app.call('POST', `/v1/programs/${draft.slug}/launch`)
  },
  'program.pause': ({ app, base }) => app.call('POST', `${base}/pause`),
  'program.resume': async ({ app }) => {
    const program = await app.liveProgram()
    await app.ok('POST', `/v1/programs/${program.slug}/pause`)
    return app.call('POST', `/v1/programs/${program.slug}/resume`)
  },
  'program.close': async ({ app }) => {
    const program = await app.liveProgram()
    return app.call('POST', `/v1/programs/${program.slug}/close`)
  },
  'close.confirm': async ({ app }) => {
    const path = await waitingClose(app)
    const { browser } = await invited(app, 'owner')
    return browser.call('POST', `${path}/confirm`)
  },
  'close.withdraw': async ({ app }) => app.call('POST', `${await waitingClose(app)}/withdraw`),
  'program.example': async ({ app }) => {
    const { slug } = await app.liveProgram()
    return app.call('POST', `/v1/programs/${slug}/example-data`)
  },
  'clock.advance': ({ app, base }) => app.call('POST', `${base}/clock/advance`, { seconds: 1 }),
  'participant.search': ({ app, base }) => app.call('POST', `${base}/participant-search`, { typed: 'u-1' }),
  'participant.export': ({ app, base }) => app.call('GET', `${base}/participants/u-1/export`),
  'key.make': ({ app, base }) => app.call('POST', `${base}/keys`, { name: 'app server' }),
  'key.revoke': async ({ app, base }) => {
    const { id } = await app.ok('POST', `${base}/keys`, { name: 'to be revoked' })
    return app.call('DELETE', `${base}/keys/${id}`)
  },
  'referral.reverse': ({ app, base, referral }) =>
    app.call('POST', `${base}/referrals/${referral}/reverse`, { reason: 'a ring' }),
  'appeal.dismiss': async ({ app }) => {
    const { base, refused } = await setTheStage(app)
    const { id } = await app.ok('POST', `${base}/referrals/${refused}/appeal`)
    return app.call('POST', `${base}/appeals/${id}/dismiss`, { reason: 'the number had an account' })
  },
  'review.confirm': async ({ app }) => {
    const { browser } = await invited(app, 'support')
    return browser.call('POST', `${await review(app)}/confirm`, { reason: 'one phone' })
  },
  'review.clear': async ({ app }) => app.call('POST', `${await review(app)}/clear`, { reason: 'a hostel' }),
  'link.dismiss_reports': async ({ app, base, slug }) => {
    await report(app, { slug }, await app.join({ slug }, 'u-1'), 'other')
    return app.call('POST', `${base}/participants/u-1/link-reports/dismiss`, { reason: 'nothing wrong' })
  },
  'missing_friend.resolve': async ({ app, base, slug }) => {
    await app.join({ slug }, 'u-1')
    await (await openPortal(app, { slug }, 'u-1')).ok('POST', '/missing-friend', { came: 'link', opened: 'before' })
    const { items } = await app.ok('GET', `${base}/missing-friends`)
    return app.call('POST', `${base}/missing-friends/${items[0].id}/resolve`, { note: 'opened before' })
  },
  'link.stop': ({ app, base }) => app.call('POST', `${base}/participants/u-1/link/stop`, { reason: 'a false promise' }),
  'link.restart': async ({ app, base }) => {
    await app.ok('POST', `${base}/participants/u-1/link/stop`, { reason: 'a false promise' })
    return app.call('POST', `${base}/participants/u-1/link/restart`, { reason: 'taken down' })
  },
  'referral.count': ({ app, base, refused }) =>
    app.call('POST', `${base}/referrals/${refused}/count`, { reason: 'a brother' }),
  'payout.approve': async ({ app }) => app.call('POST', `${await cashOut(app)}/approve`),
  'payout.reject': async ({ app }) => app.call('POST', `${await cashOut(app)}/reject`, { reason: 'a ring' }),
  'payout.settle': async ({ app }) => {
    const path = await cashOut(app)
    const { sql } = app.service.context
    await sql`update payouts set state = 'unknown', sent_at = requested_at where state = 'requested'`
    return app.call('POST', `${path}/settle`, { outcome: 'paid', reason: 'in the statement' })
  },
  'reconciliation.start': ({ app, base }) => app.call('POST', `${base}/reconciliations`),
  'difference.take': async ({ app, base, slug }) =>
    app.call('POST', `${base}/differences/${await differ(app, slug)}/take`),
  'difference.resolve': async ({ app, base, slug }) => {
    const path = `${base}/differences/${await differ(app, slug)}/resolve`
    return app.call('POST', path, { resolution: 'no_difference', reason: 'a slip' })
  },
  'payout_batch.make': async ({ app }) => {
    const path = await cashOut(app, { mode: 'live' })
    return app.call('POST', path.replace(/payouts\/.*/, 'payout-batches'), { kind: 'bkash' })
  },
  'payout_results.upload': ({ app, base }) => app.call('POST', `${base}/payout-results`, resultsFile, csv),
  'payout_results.apply': async ({ app, base }) => {
    const { body } = await app.call('POST', `${base}/payout-results`, resultsFile, csv)
    return app.call('POST', `${base}/payout-results/${body.id}/apply`, { oddRows: 1 })
  },
  'payout_statement.upload': ({ app, base }) =>
    app.call(
      'POST',
      `${base}/payout-statements?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z`,
      'reference,state,amount,providerReference,at\nnobody,paid,20.00,TRX,2026-01-01 12:00',
      csv,
    ),
  'veto.set': ({ app, base }) => app.call('PUT', `${base}/veto`, veto),
  'veto.rotate': async ({ app, base }) => {
    await app.ok('PUT', `${base}/veto`, veto)
    return app.call('POST', `${base}/veto/rotate-secret`)
  },
  'veto.remove': async ({ app, base }) => {
    await app.ok('PUT', `${base}/veto`, veto)
    return app.call('DELETE', `${base}/veto`)
  },
  'webhook.add': ({ app, base }) => app.call('POST', `${base}/webhooks`, hook),
  'webhook.change': async ({ app, base }) => app.call('PATCH', await webhook(app, base), { state: 'disabled' }),
  'webhook.rotate': async ({ app, base }) => app.call('POST', `${await webhook(app, base)}/rotate-secret`),
  'webhook.test': async ({ app, base }) => app.call('POST', `${await webhook(app, base)}/test`),
  'webhook.remove': async ({ app, base }) => app.call('DELETE', await webhook(app, base)),
  'webhook.resend': async ({ app, base }) => {
    const path = await webhook(app, base)
    await app.ok('POST', `${path}/replay`, { since: '2026-01-01T00:00:00Z' })
    const { items } = await app.ok('GET', `${path}/deliveries`)
    return app.call('POST', `${path}/deliveries/${items[0].id}/resend`)
  },
  'webhook.replay': async ({ app, base }) =>
    app.call('POST', `${await webhook(app, base)}/replay`, { since: '2026-01-01T00:00:00Z' }),
  'provider.attach': ({ app, base }) => app.call('POST', `${base}/payout-providers`, attachment),
  'provider.change': async ({ app, base }) => app.call('PATCH', await provider(app, base), { state: 'detached' }),
  'provider.rotate': async ({ app, base }) => app.call('POST', `${await provider(app, base)}/rotate-secret`),
  'operator.grants': ({ app, operator }) =>
    app.call('PUT', `/v1/team/operators/${operator.id}/grants`, { grants: [{ program: null, role: 'support' }] }),
  'operator.session.end': ({ app, operator }) =>
    app.call('DELETE', `/v1/team/operators/${operator.id}/sessions/${operator.session}`),
  'operator.sessions.end': ({ app, operator }) => app.call('DELETE', `/v1/team/operators/${operator.id}/sessions`),
  'operator.second_factor.reset': ({ app, operator }) =>
    app.call('DELETE', `/v1/team/operators/${operator.id}/second-factor`),
  'operator.keys.revoke': ({ app, operator }) => app.call('DELETE', `/v1/team/operators/${operator.id}/keys`),
  'operator.remove': ({ app, operator }) => app.call('DELETE', `/v1/team/operators/${operator.id}`),
  'invitation.make': ({ app }) => app.call('POST', '/v1/team/invitations', invitation()),
  'invitation.revoke': async ({ app }) => {
    const { id } = await app.ok('POST', '/v1/team/invitations', invitation())
    return app.call('DELETE', `/v1/team/invitations/${id}`)
  },
  'team.policy': ({ app }) => app.call('PUT', '/v1/team/policy', { secondFactorRequired: ++count % 2 === 0 }),
}

/** A review of a friend, in a program of its own. @returns its address. */
export async function review(app: TestApp): Promise<string> {
  const { slug, base } = await setTheStage(app)
  const { id } = await putInReview(app.service.context.sql, { slug }, ['friend'])
  return `${base}/reviews/${id}`
}

/** A provider reports a payment that the service never sent. @returns the difference's id. */
async function differ(app: TestApp, slug: string): Promise<string> {
  const program = await app.service.programs.get(slug)
  const news = { reference: `nobody-${++count}`, state: 'failed', code: 'not_sent' } as const
  await takeNews(app.service.context, program, news, 'sandbox')
  const { items } = await app.ok('GET', `/v1/programs/${slug}/differences?limit=1`)
  return items[0].id
}

export const csv = { 'content-type': 'text/csv' }
const resultsFile = 'reference,state,amount,providerReference\nnobody,paid,20.00,TRX'

const veto = { url: 'https://app.example/questions', at: ['release'], noAnswer: 'allow' }
const hook = { url: 'https://hooks.golpo.example/bondhu' }

/** @returns its address. */
async function webhook(app: TestApp, base: string): Promise<string> {
  const { id } = await app.ok('POST', `${base}/webhooks`, hook)
  return `${base}/webhooks/${id}`
}

const attachment = {
  name: 'Recharge',
  url: 'https://pay.golpo.example/bondhu',
  kinds: ['recharge'],
  minimumMinor: 1000,
  maximumMinor: 100_000,
}

/** @returns its address. */
async function provider(app: TestApp, base: string): Promise<string> {
  const { id } = await app.ok('POST', `${base}/payout-providers`, attachment)
  return `${base}/payout-providers/${id}`
}

/** A cash-out in a program of its own; it waits for approval unless other terms say otherwise. @returns its address. */
async function cashOut(app: TestApp, terms: Body = { payouts: { autoApproveMaxMinor: 0 } }): Promise<string> {
  const { slug } = await app.liveProgram({ holdDays: 0, ...terms })
  const { code } = await app.join({ slug }, 'earner')
  await app.signup({ slug }, { userId: 'friend', code })
  const body = { amountMinor: 2000, method: { kind: 'bkash', account: '01712345678' } }
  const path = `/v1/programs/${slug}/participants/earner/payouts`
  const { body: payout } = await app.call('POST', path, body, { 'idempotency-key': 'once' })
  return `/v1/programs/${slug}/payouts/${payout.id}`
}

/** A reported link in the inbox. */
async function waitingReport({ app, slug, base }: Stage): Promise<string> {
  await report(app, { slug }, await app.join({ slug }, `reported-${++count}`), 'other')
  const { items } = await app.ok('GET', `${base}/inbox?kind=reported_link`)
  return `${base}/inbox/reported_link/${items.at(-1).id}`
}

async function waitingFunding(app: TestApp): Promise<{ base: string; id: string }> {
  const { slug } = await app.draftProgram({ secondPerson: { funding: true } })
  const { id } = await app.ok('POST', `/v1/programs/${slug}/fundings`, { amountMinor: 500, reference: 'slip' })
  return { base: `/v1/programs/${slug}`, id }
}

async function waitingClose(app: TestApp): Promise<string> {
  const { slug } = await app.draftProgram({ secondPerson: { closing: true } })
  const { request } = await app.ok('POST', `/v1/programs/${slug}/close`)
  return `/v1/programs/${slug}/close-requests/${request.id}`
}

export const invitation = () => ({ email: `p-${++count}@golpo.example`, program: null, role: 'viewer' })
const terms = () => ({
  mode: 'test',
  rewardMinor: 2000,
  destinations: { web: 'https://golpo.example/join' },
  startsAt: '2026-01-01T00:00:00+06:00',
  endsAt: '2099-01-01T00:00:00+06:00',
  organization: { name: 'Golpo', contact: 'help@golpo.example' },
})
