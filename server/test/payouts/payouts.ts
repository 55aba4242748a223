/** People with money to cash out, and short names for cashing it out. */
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
