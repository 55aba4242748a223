/** Webhooks over real HTTP, on a clock that tests move: sent once in order, tried again, given up, signed, and never inside. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Webhook as Signer } from 'standardwebhooks'
import { WebhookSender } from '../../src/domain/webhooks/sender.js'
import type { Body, TestProgram } from '../support/api.js'
import { startApp, type TestApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { assertInOrder, signedWith, startReceiver, type Receiver } from './receiver.js'
import { until } from '../support/until.js'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

interface Stage {
  readonly app: TestApp
  readonly program: TestProgram
  readonly receiver: Receiver
  readonly webhook: Body
  readonly path: string
  readonly sender: WebhookSender
  /** Moves the clock of the service. */
  readonly pass: (ms: number) => void
  /** Sends until nothing is due. */
  readonly drain: () => Promise<void>
  readonly feed: () => Promise<Body[]>
}

async function setTheStage(t: TestContext, settings: Body = {}): Promise<Stage> {
  let offsetMs = 0
  const clock = { nowMs: () => Date.now() + offsetMs }
  const app = await startApp(t, { clock })
  const program = await app.liveProgram()
  // In a busy cluster the feed stands a moment behind, and a webhook would be told of what came just before it.
  assert.equal((await app.told(program, 'program.launched', 1)).length, 1)
  const receiver = await startReceiver(t)
  const base = `/v1/programs/${program.slug}`
  const webhook = await app.ok('POST', `${base}/webhooks`, { url: receiver.url, ...settings })
  const sender = senderOf(app)
  atEnd(t, () => sender.stop())
  return {
    app,
    program,
    receiver,
    webhook,
    path: `${base}/webhooks/${webhook.id}`,
    sender,
    pass: (ms) => void (offsetMs += ms),
    drain: () => drain(sender),
    feed: () => wholeFeed(app, program),
  }
}

/** Every change of the program: a transaction elsewhere in the cluster may hold the newest back for a moment. */
async function wholeFeed(app: TestApp, { slug }: TestProgram): Promise<Body[]> {
  const { sql } = app.service.context
  const events: Body[] = []
  let cursor = ''
  await until('the whole feed', async () => {
    const after = cursor && `&cursor=${cursor}`
    const { items, nextCursor } = await app.ok('GET', `/v1/programs/${slug}/changes?limit=100${after}`)
    events.push(...items)
    cursor = nextCursor
    const [kept] =
      await sql`select count(*)::int as count from changes join programs on programs.id = program_id where slug = ${slug}`
    return events.length === kept?.count
  })
  return events
}

function senderOf(app: TestApp): WebhookSender {
  const programOf = async (programId: number) => (await app.service.programs.list()).find(({ id }) => id === programId)
  return new WebhookSender(app.service.context, programOf, (error) => {
    throw error
  })
}

async function drain(sender: WebhookSender): Promise<void> {
  while ((await sender.start()) > 0) await sender.idle()
}

/** What the webhook has not heard of yet may be held back a moment by a transaction elsewhere in the cluster. */
async function heard({ drain: send, receiver }: Stage, count: number): Promise<void> {
  await until(`${count} accepted`, async () => {
    await send()
    return receiver.accepted().length >= count
  })
}

test('a webhook receives new changes, signed, with the content of the feed', async (t) => {
  const stage = await setTheStage(t)
  const { app, program, receiver, webhook, path } = stage
  assert.match(webhook.secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
  const { code } = await app.join(program, 'rina')
  await app.signup(program, { userId: 'karim', code })
  await heard(stage, 2)
  const feed = (await stage.feed()).slice(-2)
  assert.deepEqual(receiver.accepted(), feed)
  for (const one of receiver.received) {
    const headers = { ...one.headers } as Record<string, string>
    assert.deepEqual(new Signer(webhook.secret).verify(one.text, headers), one.event, 'any library can verify it')
    assert.equal(one.headers['webhook-id'], one.event.id)
    assert.equal(one.headers['content-type'], 'application/json')
  }
  const { items } = await app.ok('GET', `${path}/deliveries`)
  assert.deepEqual(
    items.map(({ id, type, state, tries, status }: Body) => [id, type, state, tries, status]),
    feed.toReversed().map(({ id, type }) => [id, type, 'delivered', 1, 200]),
  )
  assert.ok((await app.ok('GET', path)).acceptedAt)
  const kept = await app.service.context.sql`select secret from webhooks`
  assert.ok(!JSON.stringify(kept).includes(webhook.secret), 'the secret is sealed')
})

test('a webhook receives only the kinds and audiences it asked for', async (t) => {
  const stage = await setTheStage(t, { types: ['participant.joined', 'program.paused'] })
  const { app, program, receiver } = stage
  const base = `/v1/programs/${program.slug}`
  const other = await startReceiver(t)
  await app.ok('POST', `${base}/webhooks`, { url: other.url, audiences: ['friend'] })
  const { code } = await app.join(program, 'rina')
  await app.signup(program, { userId: 'karim', code })
  await app.ok('POST', `${base}/pause`)
  await heard(stage, 2)
  await until('the other one', async () => (await stage.drain(), other.accepted().length === 1))
  // Of two subjects either may be told first: the order is kept for each account.
  assert.deepEqual(
    new Set(receiver.accepted().map(({ type }) => type)),
    new Set(['participant.joined', 'program.paused']),
  )
  assert.deepEqual(
    other.accepted().map(({ type }) => type),
    ['referral.counted'],
  )
})

test('a receiver that was down for a day gets everything when it is back, signed and in order per account', async (t) => {
  const stage = await setTheStage(t)
  const { app, program, receiver, webhook, pass } = stage
  let up = false
  receiver.answer = () => (up ? 200 : 503)
  const advocates = await app.participants(program, 12)
  let friends = 0
  for (let hour = 0; hour < 24; hour++) {
    await Promise.all(
      advocates
        .slice(0, 4 + (hour % 5))
        .map(({ code }) => app.signup(program, { userId: `friend-${++friends}`, code })),
    )
    // Some friends become advocates: their own changes follow the one by which they came.
    if (hour % 4 === 0) await app.join(program, `friend-${friends}`)
    for (let step = 0; step < 4; step++) {
      pass(15 * minuteMs)
      await stage.drain()
    }
  }
  assert.equal(receiver.accepted().length, 0)
  const tries = receiver.received.length
  assert.ok(tries > 90 && tries < 130, `asked ${tries} times in a day, and not once for every change`)
  assert.equal((await app.ok('GET', stage.path)).state, 'active')
  up = true
  pass(5 * minuteMs)
  const feed = (await stage.feed()).slice(2)
  await heard(stage, feed.length)
  const accepted = receiver.accepted()
  assert.deepEqual(new Set(accepted.map(({ id }) => id)), new Set(feed.map(({ id }) => id)))
  assert.equal(accepted.length, feed.length, 'each once')
  assertInOrder(accepted, feed)
  for (const one of receiver.received) assert.deepEqual(signedWith(one, [webhook.secret]), [webhook.secret])
  t.diagnostic(`${feed.length} changes, ${tries} tries while it was down`)
})

test('a receiver that accepts nothing for three days is disabled with a notice, and loses nothing', async (t) => {
  const stage = await setTheStage(t)
  const { app, program, receiver, path, pass } = stage
  const watcher = await startReceiver(t)
  await app.ok('POST', `/v1/programs/${program.slug}/webhooks`, { url: watcher.url, types: ['webhook.disabled'] })
  receiver.answer = () => 500
  const { code } = await app.join(program, 'rina')
  const triesOf = async () => (await app.ok('GET', `${path}/deliveries`)).items[0]?.tries ?? 0
  await until('the first try', async () => (await stage.drain(), (await triesOf()) === 1))
  let hours = 0
  while ((await app.ok('GET', path)).state === 'active' && hours < 100) {
    pass(hourMs)
    hours += 1
    await stage.drain()
  }
  assert.ok(hours >= 72 && hours <= 84, `${hours} hours`)
  const disabled = await app.ok('GET', path)
  assert.deepEqual([disabled.state, disabled.disabledBecause, await triesOf()], ['disabled', 'failing', 10])
  assert.ok(disabled.failingSince)
  await until('the notice', async () => (await stage.drain(), watcher.accepted().length === 1))
  const [notice] = watcher.accepted()
  assert.deepEqual(notice.data, { reason: 'failing', webhook: disabled.id })
  const asked = receiver.received.length
  receiver.answer = () => 200
  await app.signup(program, { userId: 'karim', code })
  await stage.drain()
  assert.equal(receiver.received.length, asked, 'it is left alone')
  await app.ok('PATCH', path, { state: 'active' })
  await heard(stage, 3)
  assertInOrder(receiver.accepted(), await stage.feed())
  assert.deepEqual(
    receiver
      .accepted()
      .map(({ type }) => type)
      .toSorted((a, b) => (a < b ? -1 : 1)),
    ['participant.joined', 'referral.counted', 'webhook.disabled'],
  )
})

test('an event that is never accepted delays only its own people, and is given up with a notice', async (t) => {
  const stage = await setTheStage(t)
  const { app, program, receiver, path, pass } = stage
  receiver.answer = ({ data }) => (data.friendUserId === 'poison' ? 500 : 200)
  const [rina, other] = await app.participants(program, 2)
  await app.signup(program, { userId: 'poison', code: rina?.code })
  await app.signup(program, { userId: 'after it', code: rina?.code })
  await app.signup(program, { userId: 'elsewhere', code: other?.code })
  await heard(stage, 3)
  const came = () => receiver.accepted().map(({ type, data }) => data.friendUserId ?? type)
  // The order holds for each person, not between them.
  assert.deepEqual([came().length, new Set(came())], [3, new Set(['participant.joined', 'elsewhere'])])
  for (let hour = 0; hour < 84; hour++) {
    pass(hourMs)
    const userId = `friend-${hour}`
    await app.signup(program, { userId, code: other?.code })
    // Heard within its hour: in a busy cluster the feed stands a moment behind.
    await until(userId, async () => (await stage.drain(), came().includes(userId)))
  }
  await heard(stage, 3 + 84 + 2)
  assert.equal((await app.ok('GET', path)).state, 'active')
  const { items } = await app.ok('GET', `${path}/deliveries?state=failed`)
  assert.deepEqual(
    items.map(({ type, tries, status, error }: Body) => [type, tries, status, error]),
    [['referral.counted', 10, 500, 'It answered 500.']],
  )
  const [after, notice] = [came().indexOf('after it'), came().indexOf('webhook.gave_up')]
  assert.ok(after > 70 && notice > 70, 'not before three days had passed')
  receiver.answer = () => 200
  await app.ok('POST', `${path}/deliveries/${items[0].id}/resend`)
  await until('sent again', async () => (await stage.drain(), came().includes('poison')))
})

test('a receiver that answers 410 is not called again', async (t) => {
  const stage = await setTheStage(t)
  const { app, program, receiver, path } = stage
  receiver.answer = () => 410
  await app.join(program, 'rina')
  await until('disabled', async () => (await stage.drain(), (await app.ok('GET', path)).state === 'disabled'))
  assert.equal((await app.ok('GET', path)).disabledBecause, 'gone')
  assert.equal(receiver.received.length, 1)
})

test('a redirect is a failure and is not followed; a missing answer does not block others', async (t) => {
  const stage = await setTheStage(t)
  const { app, program, receiver, path } = stage
  const silent = await startReceiver(t)
  silent.answer = () => 'silence'
  await app.ok('POST', `/v1/programs/${program.slug}/webhooks`, { url: silent.url })
  receiver.answer = ({ type }) => (type === 'program.paused' ? 302 : 200)
  await app.ok('POST', `/v1/programs/${program.slug}/pause`)
  for (let n = 0; n < 20; n++) await app.join(program, `person-${n}`)
  await until(
    'the one that answers',
    async () => {
      await stage.sender.start()
      return receiver.accepted().length === 20
    },
    6_000,
  )
  assert.ok(receiver.received.every(({ event, status }) => (event.type === 'program.paused') === (status === 302)))
  // The answer has come before what it was is written down.
  const pending = async () => (await app.ok('GET', `${path}/deliveries?state=pending`)).items
  await until('the refusal is written', async () => (await pending())[0]?.status === 302)
  assert.match((await pending())[0].error, /redirect/)
})

test('during a rotation both secrets sign, and a day later only the new one', async (t) => {
  const stage = await setTheStage(t)
  const { app, program, receiver, webhook, path, pass } = stage
  const { secret, previousSecretUntil } = await app.ok('POST', `${path}/rotate-secret`)
  assert.ok(Date.parse(previousSecretUntil) > Date.now() + 23 * hourMs)
  assert.notEqual(secret, webhook.secret)
  await app.join(program, 'rina')
  await heard(stage, 1)
  pass(25 * hourMs)
  await app.join(program, 'karim')
  await heard(stage, 2)
  const [both, alone] = receiver.received
  assert.ok(both && alone)
  assert.deepEqual(signedWith(both, [secret, webhook.secret]), [secret, webhook.secret])
  assert.deepEqual(signedWith(alone, [secret, webhook.secret]), [secret])
})

test('a range is replayed page by page, with the same ids', async (t) => {
  const stage = await setTheStage(t, { types: ['participant.joined'] })
  const { app, program, receiver, path } = stage
  await app.participants(program, 5)
  await heard(stage, 5)
  const ids = receiver.accepted().map(({ id }) => id)
  const since = new Date(Date.now() - minuteMs).toISOString()
  const before = new Date(Date.now() - 30_000).toISOString()
  assert.deepEqual(await app.ok('POST', `${path}/replay`, { since, until: before }), { queued: 0, nextCursor: null })
  assert.deepEqual(await app.ok('POST', `${path}/replay`, { since }), { queued: 5, nextCursor: null })
  await heard(stage, 10)
  assert.deepEqual(
    receiver
      .accepted()
      .slice(5)
      .map(({ id }) => id)
      .toSorted(byText),
    ids.toSorted(byText),
  )
  const late = new Date(Date.now() + minuteMs).toISOString()
  assert.equal((await app.ok('POST', `${path}/replay`, { since: late })).queued, 0)
})

const byText = (a: string, b: string) => (a < b ? -1 : 1)

test('two senders of one webhook send each delivery once', async (t) => {
  const stage = await setTheStage(t)
  const { app, program, receiver } = stage
  const advocates = await app.participants(program, 6)
  const signups = Array.from({ length: 60 }, (_, index) =>
    app.signup(program, { userId: `friend-${index}`, code: advocates[index % 6]?.code }),
  )
  const senders = [stage.sender, senderOf(app), senderOf(app)]
  await Promise.all([
    ...signups,
    ...senders.map((sender) => until('all of it', async () => (await drain(sender), receiver.accepted().length >= 66))),
  ])
  const feed = await stage.feed()
  assert.equal(new Set(receiver.accepted().map(({ id }) => id)).size, 66)
  assert.equal(receiver.received.length, 66)
  assertInOrder(receiver.accepted(), feed)
})

test('a webhook that is disabled, removed or changed during sending is respected', async (t) => {
  const stage = await setTheStage(t)
  const { app, program, receiver, path } = stage
  await app.ok('PATCH', path, { state: 'disabled' })
  await app.join(program, 'rina')
  await stage.drain()
  assert.equal(receiver.received.length, 0)
  const elsewhere = await startReceiver(t)
  const changed = await app.ok('PATCH', path, { url: elsewhere.url, state: 'active', types: ['participant.joined'] })
  assert.deepEqual([changed.url, changed.types, changed.state], [elsewhere.url, ['participant.joined'], 'active'])
  await until('at the new address', async () => (await stage.drain(), elsewhere.accepted().length === 1))
  await app.ok('DELETE', path)
  assert.equal((await app.call('GET', path)).body.code, 'webhook_not_found')
  await app.join(program, 'karim')
  await stage.drain()
  assert.equal(elsewhere.received.length, 1)
  await app.advance(program, 60)
  const left = await app.service.context.sql`select id from webhooks union all select change_id from webhook_deliveries`
  assert.equal(left.count, 0, 'a sweep removes what it left')
})

test('an internal address is refused when it is set, and a name that resolves to one when it is called', async (t) => {
  const stage = await setTheStage(t)
  const { app, program, path } = stage
  const webhooks = `/v1/programs/${program.slug}/webhooks`
  const inside = [
    'http://127.0.0.2/ https://127.0.0.2/ https://10.0.0.1/ https://192.168.1.1/x https://169.254.169.254/latest',
    'https://2130706434/ https://0x7f.2/ https://0177.0.0.2/ https://[::1]/ https://[::ffff:127.0.0.2]/ https://0/',
    'https://[fe80::1]/ https://[fd00::1]/ https://[64:ff9b::7f00:2]/ http://8.8.8.8/ https://user:pass@8.8.8.8/',
    'https://app.example.com:0/ https://*.example.com/ https://app.invalid/ https://app..example.com/',
  ].flatMap((line) => line.split(' '))
  for (const url of inside) {
    for (const [method, at] of [
      ['POST', webhooks],
      ['PATCH', path],
    ] as const) {
      const answer = await app.call(method, at, { url })
      assert.deepEqual([answer.status, answer.body.code], [422, 'webhook_url_refused'], url)
    }
  }
  // Of `localhost` both addresses would have to be allowed: only 127.0.0.1 is.
  const named = await app.ok('POST', webhooks, { url: 'https://localhost.localdomain.test:1/' })
  const rebound = await app.ok('POST', webhooks, { url: 'https://ip6-localhost:1/' })
  await app.join(program, 'rina')
  for (const { id } of [named, rebound]) {
    await until('an attempt', async () => {
      await stage.drain()
      return (await app.ok('GET', `${webhooks}/${id}/deliveries`)).items[0]?.tries >= 1
    })
    const { items } = await app.ok('GET', `${webhooks}/${id}/deliveries`)
    assert.deepEqual([items[0].state, items[0].status], ['pending', null])
  }
})

test('a program has twenty webhooks at most, also when thirty are added at once', async (t) => {
  const { app, program, receiver } = await setTheStage(t)
  const path = `/v1/programs/${program.slug}/webhooks`
  const answers = await Promise.all(Array.from({ length: 30 }, () => app.call('POST', path, { url: receiver.url })))
  assert.equal(answers.filter(({ status }) => status === 201).length, 19)
  assert.ok(answers.every(({ status, body }) => status === 201 || body.code === 'webhook_limit_reached'))
  assert.equal((await app.ok('GET', path)).items.length, 20)
})
