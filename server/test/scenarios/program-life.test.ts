/** The life of a program, as its operator and its participants see it. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { connect } from '../../src/db/connect.js'
import { sharedApp, startApp } from '../support/app.js'

const dayMs = 86_400_000
const hourSeconds = 3600

test('a program that waits for an action reserves at the signup, holds at the action, and returns what lapses', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram(
    { qualifyingEvent: { name: 'first_payment', withinDays: 15 }, friendRewardMinor: 500 },
    10_000,
  )
  const { code } = await app.join(program, 'advocate')
  const event = (userId: string, name = 'first_payment') =>
    app.call('POST', `/v1/programs/${program.slug}/events`, { userId, name })
  for (const userId of ['pays', 'never']) {
    const answer = await app.signup(program, { userId, code })
    assert.deepEqual(
      [answer.outcome, answer.referral.state, answer.reward.state, answer.reward.availableAt],
      ['referred', 'pending', 'reserved', null],
    )
  }
  assert.equal((await app.program(program)).balances.reservedMinor, 5000)
  assert.equal((await event('nobody')).status, 404)
  assert.equal((await event('pays', 'other_action')).body.qualified, false)
  assert.equal((await event('pays')).body.qualified, true)
  assert.equal((await event('pays')).body.qualified, true, 'the same event again is harmless')
  const advocate = await app.participant(program, 'advocate')
  assert.deepEqual([advocate.balances.heldMinor, advocate.friends], [2000, { counted: 1, pending: 1, review: 0 }])
  assert.equal((await app.participant(program, 'pays')).balances.heldMinor, 500)
  await app.advance(program, 15 * 86_400)
  assert.equal((await event('never')).body.referral.state, 'lapsed')
  const { balances } = await app.program(program)
  assert.deepEqual([balances.reservedMinor, balances.budgetMinor], [0, 7500])
  assert.equal((await app.participant(program, 'advocate')).balances.availableMinor, 2000)
  await app.assertLedger(program)
})

test('a program paused at its end accepts no code, with or without a sweep', async (t) => {
  let offsetMs = 0
  const app = await startApp(t, { clock: { nowMs: () => Date.now() + offsetMs } })
  const endsAt = new Date(Date.now() + 5 * dayMs)
  const program = await app.liveProgram({ endsAt: endsAt.toISOString() })
  const { code } = await app.join(program, 'advocate')
  await app.ok('POST', `/v1/programs/${program.slug}/pause`)
  offsetMs = 5 * dayMs
  const occurredAt = new Date(endsAt.getTime() - dayMs).toISOString()
  const reasonOf = async (userId: string) => (await app.signup(program, { userId, code, occurredAt })).reason
  assert.equal((await app.program(program)).state, 'paused', 'no sweep has come by')
  const before = await reasonOf('told before the sweep')
  await app.advance(program, 60)
  assert.equal((await app.program(program)).state, 'closing')
  assert.deepEqual([before, await reasonOf('told after the sweep')], ['program_closed', 'program_closed'])
})

test('an account opened before a pause counts by its code whenever it is told, one opened during the pause never', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'advocate')
  const path = `/v1/programs/${program.slug}`
  const later = async (seconds: number) =>
    Date.parse((await app.ok('POST', `${path}/clock/advance`, { seconds })).now as string)
  const told = async (userId: string, openedMs?: number) => {
    const occurredAt = openedMs === undefined ? undefined : new Date(openedMs).toISOString()
    const answer = await app.signup(program, { userId, code, occurredAt })
    return answer.reason ?? answer.outcome
  }
  await app.signup(program, { userId: 'typed late' })
  const before = await later(hourSeconds)
  await later(hourSeconds)
  await Promise.all(Array.from({ length: 20 }, () => app.ok('POST', `${path}/pause`)))
  const during = await later(hourSeconds)
  await app.signup(program, { userId: 'opened in it, typed late' })
  await later(hourSeconds)
  assert.deepEqual(
    await Promise.all([told('before', before), told('now'), told('during', during), told('typed late')]),
    ['referred', 'program_not_live', 'program_not_live', 'no_code'],
  )
  const together = [before, during].map((ms) => ({
    userId: `batch ${ms}`,
    code,
    occurredAt: new Date(ms).toISOString(),
  }))
  const { results } = await app.ok('POST', `${path}/signups/batch`, { signups: together })
  assert.deepEqual([results[0].body.outcome, results[1].body.reason], ['referred', 'program_not_live'])
  await Promise.all(Array.from({ length: 20 }, () => app.ok('POST', `${path}/resume`)))
  const between = await later(hourSeconds)
  await later(hourSeconds)
  assert.deepEqual(
    await Promise.all([
      told('before, after it', before),
      told('during, after it', during),
      told('between', between),
      told('after'),
      told('typed late'),
      told('opened in it, typed late'),
    ]),
    ['referred', 'program_not_live', 'referred', 'referred', 'referred', 'program_not_live'],
  )
  await app.ok('POST', `${path}/pause`)
  const again = await later(hourSeconds)
  await app.ok('POST', `${path}/close`)
  assert.deepEqual(
    await Promise.all([told('b', before), told('d', during), told('between, closed', between), told('a', again)]),
    ['referred', 'program_not_live', 'referred', 'program_closed'],
  )
  await app.assertLedger(program)
})

test('a program that was paused before pauses were kept is paused since its last event of that kind', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.ok('POST', `/v1/programs/${program.slug}/pause`)
  const sql = connect(app.database.serviceUrl, { max: 1 })
  t.after(() => sql.end())
  const migration = await readFile(new URL('../../../migrations/0057_pauses.sql', import.meta.url), 'utf8')
  const kept = await sql`select p.* from pauses p join books b using (program_id) where b.state = 'paused' order by 1`
  await sql`delete from pauses`
  await sql.unsafe(migration.slice(migration.indexOf('insert into')))
  assert.deepEqual(await sql`select * from pauses order by 1`, kept)
})

test('a draft, a scheduled and a paused program count nobody, and a click made while live counts after the pause', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram({ startsAt: new Date(Date.now() + dayMs).toISOString() })
  const { code } = await app.join(program, 'advocate')
  const path = `/v1/programs/${program.slug}`
  const reasonOf = async (userId: string, evidence: object) =>
    (await app.signup(program, { userId, ...evidence })).reason
  assert.equal((await app.call('POST', `${path}/launch`)).body.code, 'program_not_funded')
  await app.fund(program, 1_000_000)
  assert.equal(await reasonOf('in-draft', { code }), 'program_not_live')
  assert.equal((await app.ok('POST', `${path}/launch`)).state, 'scheduled')
  assert.equal((await app.ok('POST', `${path}/launch`)).state, 'scheduled', 'the same again is harmless')
  assert.equal(await reasonOf('scheduled', { code }), 'program_not_live')
  await app.advance(program, 86_400 + 60)
  assert.equal((await app.program(program)).state, 'live')
  const whileLive = await app.click(program, code)
  assert.equal((await app.ok('POST', `${path}/pause`)).state, 'paused')
  const whilePaused = await app.click(program, code)
  assert.equal(await reasonOf('paused', { code }), 'program_not_live')
  assert.equal(await reasonOf('paused-click', { clickId: whilePaused }), 'program_not_live')
  assert.equal((await app.signup(program, { userId: 'live-click', clickId: whileLive })).outcome, 'referred')
  assert.equal((await app.ok('POST', `${path}/resume`)).state, 'live')
  assert.equal((await app.signup(program, { userId: 'resumed', code })).outcome, 'referred')
})

test('past its end a code counts nobody, and a click made before it still does', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ endsAt: new Date(Date.now() + dayMs).toISOString() })
  const { code } = await app.join(program, 'advocate')
  const clickId = await app.click(program, code)
  await app.advance(program, 2 * 86_400)
  assert.equal((await app.signup(program, { userId: 'code', code })).reason, 'program_closed')
  assert.equal((await app.signup(program, { userId: 'click', clickId })).outcome, 'referred')
  const told = await app.signup(program, {
    userId: 'told-late',
    code,
    occurredAt: new Date(Date.now() + dayMs - 60_000).toISOString(),
  })
  assert.equal(told.outcome, 'referred', 'it happened before the end, though it was told after it')
  const longer = await app.call('PATCH', `/v1/programs/${program.slug}`, {
    endsAt: new Date(Date.now() + 9 * dayMs).toISOString(),
  })
  assert.equal(longer.body.code, 'program_state_conflict')
})

test('better terms take effect at once, worse ones after 72 hours, and a click keeps its own terms', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 7 })
  const { code } = await app.join(program, 'advocate')
  const amountOf = async (userId: string, evidence: object) =>
    (await app.signup(program, { userId, ...evidence })).reward.amountMinor
  const early = await app.click(program, code)
  const change = (terms: object) => app.ok('PATCH', `/v1/programs/${program.slug}`, terms)
  assert.equal((await change({ rewardMinor: 3000 })).rewardMinor, 3000)
  assert.equal(await amountOf('a', { code }), 3000)
  assert.equal(await amountOf('b', { clickId: early }), 2000)
  const announced = await change({ rewardMinor: 1000 })
  assert.equal(announced.rewardMinor, 3000)
  assert.equal(announced.announced.length, 1)
  assert.equal(announced.announced[0].terms.rewardMinor, 1000)
  const kept = await app.click(program, code)
  // A better change in between takes effect at once and does not vanish with the announced one.
  assert.equal((await change({ holdDays: 3 })).holdDays, 3)
  await app.advance(program, 71 * 3600)
  assert.equal(await amountOf('c', { code }), 3000)
  await app.advance(program, 3600)
  const now = await app.program(program)
  assert.deepEqual([now.rewardMinor, now.holdDays, now.announced.length], [1000, 3, 0])
  assert.equal(await amountOf('d', { code }), 1000)
  assert.equal(await amountOf('e', { clickId: kept }), 3000)
  await app.assertLedger(program)
})

test('fixed terms cannot change after the launch, and each refusal names its field', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ minimumPayoutMinor: 5000 })
  const path = `/v1/programs/${program.slug}`
  for (const [field, value] of [
    ['currency', 'INR'],
    ['timeZone', 'Asia/Kolkata'],
    ['slug', 'another-slug'],
    ['minimumPayoutMinor', 6000],
    ['endsAt', new Date(Date.now() + dayMs).toISOString()],
  ] as const) {
    const answer = await app.call('PATCH', path, { [field]: value })
    assert.deepEqual(
      [answer.status, answer.body.code, answer.body.errors[0].path],
      [409, 'program_change_refused', field],
    )
  }
  assert.equal((await app.ok('PATCH', path, { minimumPayoutMinor: 4000 })).minimumPayoutMinor, 4000)
})

test('a draft changes freely, its slug too, and a taken slug is refused', async () => {
  const app = await sharedApp()
  const draft = await app.draftProgram()
  const other = await app.draftProgram()
  const changed = await app.ok('PATCH', `/v1/programs/${draft.slug}`, { rewardMinor: 500, slug: 'renamed' })
  assert.deepEqual([changed.slug, changed.rewardMinor], ['renamed', 500])
  assert.equal((await app.call('GET', `/v1/programs/${draft.slug}`)).status, 404)
  assert.equal((await app.call('PATCH', '/v1/programs/renamed', { slug: other.slug })).body.code, 'slug_taken')
  assert.equal((await app.call('GET', `/v1/programs/${changed.id}`)).body.slug, 'renamed')
})

test('the same funding reference is the same money, and never another sum', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram()
  const path = `/v1/programs/${program.slug}/fundings`
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => app.call('POST', path, { amountMinor: 5000, reference: 'bank-1' })),
  )
  assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  assert.equal(answers.filter(({ status }) => status === 200).length, 9)
  assert.equal(
    (await app.call('POST', path, { amountMinor: 6000, reference: 'bank-1' })).body.code,
    'funding_reference_reused',
  )
  assert.equal((await app.program(program)).balances.budgetMinor, 5000)
  await app.assertLedger(program)
})

test('without a hold a reward is available at once', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0 })
  const { code } = await app.join(program, 'advocate')
  const { reward } = await app.signup(program, { userId: 'friend', code })
  assert.equal(reward.state, 'available')
  assert.equal((await app.participant(program, 'advocate')).balances.availableMinor, 2000)
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/participants/advocate/transfers`)
  assert.deepEqual(
    items.map(({ step }: { step: string }) => step),
    ['release', 'award'],
  )
  await app.assertLedger(program)
})

test('the verifier names a balance that was changed by hand', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'advocate')
  await app.signup(program, { userId: 'friend', code })
  await app.assertLedger(program)
  const owner = connect(app.database.ownerUrl, { max: 1 })
  await owner`
    update participants set held_minor = held_minor + 1
    where program_id = (select id from programs where slug = ${program.slug}) and user_id = 'advocate'`
  await owner.end()
  const { ok, differences } = await app.ok('GET', `/v1/programs/${program.slug}/ledger/verify`)
  assert.equal(ok, false)
  assert.deepEqual(differences[0], {
    kind: 'participant',
    account: 'held',
    userId: 'advocate',
    recordedMinor: 2001,
    recomputedMinor: 2000,
  })
  assert.ok(differences.some(({ kind }: { kind: string }) => kind === 'sum'))
})

test('the verifier names every kind of difference, and by how much', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'advocate')
  await app.signup(program, { userId: 'friend', code })
  const { id } = await app.service.programs.get(program.slug)
  const owner = connect(app.database.ownerUrl, { max: 1 })
  await owner`update books set funding_minor = funding_minor - 5, budget_minor = budget_minor + 5 where program_id = ${id}`
  await owner`
    update participants set held_minor = held_minor + 4, paid_minor = 3, opening_minor = 7
    where program_id = ${id} and user_id = 'advocate'`
  await owner`update participants set clearing_minor = 2 where program_id = ${id} and user_id = 'friend'`
  await owner`
    insert into tallies (program_id, batch_id, quarter, metric, detail, count, amount_minor)
    values (${id}, gen_random_uuid(), '2026-01-01T00:00:00Z', 'transfer', 'budget:held:award', 1, 1),
      (${id}, gen_random_uuid(), '2026-01-01T00:00:00Z', 'loss', '', 1, 6)`
  await owner.end()
  const { ok, transfers, differences } = await app.ok('GET', `/v1/programs/${program.slug}/ledger/verify`)
  assert.deepEqual([ok, transfers], [false, 2])
  const named = (differences as Record<string, string | number>[]).map(
    ({ kind, account, userId, recordedMinor, recomputedMinor }) =>
      `${kind} ${userId ?? ''} ${account} ${Number(recordedMinor) - Number(recomputedMinor)}`,
  )
  assert.deepEqual(named.toSorted(), [
    'books  budget 5',
    'books  funding -5',
    'opening advocate available 7',
    'participant advocate held 4',
    'participant advocate paid 3',
    'participant friend clearing 2',
    'sum  all 9',
    'tally  budget:held:award 1',
    'tally  loss 6',
  ])
})

test('lists come a page at a time, newest first, without a gap or a double', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'advocate')
  for (let index = 0; index < 7; index++) await app.signup(program, { userId: `friend-${index}`, code })
  for (const list of ['referrals', 'transfers']) {
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await app.ok(
        'GET',
        `/v1/programs/${program.slug}/participants/advocate/${list}?limit=3${cursor && `&cursor=${cursor}`}`,
      )
      seen.push(...page.items.map(({ id }: { id: string }) => id))
      cursor = page.nextCursor ?? ''
    } while (cursor !== '')
    assert.equal(seen.length, 7)
    assert.equal(new Set(seen).size, 7)
  }
})
