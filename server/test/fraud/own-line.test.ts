/** Advocates who only joined: what the app saw of them is compared with their friends when the hold ends. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bornMaxOf } from '../../src/domain/standing/under-age.js'
import { sharedApp, type TestApp } from '../support/app.js'
import type { Body, TestProgram } from '../support/api.js'

const day = 86_400
const home = { ip: '103.4.145.77', userAgent: 'Golpo/4.2 (Android 13; SM-A045F)' }

/** A program of lively friends of many advocates: everybody has a line of their own. */
async function livelyProgram(app: TestApp): Promise<TestProgram> {
  const program = await app.liveProgram({ oneRewardPerDevice: false }, 10_000_000)
  for (let advocate = 0; advocate < 6; advocate++) {
    const { code } = await app.join(program, `advocate-${advocate}`)
    for (let friend = 0; friend < 5; friend++) {
      const context = { ip: `110.${advocate}.${friend}.9`, userAgent: `Golpo/4.2 (Android 13; M${advocate}-${friend})` }
      await app.signup(program, { userId: `friend-${advocate}-${friend}`, code, context })
    }
  }
  return program
}

/** Three accounts on the advocate's phone and line, and what the release says of them a week later. */
async function threeAccounts(
  app: TestApp,
  program: TestProgram,
  joining: Body,
  seen = home,
  lives = false,
): Promise<string[]> {
  const { code } = await app.join(program, 'selim', joining)
  for (let account = 0; account < 3; account++)
    await app.signup(program, { userId: `second-${account}`, code, context: seen })
  for (const days of [3, 2]) {
    await app.advance(program, days * day)
    const active = Array.from({ length: 6 }, (_, advocate) =>
      [0, 1, 2, 3].map((friend) => `friend-${advocate}-${friend}`),
    )
    const accounts = lives ? ['second-0', 'second-1', 'second-2'] : []
    for (const userId of [...active.flat(), ...accounts])
      await app.ok('POST', `/v1/programs/${program.slug}/events`, { userId, name: 'opened_app' })
  }
  await app.advance(program, 3 * day)
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/participants/selim/referrals`)
  return items.map(({ state }: Body) => state)
}

test('accounts on the phone and line of an advocate who only joined are withheld', async () => {
  const app = await sharedApp()
  const program = await livelyProgram(app)
  assert.deepEqual(await threeAccounts(app, program, { context: home }), ['review', 'review', 'review'])
})

test('relatives on the line of the advocate, who come back, are paid', async () => {
  const app = await sharedApp()
  const program = await livelyProgram(app)
  assert.deepEqual(await threeAccounts(app, program, { context: home }, home, true), ['counted', 'counted', 'counted'])
})

test('who does not consent leaves no marks, and neither does somebody under 18 where the program has an age rule', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ minimumAge: 13 })
  await app.join(program, 'no', { context: { ...home, consent: false } })
  await app.join(program, 'young', { birthYear: new Date().getFullYear() - 16, context: home })
  await app.join(program, 'adult', { birthYear: 1990, context: home })
  const rows = await app.service.context.sql<{ user_id: string }[]>`
    select p.user_id from join_marks j join programs g on g.id = j.program_id and g.slug = ${program.slug}
    join participants p on p.program_id = j.program_id and p.id = j.participant_id`
  assert.deepEqual([...rows], [{ user_id: 'adult' }])
})

test('the last year of birth that is looked at is that of the 18th birthday, in the time zone of the program', () => {
  const lateInDecember = new Date('2026-12-31T20:00:00Z')
  assert.equal(bornMaxOf({ minimumAge: 13, timeZone: 'Asia/Dhaka' }, lateInDecember), 2009)
  assert.equal(bornMaxOf({ minimumAge: 13, timeZone: 'UTC' }, lateInDecember), 2008)
  assert.equal(bornMaxOf({ minimumAge: null, timeZone: 'UTC' }, lateInDecember), null)
})
