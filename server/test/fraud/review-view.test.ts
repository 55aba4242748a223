/** What a person sees of a review by the API. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { suspects, watchfulProgram } from './suspects.js'

test('one review has its friends, what was found in sentences, what they share and what happened when', async () => {
  const app = await sharedApp()
  const program = await watchfulProgram(app, { friendRewardMinor: 500 })
  const base = `/v1/programs/${program.slug}`
  const id = await suspects(app, program, 'rina', ['karim', 'selim', 'tuli'])
  const review = await app.ok('GET', `${base}/reviews/${id}`)
  assert.deepEqual(
    [review.state, review.advocateUserId, review.friends, review.waiting, review.waitingMinor, review.currency],
    ['open', 'rina', 3, 3, 7500, 'BDT'],
  )
  assert.ok(review.score >= 30 && review.score <= 99)
  const [karim] = review.people
  assert.deepEqual(
    [karim.userId, karim.advocateUserId, karim.state, karim.amountMinor, karim.evidence.by, karim.decision],
    ['karim', 'rina', 'review', 2500, 'click', null],
  )
  const quick = karim.signals.find(({ rule }: Body) => rule === 'too_fast')
  assert.deepEqual([quick.family, quick.stage, quick.flagOnly], ['timing', 'signup', false])
  assert.ok(quick.sentence.en.length > 10 && /[ঀ-৿]/.test(quick.sentence.bn))
  const address = review.graph.things.find(({ kind }: Body) => kind === 'address')
  const names = address.accounts.map((at: number) => review.graph.accounts[at].userId)
  assert.deepEqual(names, ['karim', 'selim', 'tuli'])
  assert.deepEqual(review.graph.accounts[0], { userId: 'rina', role: 'advocate' })
  assert.ok(
    !review.graph.things.some(({ kind }: Body) => kind === 'subnet'),
    'it says nothing that the address does not',
  )
  assert.deepEqual(
    review.timeline.map(({ kind, userId }: Body) => `${userId} ${kind}`),
    ['karim', 'selim', 'tuli'].flatMap((who) => [`${who} click`, `${who} signup`]),
  )
  const decided = await app.ok('POST', `${base}/reviews/${id}/confirm`, {
    reason: 'one phone',
    referral: karim.referral,
  })
  assert.deepEqual([decided.state, decided.waiting, decided.confirmed, decided.waitingMinor], ['open', 2, 1, 5000])
  const after = await app.ok('GET', `${base}/reviews/${id}`)
  assert.deepEqual(after.people[2].decision.decision, 'confirmed', 'those who wait come first')
  assert.equal(after.people[2].reason, 'suspected_abuse')
})

test('open reviews are listed longest wait first, decided ones latest first, and as a file', async () => {
  const app = await sharedApp()
  const program = await watchfulProgram(app)
  const base = `/v1/programs/${program.slug}`
  const ids: string[] = []
  for (const advocate of ['first', 'second', 'third']) {
    ids.push(await suspects(app, program, advocate, [`friend of ${advocate}`]))
    await app.advance(program, 60)
  }
  const list = async (query: string) =>
    (await app.ok('GET', `${base}/reviews${query}`)).items.map((one: Body) => one.advocateUserId)
  assert.deepEqual(await list(''), ['first', 'second', 'third'])
  for (const id of ids) {
    await app.ok('POST', `${base}/reviews/${id}/clear`, { reason: 'friends of a shop' })
    await app.advance(program, 60)
  }
  assert.deepEqual(await list(''), [])
  assert.deepEqual(await list('?state=cleared'), ['third', 'second', 'first'])
  const page = await app.ok('GET', `${base}/reviews?state=cleared&limit=2`)
  const rest = await list(`?state=cleared&limit=2&cursor=${encodeURIComponent(page.nextCursor)}`)
  assert.deepEqual([page.items.length, page.open, rest], [2, 0, ['first']])
  const { body } = await app.call('GET', `${base}/reviews.csv?state=cleared`)
  const rows: Body[] = parse(body, { bom: true, columns: true })
  assert.deepEqual(
    rows.map((row) => [row['state'], row['advocateUserId'], row['cleared'], row['reason']]),
    ['third', 'second', 'first'].map((who) => ['cleared', who, '1', 'friends of a shop']),
  )
})

test('a review of another program, an unreadable id and a friend of another review are not found', async () => {
  const app = await sharedApp()
  const program = await watchfulProgram(app)
  const other = await watchfulProgram(app)
  const id = await suspects(app, program, 'rina', ['karim'])
  const elsewhere = await suspects(app, other, 'rina', ['karim'])
  const codeOf = async (method: string, path: string, body?: Body) => (await app.call(method, path, body)).body.code
  const base = `/v1/programs/${program.slug}/reviews`
  assert.equal(await codeOf('GET', `${base}/${elsewhere}`), 'review_not_found')
  assert.equal(await codeOf('GET', `${base}/rev_nonsense`), 'review_not_found')
  assert.equal(await codeOf('POST', `${base}/${elsewhere}/clear`, { reason: 'x' }), 'review_not_found')
  const { people } = await app.ok('GET', `/v1/programs/${other.slug}/reviews/${elsewhere}`)
  const strange = { reason: 'x', referral: people[0].referral }
  assert.equal(await codeOf('POST', `${base}/${id}/clear`, strange), 'referral_not_found')
  assert.equal(await codeOf('POST', `${base}/${id}/clear`, { reason: '' }), 'request_invalid')
  assert.equal(await codeOf('POST', `${base}/${id}/clear`, { reason: 'x', all: true }), 'request_invalid')
})
