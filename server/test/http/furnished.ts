/**
 * A program in which everything is that an address of the API can name, each made as its users make it. A new kind of
 * thing has its place here: `fill` refuses an address for which there is nothing real.
 */
import assert from 'node:assert/strict'
import { workOnReconciliation } from '../../src/domain/payouts/reconcile/work.js'
import type { Advocate, Body, TestProgram } from '../support/api.js'
import type { TestApp } from '../support/app.js'
import { putInReview } from '../fraud/in-review.js'
import { invited } from '../support/operator.js'
import { openPortal } from '../support/portal.js'
import { bkash, cashOut } from '../payouts/payouts.js'

export interface Furnished {
  readonly program: TestProgram
  readonly advocate: Advocate
  /** What stands in a path for each of its parameters: the id of something that is there. */
  readonly values: Readonly<Record<string, string>>
}

const phone = '01711000001'

/** @param userId the advocate's; friends' begin with it */
export async function furnish(app: TestApp, userId: string, terms: Body = {}): Promise<Furnished> {
  const program = await app.liveProgram(
    { mode: 'live', holdDays: 0, payouts: { autoApproveMaxMinor: 2000 }, ...terms },
    100_000,
  )
  const base = `/v1/programs/${program.slug}`
  const advocate = await app.join(program, userId, { identities: { phone } })
  for (const friend of ['friend', 'second', 'third', 'suspect'])
    await app.signup(program, { userId: `${userId}-${friend}`, code: advocate.code })
  const { referral } = await app.signup(program, {
    userId: `${userId}-known`,
    code: advocate.code,
    identities: { phone },
  })
  const { id: appeal } = await app.ok('POST', `${base}/referrals/${referral.id}/appeal`, { text: 'it is mine' })
  const portal = await openPortal(app, program, userId)
  await portal.ok('POST', '/missing-friend', { came: 'link', opened: 'lately', friend: phone })
  const { id: review } = await putInReview(app.service.context.sql, program, [`${userId}-suspect`])
  const { items: questions } = await app.ok('GET', `${base}/missing-friends`)
  const { items: referrals } = await app.ok('GET', `${base}/participants/${userId}/referrals`)
  const counted = referrals.find(({ state }: Body) => state === 'counted')
  const { id: key } = await app.ok('POST', `${base}/keys`, { name: 'one of ours' })
  const { items: fundings } = await app.ok('GET', `${base}/fundings`)
  await app.ok('PATCH', base, { secondPerson: { closing: true } })
  const { request } = await app.ok('POST', `${base}/close`)
  const { id: webhook } = await app.ok('POST', `${base}/webhooks`, { url: `https://${userId}.example/` })
  const { id: provider } = await app.ok('POST', `${base}/payout-providers`, {
    name: 'one',
    url: `https://${userId}.example/`,
    kinds: ['recharge'],
    minimumMinor: 1,
    maximumMinor: 100_000,
  })
  const [event] = await app.told(program, 'participant.joined', 1)
  return {
    program,
    advocate,
    values: {
      program: program.slug,
      userId,
      code: advocate.code,
      referral: counted.id,
      appeal,
      review,
      question: questions[0].id,
      kind: 'appeal',
      item: appeal,
      key,
      funding: fundings[0].id,
      request: request.id,
      webhook,
      provider,
      event: String(event?.['id']),
      ...(await payouts(app, program, userId)),
      ...(await team(app)),
    },
  }
}

/** One that waits for a person, and one that was said to be paid and then to have failed. */
async function payouts(app: TestApp, program: TestProgram, userId: string): Promise<Record<string, string>> {
  const base = `/v1/programs/${program.slug}`
  const ask = async (amountMinor: number) => {
    const { status, body } = await cashOut(app, program, { amountMinor, method: bkash() }, { userId })
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  const sent = await ask(2000)
  const { id: batch } = await app.ok('POST', `${base}/payout-batches`, { kind: 'bkash' })
  const waiting = await ask(4000)
  assert.deepEqual([sent.state, waiting.state], ['approved', 'requested'])
  await say(app, base, `${sent.id},paid,20.00,TRX1,`, 0)
  const results = await say(app, base, `${sent.id},failed,20.00,,account_unknown`, 1)
  const { items } = await app.ok('GET', `${base}/differences`)
  assert.ok(items.length > 0, 'the two words about one payment are a difference')
  const { id: reconciliation } = await app.ok('POST', `${base}/reconciliations`)
  await workOnReconciliation(app.service.context, await app.service.programs.get(program.slug))
  return { payout: waiting.id, batch, results, difference: items[0].id, reconciliation }
}

/** A file of results with one row, applied. @returns its id */
async function say(app: TestApp, base: string, row: string, oddRows: number): Promise<string> {
  const response = await fetch(`${app.url}${base}/payout-results`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.token}`, 'content-type': 'text/csv' },
    body: `reference,state,amount,providerReference,code\n${row}\n`,
  })
  assert.equal(response.status, 201)
  const { id }: Body = await response.json()
  await app.ok('POST', `${base}/payout-results/${id}/apply`, { oddRows })
  return id
}

async function team(app: TestApp): Promise<Record<string, string>> {
  const { id: operator } = await invited(app, 'viewer')
  const { items: sessions } = await app.ok('GET', `/v1/team/operators/${operator}/sessions`)
  const { id: invitation } = await app.ok('POST', '/v1/team/invitations', {
    email: 'not-yet@golpo.example',
    program: null,
    role: 'viewer',
  })
  return { operator, session: sessions[0].id, invitation }
}
