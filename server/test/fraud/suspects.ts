/** Friends with signs of abuse, by real signups: each within seconds of a click, from one network. */
import type { Api, Body, TestProgram } from '../support/api.js'

/** A program that lets a person look at everybody with a sign, and refuses nobody for it. */
export async function watchfulProgram(app: Api, terms: Body = {}): Promise<TestProgram> {
  const program = await app.liveProgram(terms, 1_000_000)
  await app.ok('PUT', `/v1/programs/${program.slug}/fraud-settings`, { reviewFrom: 30, refuseFrom: 100 })
  return program
}

export async function suspect(app: Api, program: TestProgram, code: string, userId: string): Promise<Body> {
  const context = { ip: '203.0.113.7', userAgent: 'Golpo/4.2 (Android 13; SM-A045F)' }
  return app.signup(program, { userId, clickId: await app.click(program, code), context })
}

/** In one review. @returns its wire id */
export async function suspects(
  app: Api,
  program: TestProgram,
  advocate: string,
  userIds: readonly string[],
): Promise<string> {
  const { code } = await app.join(program, advocate)
  for (const userId of userIds) await suspect(app, program, code, userId)
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/reviews?limit=100`)
  return items.find((one: Body) => one.advocateUserId === advocate).id
}
