/** A test program whose clock was moved, as its developer meets it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'

test('after the clock of a test program was moved, a report of now is refused with the program’s own day', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.advance(program, 10 * 86_400)
  const report = { userId: 'friend', occurredAt: new Date().toISOString() }
  const dayThere = () => new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10)
  const before = dayThere()
  const { status, body } = await app.signupCall(program, report)
  assert.deepEqual([status, body.code], [422, 'occurred_at_out_of_range'])
  const [, now = ''] = /It is (\S+) in this program; the clock of a test program moves/.exec(body.detail) ?? []
  assert.ok([before, dayThere()].includes(now), now)
})

test('a key that names no permissions may move the clock of a test program only', async () => {
  const app = await sharedApp()
  const permissionsIn = async (mode: string) => {
    const { slug } = await app.liveProgram({ mode })
    return (await app.ok('POST', `/v1/programs/${slug}/keys`, { name: 'app server' })).permissions as string[]
  }
  const [inTest, inLive] = [await permissionsIn('test'), await permissionsIn('live')]
  assert.deepEqual(
    inTest.filter((permission) => !inLive.includes(permission)),
    ['clock:write'],
  )
  assert.ok(inLive.includes('signups:write'))
})

test('the overview of an old program without a period has as many of its last days as it can', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  for (let year = 0; year < 4; year++) await app.advance(program, 366 * 86_400)
  const { from, to }: Body = await app.ok('GET', `/v1/programs/${program.slug}/period`)
  assert.equal((Date.parse(to) - Date.parse(from)) / 86_400_000, 1099)
})
