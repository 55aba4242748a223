/** People with money to cash out, and short names for cashing it out. */
import assert from 'node:assert/strict'
import type { Answer, Api, Body, TestProgram } from '../support/api.js'

/** Advocates `a-1`, `a-2`, … with so many friends each, whose rewards can be cashed out. */
export async function earners(app: Api, friends: readonly number[], terms: Body = {}): Promise<TestProgram> {
  const program = await app.liveProgram({ holdDays: 0, ...terms }, 100_000_000)
  for (const [index, count] of friends.entries()) {
    const { code } = await app.join(program, `a-${index + 1}`)
    await Promise.all(
      Array.from({ length: count }, (_, friend) => app.signup(program, { userId: `f-${index}-${friend}`, code })),
    )
  }
  return program
}

let keys = 0
export function cashOut(
  app: Api,
  { slug }: TestProgram,
  body: Body,
  { userId = 'a-1', key = `key-${++keys}` } = {},
): Promise<Answer> {
  return app.call('POST', `/v1/programs/${slug}/participants/${userId}/payouts`, body, { 'idempotency-key': key })
}

export const bkash = (account = '01712345678') => ({ kind: 'bkash', account })

export async function payout(app: Api, { slug }: TestProgram, id: string): Promise<Body> {
  return app.ok('GET', `/v1/programs/${slug}/payouts/${id}`)
}

/** A live program, whose wallets are paid by file, and payouts of ৳20 that wait for one. */
export async function waitingForFile(
  app: Api,
  count: number,
  terms: Record<string, unknown> = {},
): Promise<{ program: TestProgram; base: string; payouts: string[] }> {
  const program = await earners(
    app,
    Array.from({ length: count }, () => 1),
    { mode: 'live', ...terms },
  )
  const payouts: string[] = []
  for (let one = 1; one <= count; one++) {
    const method = bkash(`017${String(one).padStart(8, '0')}`)
    const answer = await cashOut(app, program, { amountMinor: 2000, method }, { userId: `a-${one}` })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    assert.equal(answer.body.state, 'approved')
    payouts.push(answer.body.id)
  }
  return { program, base: `/v1/programs/${program.slug}`, payouts }
}

/** The same, in a batch. */
export async function sentByFile(app: Api, count: number, terms: Record<string, unknown> = {}) {
  const stage = await waitingForFile(app, count, terms)
  const batch = await app.ok('POST', `${stage.base}/payout-batches`, { kind: 'bkash' })
  return { ...stage, batch }
}

/** A file of results with one row, applied. @returns its id */
export async function applyResults(app: Api, base: string, row: string): Promise<string> {
  const file = `reference,state,amount,providerReference,code\n${row}\n`
  const { status, body } = await app.call('POST', `${base}/payout-results`, file, { 'content-type': 'text/csv' })
  assert.equal(status, 201, JSON.stringify(body))
  await app.ok('POST', `${base}/payout-results/${body.id}/apply`, { oddRows: 0 })
  return body.id
}
