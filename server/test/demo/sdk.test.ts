/** The client that apps use, against a server that fails as real ones do. */
import { Bondhu, BondhuError } from '@bondhu/sdk'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'

const decision = { outcome: 'organic', reason: 'no_code' }

/** A client whose calls are answered from a list, the last one for ever. */
function scripted(answers: readonly (() => Response)[]) {
  const calls: { url: string; atMs: number }[] = []
  const bondhu = new Bondhu({
    url: 'http://service.example/',
    key: 'bk_test_x',
    program: 'golpo',
    fetch: async (input) => {
      calls.push({ url: input instanceof Request ? input.url : input.toString(), atMs: Date.now() })
      return (answers[calls.length - 1] ?? answers.at(-1) ?? assert.fail())()
    },
  })
  return { bondhu, calls }
}

test('the client retries a signup when the service is overloaded or down, and returns the decision', async () => {
  const { bondhu, calls } = scripted([
    () => Response.json({ code: 'overloaded', detail: 'later' }, { status: 503, headers: { 'retry-after': '1' } }),
    () => {
      throw new TypeError('fetch failed')
    },
    () => Response.json({ code: 'rate_limited' }, { status: 429 }),
    () => Response.json(decision, { status: 201 }),
  ])
  assert.deepEqual(await bondhu.signup({ userId: 'u-1' }), decision)
  assert.equal(calls.length, 4)
  assert.equal(calls[0]?.url, 'http://service.example/v1/programs/golpo/signups')
  assert.ok((calls[1]?.atMs ?? 0) - (calls[0]?.atMs ?? 0) >= 990, 'as long as Retry-After says')
})

test('retries are limited, and then the caller gets an error that the service is down', async () => {
  const { bondhu, calls } = scripted([
    () => {
      throw new TypeError('fetch failed')
    },
  ])
  await assert.rejects(bondhu.signup({ userId: 'u-1' }), (error) => {
    assert.ok(error instanceof BondhuError)
    assert.deepEqual([error.status, error.code, error.temporary], [0, 'unreachable', true])
    return true
  })
  assert.equal(calls.length, 5)
})

test('many signups in one call have a result each, and a call that could not be decided is retried', async () => {
  const results = [{ status: 201, body: decision }]
  const { bondhu: patient, calls } = scripted([
    () => Response.json({ code: 'overloaded', detail: 'later' }, { status: 503 }),
    () => Response.json({ results }),
  ])
  assert.deepEqual(await patient.signups([{ userId: 'u-1' }]), results)
  assert.equal(calls.length, 2)

  const app = await sharedApp()
  const { slug } = await app.liveProgram()
  const { secret } = await app.ok('POST', `/v1/programs/${slug}/keys`, { name: 'app' })
  const bondhu = new Bondhu({ url: app.url, key: secret, program: slug })
  const reports = [{ userId: 'u-1' }, { userId: 'u-2', identities: { phone: '12' } }, { userId: 'u-1' }]
  const answers = await bondhu.signups(reports)
  assert.deepEqual(
    answers.map(({ status, body }) => [status, 'outcome' in body ? body.outcome : body.code]),
    [
      [201, 'organic'],
      [422, 'request_invalid'],
      [200, 'organic'],
    ],
  )
})

test('a call that does nothing twice is sent again after a 500, and any other call is not', async () => {
  const failing = () => Response.json({ code: 'internal', detail: 'a bug' }, { status: 500 })
  const busy = () => Response.json({ code: 'too_many_calls', detail: 'later' }, { status: 429 })
  const done = () => Response.json({ items: [], nextCursor: null })
  const safe: ((bondhu: Bondhu) => Promise<unknown>)[] = [
    (bondhu) => bondhu.join('u-1'),
    (bondhu) => bondhu.participant('u-1'),
    (bondhu) => bondhu.members([]),
    (bondhu) => bondhu.cashOut('u-1', { amountMinor: 100 }, 'once'),
    (bondhu) => bondhu.api.addFunding({ amountMinor: 100, reference: 'slip' }),
    async (bondhu) => bondhu.api.listPayouts(),
  ]
  for (const call of safe) {
    const { bondhu, calls } = scripted([failing, done])
    await call(bondhu)
    assert.equal(calls.length, 2, String(call))
  }
  const unsafe: ((bondhu: Bondhu) => Promise<unknown>)[] = [
    (bondhu) => bondhu.api.createKey({ name: 'app' }),
    (bondhu) => bondhu.advanceClock(60),
    (bondhu) => bondhu.api.deleteWebhook('whk_1'),
  ]
  for (const call of unsafe) {
    const { bondhu, calls } = scripted([failing, done])
    await assert.rejects(call(bondhu), { code: 'internal', temporary: true })
    assert.equal(calls.length, 1, String(call))
    // Above the rate nothing was done.
    const { bondhu: fast, calls: limited } = scripted([busy, done])
    await call(fast)
    assert.equal(limited.length, 2, String(call))
  }
})

test('an id, key or program that is undefined is refused before it becomes an address', async () => {
  const missing = undefined as unknown as string
  const { bondhu, calls } = scripted([() => Response.json({})])
  for (const userId of [missing, '', 'undefined', 'null']) {
    await assert.rejects(async () => bondhu.join(userId), { code: 'argument_invalid', temporary: false })
    await assert.rejects(async () => bondhu.api.getParticipant(userId), { code: 'argument_invalid' })
  }
  await assert.rejects(async () => bondhu.cashOut('u-1', { amountMinor: 100 }, missing), { code: 'argument_invalid' })
  assert.equal(calls.length, 0)
  const options = { url: 'http://service.example', key: 'bk_test_x', program: 'golpo' }
  for (const name of ['url', 'key', 'program']) {
    assert.throws(() => new Bondhu({ ...options, [name]: undefined }), { code: 'argument_invalid' })
  }
})

test('an address with a path, and a service that is away, are named in the error', async () => {
  const options = { key: 'bk_test_x', program: 'golpo', attempts: 1 }
  for (const url of ['http://service.example/v1', 'service.example', 'http://service.example?x=1']) {
    assert.throws(() => new Bondhu({ ...options, url }), /url must be the origin of the service/, url)
  }
  const away = () => Promise.reject(new TypeError('fetch failed'))
  await assert.rejects(new Bondhu({ ...options, url: 'http://service.example/', fetch: away }).program(), {
    message: 'unreachable: http://service.example cannot be reached.',
  })
})

test('a list is its first page when awaited, and every item of every page when iterated', async () => {
  const pages = [
    { items: [{ id: 1 }, { id: 2 }], nextCursor: 'two' },
    { items: [{ id: 3 }], nextCursor: null },
  ]
  const answers = pages.map((page) => () => Response.json(page))
  const { bondhu: one } = scripted(answers)
  assert.deepEqual(await one.payouts('u-1'), pages[0])
  const { bondhu, calls } = scripted(answers)
  const ids: unknown[] = []
  for await (const { id } of bondhu.payouts('u-1', { limit: 2 })) ids.push(id)
  assert.deepEqual(ids, [1, 2, 3])
  assert.deepEqual(
    calls.map(({ url }) => new URL(url).search),
    ['?limit=2', '?limit=2&cursor=two'],
  )
})

test('a caller can end a call, with its retries', async () => {
  const down = () => {
    throw new TypeError('fetch failed')
  }
  const { bondhu, calls } = scripted([down])
  const signal = AbortSignal.timeout(50)
  await assert.rejects(bondhu.api.createSignup({ userId: 'u-1' }, { signal, attempts: 100 }), { name: 'TimeoutError' })
  assert.ok(calls.length < 5)
})

test('an invalid call is not retried, and the error names the field', async () => {
  const app = await sharedApp()
  const { slug } = await app.liveProgram()
  const { secret } = await app.ok('POST', `/v1/programs/${slug}/keys`, { name: 'app' })
  const bondhu = new Bondhu({ url: app.url, key: secret, program: slug })
  await assert.rejects(bondhu.signup({ userId: 'u-1', identities: { phone: '12' } }), (error) => {
    assert.ok(error instanceof BondhuError)
    assert.deepEqual([error.status, error.code, error.temporary], [422, 'request_invalid', false])
    assert.equal(error.fields[0]?.path, 'identities.phone')
    assert.match(error.detail, /identities\.phone is not a phone number, like 01712345678/)
    assert.match(error.requestId ?? '', /./)
    return true
  })
})

test('every call of the client reaches its route', async () => {
  const app = await sharedApp()
  const { slug } = await app.liveProgram({ qualifyingEvent: { name: 'first_story', withinDays: 3 } })
  const { secret } = await app.ok('POST', `/v1/programs/${slug}/keys`, { name: 'app' })
  const bondhu = new Bondhu({ url: app.url, key: secret, program: slug })
  assert.deepEqual(await bondhu.members([{ userId: 'old', identities: { phone: '01712345678' } }]), {
    received: 1,
    added: 1,
  })
  const { code } = await bondhu.join('rina/১', { locale: 'bn' })
  assert.deepEqual(await bondhu.codes(String(code)), { code, valid: true })
  const pending = await bondhu.signup({ userId: 'friend', code: String(code) })
  assert.equal(pending.referral?.state, 'pending')
  assert.equal((await bondhu.event('friend', 'first_story')).qualified, true)
  assert.equal((await bondhu.participant('rina/১')).balances.heldMinor, 2000)
  assert.equal((await bondhu.api.getParticipant('rina/১')).balances.heldMinor, 2000)
  assert.equal((await bondhu.referrals('rina/১', { limit: 1 })).items[0]?.state, 'counted')
  await bondhu.advanceClock(7 * 86_400)
  assert.equal((await bondhu.transfers('rina/১')).items[0]?.step, 'release')
  assert.equal((await bondhu.stats()).rewardsAvailableMinor, 2000)
  assert.equal((await bondhu.program()).holdDays, 7)
  const method = { kind: 'bkash', account: '01712345678' } as const
  assert.equal((await bondhu.payoutMethod('rina/১', method)).hint, '678')
  const payout = await bondhu.cashOut('rina/১', { amountMinor: 2000, method }, 'once')
  assert.deepEqual(await bondhu.cashOut('rina/১', { amountMinor: 2000 }, 'once'), payout)
  assert.deepEqual(
    (await bondhu.payouts('rina/১')).items.map(({ id }) => id),
    [payout.id],
  )
  await bondhu.identities('friend', { email: 'friend@example.com' })
  assert.match(await (await bondhu.api.exportParticipants()).text(), /friend/)
  await bondhu.leave('friend')
  await bondhu.comeBack('friend')
  await bondhu.erase('friend')
})
