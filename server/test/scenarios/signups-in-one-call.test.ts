/** Many signups reported in one call: each is answered as if it had been reported alone, in the order of the call. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { must } from '../../src/errors.js'
import { Api, type Answer, type Body, type TestProgram } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { twoProcesses } from '../support/processes.js'

const dayMs = 86_400_000

function batch(api: Api, { slug }: TestProgram, signups: unknown): Promise<Answer> {
  return api.call('POST', `/v1/programs/${slug}/signups/batch`, { signups })
}

async function results(api: Api, program: TestProgram, signups: unknown): Promise<Body[]> {
  const answer = await batch(api, program, signups)
  assert.equal(answer.status, 200, JSON.stringify(answer.body).slice(0, 300))
  return answer.body.results
}

/** The reports one after another, each by a call of its own. */
async function singly(api: Api, { slug }: TestProgram, signups: readonly unknown[]): Promise<Body[]> {
  const answers: Body[] = []
  for (const signup of signups) {
    const { status, body } = await api.call('POST', `/v1/programs/${slug}/signups`, JSON.stringify(signup))
    answers.push({ status, body })
  }
  return answers
}

/** Ids become numbers in order of appearance, and times only whether there is one: programs differ in them. */
function comparable(answers: readonly Body[]): Body[] {
  const ids = new Map<string, number>()
  return answers.map((answer) =>
    JSON.parse(
      JSON.stringify(answer, (name, value: unknown) => {
        if (name === 'availableAt') return value !== null
        if (name !== 'id' || typeof value !== 'string') return value
        if (!ids.has(value)) ids.set(value, ids.size)
        return ids.get(value)
      }),
    ),
  )
}

const reasonsMet = [
  ['no_code', 'unknown_code', 'unknown_click', 'already_member', 'identity_missing', 'under_age'],
  ['country_not_eligible', 'self_referral', 'advocate_cap_reached', 'budget_exhausted'],
].flat()

interface Codes {
  readonly rina: string
  readonly nila: string
  readonly mina: string
  readonly clickId: string
}

/** In an order that matters: most of these would be answered differently in another one. */
function table({ rina, nila, mina, clickId }: Codes): unknown[] {
  const agoIso = (days: number) => new Date(Date.now() - days * dayMs).toISOString()
  let phones = 0
  const friend = (userId: string, more: Body = {}) => {
    const { identities = {}, ...rest } = more
    const phone = `0171${String(1_000_000 + ++phones)}`
    return { userId, birthYear: 1990, country: 'BD', identities: { phone, ...identities }, ...rest }
  }
  return [
    friend('no-code'),
    friend('no-code', { code: rina }),
    friend('plain', { code: rina, identities: { phone: '01812345678' } }),
    friend('plain', { code: nila }),
    friend('same-phone', { code: nila, identities: { phone: '+8801812345678' } }),
    friend('device', { code: nila, identities: { device: 'device-1' } }),
    friend('same-device', { code: nila, identities: { device: 'device-1' } }),
    // Reported before the advocate is known by the same device.
    friend('before-mina', { code: mina, identities: { device: 'device-2' } }),
    friend('mina', { identities: { device: 'device-2' } }),
    friend('after-mina', { code: mina, identities: { device: 'device-2' } }),
    friend('unknown-code', { code: '0000000000' }),
    friend('unknown-click', { clickId: 'clk_unknown' }),
    friend('clicked', { clickId }),
    friend('own-phone', { code: rina, identities: { phone: '01912345678' } }),
    friend('rina', { code: nila }),
    friend('member', { code: nila }),
    { userId: 'no-phone', birthYear: 1990, country: 'BD', code: nila },
    friend('young', { code: nila, birthYear: new Date().getFullYear() - 5 }),
    friend('abroad', { code: nila, country: 'FR', identities: { phone: '+33612345678' } }),
    null,
    7,
    'text',
    [],
    {},
    { userId: '' },
    friend('field', { unknown: 1 }),
    friend('\0'),
    friend('bad-phone', { code: nila, identities: { phone: '12' } }),
    // Too old at first, then in time, then too old again: a repeat.
    friend('told-late', { code: nila, occurredAt: agoIso(30) }),
    friend('told-late', { code: nila, occurredAt: agoIso(1) }),
    friend('told-late', { code: nila, occurredAt: agoIso(30) }),
    // The cap of rina, who has three by now: "no-code", "plain" and the click.
    friend('above-cap', { code: rina }),
    // The budget's last reward goes to a late code, reported before another friend.
    friend('late'),
    ...['last-1', 'last-2', 'last-3'].map((userId) => friend(userId, { code: nila })),
    friend('late', { code: mina }),
    ...['last-4', 'last-5', 'last-6'].map((userId) => friend(userId, { code: mina })),
    friend('unknown-code', { code: mina }),
    friend('plain', { code: rina }),
  ]
}

for (const oneRewardPerDevice of [true, false]) {
  test(`each report is answered as by single calls in that order, with one reward per device: ${oneRewardPerDevice}`, async () => {
    const app = await sharedApp()
    const terms = {
      oneRewardPerDevice,
      caps: { perAdvocateTotal: 3, perAdvocatePerDay: null },
      minimumAge: 18,
      countries: ['BD'],
      requires: ['phone'],
    }
    const twin = async () => {
      const program = await app.liveProgram(terms, 8 * 2000)
      const members = [{ userId: 'member', createdAt: new Date(Date.now() - 99 * dayMs).toISOString() }]
      await app.ok('POST', `/v1/programs/${program.slug}/members`, { members })
      const { code: rina } = await app.join(program, 'rina', { identities: { phone: '01912345678' } })
      const [{ code: nila }, { code: mina }] = [await app.join(program, 'nila'), await app.join(program, 'mina')]
      return { program, signups: table({ rina, nila, mina, clickId: await app.click(program, rina) }) }
    }
    const [one, two] = [await twin(), await twin()]
    const single = comparable(await singly(app, one.program, one.signups))
    const together = comparable(await results(app, two.program, two.signups))
    assert.equal(together.length, one.signups.length)
    for (const [index, answer] of single.entries()) {
      assert.deepEqual(together[index], answer, JSON.stringify(one.signups[index]))
    }
    const said = new Set(single.map(({ body }) => body.reason))
    assert.deepEqual(
      reasonsMet.filter((reason) => !said.has(reason)),
      [],
    )
    assert.equal(said.has('same_device'), oneRewardPerDevice)
    assert.deepEqual(new Set(single.map(({ status }) => status)), new Set([200, 201, 422]))
    const [statsOne, statsTwo] = [await app.stats(one.program), await app.stats(two.program)]
    assert.equal(statsTwo.rewardsHeldMinor, statsOne.rewardsHeldMinor)
    await app.assertLedger(two.program)

    for (const { program } of [one, two]) await app.ok('POST', `/v1/programs/${program.slug}/pause`)
    const paused = ({ signups }: { signups: unknown[] }) => [
      { ...(signups[1] as Body), userId: 'during-pause', identities: { phone: '01555123456' } },
      signups[0],
    ]
    const pausedTogether = comparable(await results(app, two.program, paused(two)))
    assert.deepEqual(pausedTogether, comparable(await singly(app, one.program, paused(one))))
    assert.equal(pausedTogether[0].body.reason, 'program_not_live')
  })
}

test('of a thousand in one call the first get what the budget has, even beside single calls', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 700 * 2000)
  const { code } = await app.join(program, 'rina')
  const thousand = Array.from({ length: 1000 }, (_, n) => ({ userId: `friend-${n}`, code }))
  const [together, ...others] = await Promise.all([
    results(app, program, thousand),
    ...Array.from({ length: 40 }, (_, n) => app.signup(program, { userId: `alone-${n}`, code })),
  ])
  const outcomes = together.map(({ body }) => body.outcome)
  const granted = outcomes.indexOf('refused')
  assert.ok(granted >= 660)
  assert.deepEqual(new Set(outcomes.slice(0, granted)), new Set(['referred']))
  assert.deepEqual(new Set(outcomes.slice(granted)), new Set(['refused']))
  assert.equal(granted + others.filter(({ outcome }) => outcome === 'referred').length, 700)
  const again = await results(app, program, thousand)
  assert.ok(again.every(({ status }) => status === 200))
  assert.deepEqual(
    again.map(({ body }) => body),
    together.map(({ body }) => body),
  )
  await app.assertLedger(program)
})

test('a call with none, more than a thousand or no list is refused as a whole, and so is inexact JSON', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const path = `/v1/programs/${program.slug}/signups/batch`
  const reports = (count: number) => Array.from({ length: count }, (_, n) => ({ userId: `friend-${n}` }))
  for (const signups of [[], reports(1001), {}, null, 'text', undefined]) {
    const { status, body } = await batch(app, program, signups)
    assert.deepEqual([status, body.code, body.errors[0].path], [422, 'request_invalid', 'signups'])
  }
  const repeated = '{"signups":[{"userId":"friend-1"},{"userId":"friend-2","userId":"friend-3"}]}'
  const inexact = await app.call('POST', path, repeated)
  assert.deepEqual([inexact.status, inexact.body.errors[0].path], [422, 'signups.1.userId'])
  const large = await batch(app, program, [{ userId: 'friend-1', code: 'x'.repeat(3 * 1024 * 1024) }])
  assert.deepEqual([large.status, large.body.code], [413, 'body_too_large'])
  assert.equal((await app.stats(program)).signups, 0)
})

test('the same call twenty times at once, in two processes, is one reward each', async () => {
  const [one, two] = await twoProcesses()
  const program = await one.liveProgram()
  const { code } = await one.join(program, 'rina')
  const reports = Array.from({ length: 30 }, (_, n) => ({
    userId: `friend-${n % 25}`,
    code,
    identities: { phone: `01712345${100 + (n % 25)}` },
  }))
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => results(n % 2 === 0 ? one : two, program, reports)),
  )
  const bodies = answers.map((all) => all.map(({ body }) => body))
  for (const other of bodies) assert.deepEqual(other, bodies[0])
  assert.equal(answers.flat().filter(({ status }) => status === 201).length, 25)
  assert.equal((await two.stats(program)).rewardsHeldMinor, 25 * 2000)
  await one.assertLedger(program)
})

test('each report counts against the rate of the key, and a refused one is recorded', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const keyOf = async (body: Body) => {
    const { secret } = await app.ok('POST', `/v1/programs/${program.slug}/keys`, body)
    return new Api(app.url, secret)
  }
  const slow = await keyOf({ name: 'slow', callsPerSecondMax: 10 })
  const reports = Array.from({ length: 60 }, (_, n) => ({ userId: n === 30 ? '' : `friend-${n}` }))
  const answers = await results(slow, program, reports)
  assert.deepEqual(
    answers.flatMap(({ status }, index) => (status === 201 ? [] : [index, status])),
    [30, 422],
  )
  const next = await batch(slow, program, [{ userId: 'friend-late' }])
  assert.deepEqual([next.status, next.body.code], [429, 'too_many_calls'])
  assert.ok(Number(next.headers.get('retry-after')) >= 3, 'sixty calls take six seconds')
  const blind = await keyOf({ name: 'blind', permissions: ['programs:read'] })
  assert.equal((await batch(blind, program, reports)).status, 403)
  assert.equal((await app.stats(program)).signups, 59)
  await must(app.service, 'a service').refusedCalls.drained()
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/refusals?code=request_invalid`)
  assert.deepEqual(
    items.map(({ path, status, errors, fields }: Body) => [path, status, (errors ?? fields)[0].path]),
    [['/v1/programs/:program/signups/batch', 422, 'userId']],
  )
})
