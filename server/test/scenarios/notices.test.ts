/** What operators are told of: once for each item, person and way, without personal data, and failures are shown. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { tellOperators } from '../../src/domain/notices/tell.js'
import { isQuiet } from '../../src/domain/notices/settings.js'
import { mailerOf } from '../../src/mail.js'
import { bkash, cashOut, earners } from '../payouts/payouts.js'
import { startApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { invited } from '../support/operator.js'
import { startReceiver } from '../webhooks/receiver.js'

/** A real SMTP server on this machine. */
async function mailServer(t: Parameters<typeof atEnd>[0]) {
  const mails: string[] = []
  const state = { refuses: false }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, _session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (state.refuses) return done(Object.assign(new Error('full'), { responseCode: 452 }))
        mails.push(Buffer.concat(chunks).toString('utf8'))
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(t, () => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  return { mails, state, mailer: await mailerOf(`smtp://127.0.0.1:${port}`, 'bondhu@golpo.example') }
}

test('of two processes one tells each person once; a failing mail server is shown and tried again', async (t) => {
  const { mails, state, mailer } = await mailServer(t)
  let aheadMs = 0
  const clock = { nowMs: () => Date.now() + aheadMs }
  const app = await startApp(t, { clock })
  const second = await startApp(t, { clock, database: app.database })
  const program = await earners(app, [3, 3], { payouts: { autoApproveMaxMinor: 1 }, minimumPayoutMinor: 2000 })
  const people = [await invited(app, 'finance', program.slug), await invited(app, 'support', program.slug)]
  const settings = { kinds: ['approval', 'appeal'], approvalHours: 0, quietFrom: null, quietUntil: null }
  for (const { browser } of people) await browser.ok('POST', '/console/api/notifications', settings)
  const found = await app.service.programs.get(program.slug)
  const tell = async () => {
    const processes = [app, second].map(({ service }) =>
      tellOperators(service.context, found, { mailer, publicUrl: 'https://refer.golpo.example' }),
    )
    await Promise.all(processes)
  }
  await tell()
  assert.equal(mails.length, 0, 'nothing waits')

  await cashOut(app, program, { amountMinor: 4000, method: bkash() })
  for (let round = 0; round < 5; round++) await tell()
  assert.equal(mails.length, 1, 'finance is told once, and support does not approve')
  const [mail = ''] = mails
  assert.match(mail, new RegExp(`To: ${people[0]?.email}`))
  const text = Buffer.from(mail.split('\r\n\r\n').slice(1).join(''), 'base64').toString('utf8') + mail
  assert.match(text, /refer\.golpo\.example\/console\/programs/)
  for (const personal of ['a-1', '01712345678', '678']) assert.ok(!text.includes(`${personal} `), personal)

  state.refuses = true
  await cashOut(app, program, { amountMinor: 4000, method: bkash('01712345679') }, { userId: 'a-2' })
  await tell()
  const finance = people[0]?.browser ?? assert.fail()
  const saved = await finance.ok('GET', '/console/api/notifications')
  assert.match(saved.error, /^The mail server did not take the email: /)
  state.refuses = false
  await tell()
  assert.equal(mails.length, 1, 'not before its time')
  aheadMs = 10 * 60_000
  await tell()
  assert.equal(mails.length, 2)
  assert.equal((await finance.ok('GET', '/console/api/notifications')).error, null)
  const { items } = await app.ok('GET', '/v1/team/audit?action=operator.notifications')
  assert.equal(items.length, 2)
  const odd = await finance.call('POST', '/console/api/notifications', { ...settings, quietFrom: 22 })
  assert.deepEqual([odd.status, odd.body.code], [422, 'request_invalid'])
})

test('a chat is told once by one of two processes, with figures each day; its address stays secret', async (t) => {
  const chat = await startReceiver(t)
  let aheadMs = 0
  const clock = { nowMs: () => Date.now() + aheadMs }
  const app = await startApp(t, { clock })
  const second = await startApp(t, { clock, database: app.database })
  // Ten minutes later it is still the same day.
  const timeZone = new Date().getUTCHours() === 17 ? 'Africa/Abidjan' : 'Asia/Dhaka'
  const terms = { payouts: { autoApproveMaxMinor: 1 }, minimumPayoutMinor: 2000, timeZone }
  const program = await earners(app, [3, 3], terms)
  const { browser } = await invited(app, 'finance', program.slug)
  const settings = { kinds: ['approval'], approvalHours: 0, quietFrom: null, quietUntil: null, byEmail: false }
  const path = '/console/api/notifications'
  chat.answer = () => 404
  const refused = await browser.call('POST', path, { ...settings, chatUrl: chat.url })
  assert.deepEqual([refused.status, refused.body.code], [422, 'chat_url_refused'])
  assert.equal((await browser.ok('GET', path)).chatHost, null, 'nothing is saved')
  const inside = await browser.call('POST', path, { ...settings, chatUrl: 'http://10.0.0.1/hook' })
  assert.deepEqual([inside.status, inside.body.code], [422, 'chat_url_refused'])

  chat.answer = () => 200
  const secretUrl = `${chat.url}/services/T0/secret`
  const saved = await browser.ok('POST', path, { ...settings, chatUrl: secretUrl })
  assert.equal(saved.chatHost, new URL(chat.url).host)
  assert.equal(chat.accepted().length, 1, 'the first message says that the address works')
  const { items } = await app.ok('GET', '/v1/team/audit?action=operator.notifications')
  assert.ok(!JSON.stringify([saved, items]).includes('secret'))

  const found = await app.service.programs.get(program.slug)
  const tell = async () => {
    const out = { mailer: undefined, publicUrl: 'https://refer.golpo.example' }
    await Promise.all([app, second].map(({ service }) => tellOperators(service.context, found, out)))
  }
  const messages = () => chat.accepted().map(({ text }) => String(text))
  await cashOut(app, program, { amountMinor: 4000, method: bkash() })
  chat.answer = () => 500
  await tell()
  assert.match((await browser.ok('GET', path)).chatError, /answered 500/)
  chat.answer = () => 200
  aheadMs = 10 * 60_000
  for (let round = 0; round < 3; round++) await tell()
  assert.equal(messages().length, 2)
  assert.match(
    messages()[1] ?? '',
    /- Payouts to approve: 1\n[^]*https:\/\/refer\.golpo\.example\/console\/programs\/[^/]+\/inbox/,
  )
  assert.equal((await browser.ok('GET', path)).chatError, null)

  await browser.ok('POST', path, { ...settings, digestHour: 0 })
  for (let round = 0; round < 2; round++) await tell()
  assert.equal(messages().length, 3, 'one a day')
  await app.advance(program, 86_400)
  for (let round = 0; round < 2; round++) await tell()
  assert.equal(messages().length, 4)
  const figures = messages()[3] ?? ''
  for (const line of [/Counted friends: 6/, /Cost: ৳120\n/, /Budget left: ৳/, /Payouts to approve: 1/])
    assert.match(figures, line)
  for (const personal of ['a-1', '01712345678']) assert.ok(!figures.includes(personal), personal)

  const off = await browser.ok('POST', path, { ...settings, digestHour: null, chatUrl: null })
  assert.equal(off.chatHost, null)
  await app.advance(program, 86_400)
  await tell()
  assert.equal(messages().length, 4)
})

test('a budget that ends soon is told once until it is funded again, and each step of a close once', async (t) => {
  const chat = await startReceiver(t)
  const app = await startApp(t)
  const program = await app.liveProgram({}, 20 * 2000)
  const [advocate] = await app.participants(program, 1)
  for (let friend = 0; friend < 6; friend++) await app.signup(program, { userId: `f-${friend}`, code: advocate?.code })
  const people = [await invited(app, 'finance', program.slug), await invited(app, 'support', program.slug)]
  for (const { browser } of people) {
    await browser.ok('POST', '/console/api/notifications', {
      kinds: ['low_runway', 'close_step'],
      approvalHours: 0,
      runwayDays: 90,
      quietFrom: null,
      quietUntil: null,
      chatUrl: chat.url,
    })
  }
  const found = await app.service.programs.get(program.slug)
  const told = async () => {
    const before = chat.accepted().length
    const out = { mailer: undefined, publicUrl: 'https://refer.golpo.example' }
    for (let round = 0; round < 2; round++) await tellOperators(app.service.context, found, out)
    return chat
      .accepted()
      .slice(before)
      .map(({ text }) => String(text))
  }
  const first = await told()
  assert.equal(first.length, 1, 'finance alone')
  assert.match(first[0] ?? '', /- The budget ends soon: 1/)
  await app.fund(program, 1000)
  assert.equal((await told()).length, 1, 'funded, and still short')
  await app.ok('POST', `/v1/programs/${program.slug}/close`)
  const closing = await told()
  assert.equal(closing.length, 1)
  assert.match(closing[0] ?? '', /- Steps of the close: 1/)
})

test('quiet hours may pass midnight', () => {
  const hours = (quietFrom: number | null, quietUntil: number | null) =>
    [0, 6, 7, 12, 21, 22, 23].filter((hour) => isQuiet({ quietFrom, quietUntil }, hour))
  assert.deepEqual(hours(22, 7), [0, 6, 22, 23])
  assert.deepEqual(hours(0, 7), [0, 6])
  assert.deepEqual(hours(null, null), [])
})
