/** Emails to operators: once for each item and person, without personal data, and visible when the mail server fails. */
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
  return { mails, state, mailer: mailerOf(`smtp://127.0.0.1:${port}`, 'bondhu@golpo.example') }
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
      tellOperators(service.context, found, mailer, 'https://refer.golpo.example'),
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

test('quiet hours may pass midnight', () => {
  const hours = (quietFrom: number | null, quietUntil: number | null) =>
    [0, 6, 7, 12, 21, 22, 23].filter((hour) => isQuiet({ kinds: [], approvalHours: 0, quietFrom, quietUntil }, hour))
  assert.deepEqual(hours(22, 7), [0, 6, 22, 23])
  assert.deepEqual(hours(0, 7), [0, 6])
  assert.deepEqual(hours(null, null), [])
})
