/** A stop under load: every request that was read is answered, and what comes later is told to come back. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectDatabase, transaction } from '../../src/db/connect.js'
import { person } from '../support/api.js'
import { startApp, type TestApp } from '../support/app.js'
import { atEnd, testDatabase } from '../support/database.js'
import { secret } from '../support/app.js'
import { startProcess } from '../support/processes.js'
import { until } from '../support/until.js'

const request = (line: string, ...headers: string[]) => [line, 'Host: bondhu.example', ...headers, '', ''].join('\r\n')
const linkRequest = (code: string) => request(`GET /r/golpo/${code} HTTP/1.1`, `User-Agent: ${person}`)

interface Caller {
  readonly socket: Socket
  /** Requests that were sent, and answers that came whole. */
  sent: number
  readonly answers: string[]
}

test('hundreds of link requests in flight at SIGTERM are answered, each with the end of its connection', async (t) => {
  const { serviceUrl, ownerUrl } = await testDatabase(t)
  const env = { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl, BONDHU_SECRET: secret }
  const service = await startProcess(t, env, ['serve', '--no-jobs'])
  const program = await service.liveProgram({ slug: 'golpo' })
  const { code } = await service.join(program, 'rina')
  const callers = Array.from({ length: 400 }, () => caller(service.url))
  for (const one of callers) one.socket.on('data', () => isFree(one) && ask(one, linkRequest(code)))
  for (const one of callers) ask(one, linkRequest(code))
  await until('everybody has been answered once', () =>
    Promise.resolve(callers.every(({ answers }) => answers.length > 0)),
  )
  await sleep(300)
  const ended = once(service.child, 'exit')
  service.child.kill('SIGTERM')
  await Promise.all(callers.map(async ({ socket }) => socket.closed || once(socket, 'close')))
  assert.deepEqual(await ended, [0, null])
  const cutOff = callers.filter(({ sent, answers }) => sent !== answers.length)
  assert.equal(cutOff.length, 0, `${cutOff.length} of ${callers.length} were cut off`)
  assert.ok(callers.every(({ answers }) => answers.every((answer) => answer.startsWith('HTTP/1.1 302 '))))
  assert.ok(callers.every(({ answers }) => /^connection: close$/im.test(answers.at(-1) ?? '')))
  const visits = callers.reduce((sum, { answers }) => sum + answers.length, 0)
  const owner = connectDatabase(ownerUrl, { max: 1 })
  atEnd(t, () => owner.end({ timeout: 5 }))
  const [row] = await owner<{ clicks: number }[]>`select count(*)::int as clicks from clicks`
  assert.equal(row?.clicks, visits, 'each answer is a click that was kept')
})

test('requests read during a stop are answered: links redirect, calls get a 503', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram({ slug: 'golpo' })
  const { code } = await app.join(program, 'rina')
  // Each waits on a connection that was used before; two are Node's by now.
  const [link, api, page] = [caller(app.url), caller(app.url), caller(app.url)]
  for (const one of [link, api, page])
    await answered(one, one === link ? linkRequest(code) : request('GET /healthz HTTP/1.1'))
  const ahead = caller(app.url)
  const stopping = await whileNoClickIsWritten(app, async (isWaiting) => {
    ask(ahead, linkRequest(code))
    await isWaiting()
    const stopped = app.stop(5_000)
    // A second and a third request before the first is answered.
    ask(ahead, request('GET /healthz HTTP/1.1'))
    ask(ahead, request('HEAD /docs HTTP/1.1'))
    ask(api, request('GET /v1/programs/golpo HTTP/1.1', `Authorization: Bearer ${app.token}`))
    ask(page, request('GET /p/golpo HTTP/1.1'))
    await Promise.all([api, page].map(({ socket }) => once(socket, 'close')))
    return { stopped }
  })
  ask(link, linkRequest(code))
  await stopping.stopped
  await Promise.all([link, ahead].map(async ({ socket }) => socket.closed || once(socket, 'close')))
  assert.match(link.answers.at(-1) ?? '', /^HTTP\/1\.1 302 .*^connection: close\r$/ims)
  for (const { answers } of [api, page]) assertTurnedAway(answers.at(-1) ?? '')
  assert.equal(ahead.answers.length, 3, 'requests that were sent ahead are all answered')
  assert.match(ahead.answers[0] ?? '', /^HTTP\/1\.1 302 /)
  assertTurnedAway(ahead.answers[1] ?? '', 'keep-alive')
})

function assertTurnedAway(answer: string, connection = 'close'): void {
  assert.match(answer, /^HTTP\/1\.1 503 /)
  assert.match(answer, /^content-type: application\/problem\+json\r$/im)
  assert.match(answer, /^retry-after: [1-9]\d*\r$/im)
  assert.match(answer, new RegExp(`^connection: ${connection}\\r$`, 'im'))
  const { status, code, detail } = JSON.parse(answer.split('\r\n\r\n')[1] ?? '') as Record<string, unknown>
  assert.deepEqual([status, code, typeof detail], [503, 'shutting_down', 'string'])
}

/** @param work is told when somebody waits for a click to be written */
async function whileNoClickIsWritten<T>(
  app: TestApp,
  work: (isWaiting: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const owner = connectDatabase(app.database.ownerUrl, { max: 1 })
  try {
    return await transaction(owner, async (tx) => {
      await tx`lock table clicks in access exclusive mode`
      return work(async () => {
        while ((await tx`select from pg_locks where relation = 'clicks'::regclass and not granted`).count === 0)
          await sleep(10)
      })
    })
  } finally {
    await owner.end({ timeout: 5 })
  }
}

function caller(url: string): Caller {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname).setEncoding('latin1')
  const one: Caller = { socket, sent: 0, answers: [] }
  let text = ''
  socket.on('data', (part: string) => {
    text += part
    for (let end = endOf(text); end !== undefined; end = endOf(text)) {
      one.answers.push(text.slice(0, end))
      text = text.slice(end)
    }
  })
  socket.on('error', () => {})
  return one
}

/** Where the first answer in the text ends. Answers to HEAD have no body: they come last here. */
function endOf(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n')
  if (head === -1) return undefined
  const length = Number(/^content-length: (\d+)/im.exec(text.slice(0, head))?.[1] ?? 0)
  const end = head + 4 + length
  if (text.length >= end) return end
  return /^connection: close\r?$/im.test(text.slice(0, head)) && text.length === head + 4 ? text.length : undefined
}

function isFree({ socket, sent, answers }: Caller): boolean {
  return sent === answers.length && socket.writable && !/^connection: close\r?$/im.test(answers.at(-1) ?? '')
}

function ask(one: Caller, text: string): void {
  one.sent += 1
  one.socket.write(text, 'latin1')
}

async function answered(one: Caller, text: string): Promise<void> {
  const before = one.answers.length
  ask(one, text)
  while (one.answers.length === before) await once(one.socket, 'data')
}
