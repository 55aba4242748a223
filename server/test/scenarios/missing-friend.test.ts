/** An advocate asks after a friend who was not counted; a person looks into it; nobody learns whether somebody had an account. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'
import { openPortal } from '../support/portal.js'

const daySeconds = 86_400

test('a question about a member is answered, closed by a person, and reopened when asked next week', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'rina')
  await app.call('POST', `${base}/members`, { items: [{ userId: 'old', createdAt: '2020-01-01T00:00:00Z' }] })
  await app.signup(program, { userId: 'tuli', code, identities: { phone: '01711111111' } })
  const rina = await openPortal(app, program, 'rina')
  const ask = (friend: string | undefined, body: object = {}) =>
    rina.ok('POST', '/missing-friend', { came: 'code', opened: 'lately', ...(friend && { friend }), ...body })

  const known = await ask('+880 1711-111111')
  assert.deepEqual(await ask('01822222222'), known, 'a stranger is answered as a member is')
  assert.deepEqual(await ask(undefined), known)
  assert.equal(known.noted, true)
  assert.deepEqual(await ask('০১৭১১১১১১১১'), known, 'the same friend again, in Bengali digits')
  const odd = await rina.call('POST', '/missing-friend', { came: 'code', opened: 'lately', friend: 'my cousin' })
  assert.deepEqual([odd.status, odd.body.code, odd.body.errors?.[0]?.path], [422, 'request_invalid', 'friend'])

  const { items, open } = await app.ok('GET', `${base}/missing-friends`)
  assert.deepEqual([items.length, open], [3, 3])
  const [first, second, third] = items
  assert.deepEqual([first.userId, first.given, first.times], ['rina', 'phone', 1])
  assert.deepEqual(
    first.accounts.map(({ userId, outcome, own }: Record<string, unknown>) => [userId, outcome, own]),
    [['tuli', 'referred', true]],
  )
  assert.deepEqual([second.accounts, third.given], [[], null])

  const note = 'tuli counts: she sees it under her friends'
  const path = `${base}/missing-friends/${first.id}/resolve`
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => app.ok('POST', path, { note: `${note} ${index}` })),
  )
  assert.equal(new Set(answers.map((answer) => answer.note)).size, 1, 'one of twenty was first, and stands')
  assert.equal((await app.ok('GET', `${base}/missing-friends?state=resolved`)).items.length, 1)
  assert.equal((await ask('01711111111')).noted, true)
  assert.equal((await app.ok('GET', `${base}/missing-friends`)).open, 2, 'not open again on the same day')
  await app.advance(program, 7 * daySeconds)
  const later = await openPortal(app, program, 'rina')
  await later.ok('POST', '/missing-friend', { came: 'code', opened: 'lately', friend: '01711111111' })
  const again = (await app.ok('GET', `${base}/missing-friends`)).items.find(({ id }: { id: string }) => id === first.id)
  assert.deepEqual([again?.times, again?.note], [2, null])
})

test('of many questions at once five are stored, and all are answered', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.join(program, 'rina')
  const rina = await openPortal(app, program, 'rina')
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      rina.ok('POST', '/missing-friend', { came: 'link', opened: 'lately', friend: `017111111${10 + index}` }),
    ),
  )
  assert.equal(answers.filter(({ noted }) => noted).length, 5)
  assert.equal(new Set(answers.map(({ answer }) => answer)).size, 1)
  assert.equal((await app.ok('GET', `/v1/programs/${program.slug}/missing-friends`)).open, 5)
  const [row] = await app.service.context.sql<
    { text: string }[]
  >`select jsonb_agg(m)::text as text from missing_friends m
    where program_id = (select id from programs where slug = ${program.slug})`
  assert.ok(!row?.text.includes('17111111'), 'no number is kept')
})
