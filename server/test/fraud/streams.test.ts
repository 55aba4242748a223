/**
 * Random streams of signups, joins, lists of members, identities learnt later and payout methods, some of them at once
 * and in two services. After each the clusters are those that a search over the identities finds. `npm run
 * faults:clusters` plays a thousand. A failure prints fast-check's seed and path; a stream whose parts run at once may
 * need several attempts.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { compareClusters } from '../../src/domain/fraud/clusters/compare.js'
import { startApp, type TestApp } from '../support/app.js'
import type { TestProgram } from '../support/api.js'
import { readBoth } from './evidence.js'

const runs = Number(process.env.BONDHU_RUNS ?? 12)

const user = fc.integer({ min: 0, max: 9 })
const identities = fc.record(
  {
    phone: fc.integer({ min: 0, max: 4 }).map((one) => `0171111111${one}`),
    email: fc.integer({ min: 0, max: 4 }).map((one) => `mail-${one}@example.com`),
    device: fc.integer({ min: 0, max: 4 }).map((one) => `device-${one}`),
    install: fc.integer({ min: 0, max: 4 }).map((one) => `install-${one}`),
  },
  { requiredKeys: [] },
)
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('signup' as const), user, identities }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('join' as const), user, identities }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('learn' as const), user, identities }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wallet' as const), user, wallet: fc.integer({ min: 0, max: 2 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('members' as const),
      members: fc.array(fc.record({ user: fc.option(user), identities }), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'free devices' as const }) },
)
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

/** The steps of a wave are sent at once. */
const stream = fc.record({
  oneRewardPerDevice: fc.boolean(),
  waves: fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 }),
})

const lanes = 4

test('after every random stream the clusters are those that the identities show', async (t: TestContext) => {
  const one = await startApp(t)
  const two = await startApp(t, { database: one.database })
  const seed = Math.trunc(Math.random() * 0x7fff_ffff)
  const met = { shared: 0, largest: 0 }
  const property = fc.asyncProperty(stream, async ({ oneRewardPerDevice, waves }) => {
    const payouts = { participantsPerWalletMax: 5 }
    const program = await one.liveProgram({ oneRewardPerDevice, payouts })
    const { id } = await one.service.programs.get(program.slug)
    for (const wave of waves) {
      await Promise.all(wave.map((what, index) => play(index % 2 === 0 ? one : two, program, what)))
      const { stored, found } = await readBoth(one.service.context.sql, id)
      assert.deepEqual(stored, found)
    }
    const { accounts, missing, extra } = await compareClusters(one.service.context.sql, id)
    assert.deepEqual([missing, extra], [[], []], 'the check agrees')
    met.shared += Math.sign(accounts)
    met.largest = Math.max(met.largest, accounts)
  })
  await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      fc.assert(property, { seed: seed + lane, numRuns: Math.floor((runs + lane) / lanes) }),
    ),
  )
  assert.ok(met.shared >= runs / 4, 'the streams make clusters')
  t.diagnostic(`${runs} streams from seed ${seed}, of which ${met.shared} share something; largest ${met.largest}`)
})

/** Each may be refused: an unknown user, a wallet that is full. It must not fail otherwise. */
async function play(app: TestApp, { slug }: TestProgram, what: Step): Promise<void> {
  const base = `/v1/programs/${slug}`
  const send = async (method: string, path: string, body: unknown) => {
    const { status, body: told } = await app.call(method, `${base}${path}`, body)
    assert.ok(status < 500, `${what.do}: ${status} ${JSON.stringify(told)}`)
  }
  switch (what.do) {
    case 'signup':
      return send('POST', '/signups', { userId: `user-${what.user}`, identities: what.identities })
    case 'join':
      return send('PUT', `/participants/user-${what.user}`, { identities: what.identities })
    case 'learn':
      return send('PUT', `/participants/user-${what.user}/identities`, what.identities)
    case 'wallet':
      return send('PUT', `/participants/user-${what.user}/payout-method`, {
        kind: 'bkash',
        account: `0181111111${what.wallet}`,
      })
    case 'members': {
      const members = what.members.map((one) => ({
        identities: one.identities,
        ...(one.user !== null && { userId: `user-${one.user}` }),
      }))
      return send('POST', '/members', {
        members: members.filter((one) => one.userId || Object.keys(one.identities).length > 0),
      })
    }
    case 'free devices':
      return send('PATCH', '', { oneRewardPerDevice: false })
  }
}
