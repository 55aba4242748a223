/** What a person or a key may do ends with them, and two approvals are the approvals of two people. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bkash, cashOut, earners } from '../payouts/payouts.js'
import type { Answer, Api, Body } from '../support/api.js'
import { type TestApp, sharedApp, startApp } from '../support/app.js'
import { invited, OperatorBrowser, password } from '../support/operator.js'

const hourMs = 3_600_000
const codesOf = (answers: readonly Answer[]) => new Set(answers.map(({ body }) => body.code ?? 'ok'))

/** A caller that holds a key. */
function holderOf(app: Api, secret: string) {
  const headers = { authorization: `Bearer ${secret}` }
  return (method: string, path: string, body?: unknown) => app.call(method, path, body, headers)
}

async function twoApprovals(app: TestApp) {
  const program = await earners(app, [10], { payouts: { autoApproveMaxMinor: 1, approvals: 2 } })
  const base = `/v1/programs/${program.slug}`
  const { body } = await cashOut(app, program, { amountMinor: 2000, method: bkash() })
  return { program, base, payout: `${base}/payouts/${body.id}` }
}

const both = { permissions: ['keys:write', 'payouts:approve'] }

test('a key and the keys that it made are one approval, however long the chain', async () => {
  const app = await sharedApp()
  const { base, payout } = await twoApprovals(app)
  const rina = await invited(app, 'owner')
  const makers = [
    (path: string, body?: unknown) => app.call('POST', path, body),
    (path: string, body?: unknown) => rina.browser.call('POST', path, body),
  ]
  for (const [index, maker] of makers.entries()) {
    let call = maker
    for (let depth = 0; depth < 4; depth++) {
      const made: Answer = await call(`${base}/keys`, { name: `depth ${depth}`, ...both })
      assert.equal(made.status, 201)
      const hold = holderOf(app, made.body.secret)
      call = (path, body) => hold('POST', path, body)
      const { body } = await call(`${payout}/approve`)
      assert.equal(body.approvals.given, index + 1, `maker ${index}, depth ${depth}`)
    }
    const { body } = await maker(`${payout}/approve`)
    assert.equal(body.approvals.given, index + 1)
  }
  assert.equal((await app.ok('GET', payout)).state, 'approved')
})

test('twenty keys of one maker that approve at once are one approval, and sets of payouts say the same', async () => {
  const app = await sharedApp()
  const { base, payout } = await twoApprovals(app)
  const first = await app.ok('POST', `${base}/keys`, { name: 'first', ...both })
  const made = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const by = index % 2 ? holderOf(app, first.secret) : holderOf(app, app.token)
      return (await by('POST', `${base}/keys`, { name: `key ${index}`, ...both })).body.secret as string
    }),
  )
  const id = payout.split('/').at(-1)
  await Promise.all(
    made.map((secret, index) =>
      index % 3
        ? holderOf(app, secret)('POST', `${payout}/approve`)
        : holderOf(app, secret)('POST', `${base}/payouts/approve`, { payouts: [id] }),
    ),
  )
  const { state, approvals } = await app.ok('GET', payout)
  assert.deepEqual([state, approvals], ['requested', { needed: 2, given: 1 }])
})

test('a key expires no later than its maker, and has no more permissions', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram()
  const path = `/v1/programs/${program.slug}/keys`
  const expiresAt = new Date(Date.now() + hourMs).toISOString()
  const maker = await app.ok('POST', path, { name: 'maker', permissions: ['keys:write', 'statistics:read'], expiresAt })
  const hold = holderOf(app, maker.secret)
  const wanted = { name: 'made', permissions: ['keys:write'] }
  const made = await hold('POST', path, wanted)
  assert.deepEqual([made.status, made.body.expiresAt, made.body.madeBy], [201, expiresAt, maker.id])
  const grandchild = await holderOf(app, made.body.secret)('POST', path, wanted)
  assert.equal(grandchild.body.expiresAt, expiresAt)
  const later = await hold('POST', path, { ...wanted, expiresAt: new Date(Date.now() + 2 * hourMs).toISOString() })
  assert.deepEqual([later.status, later.body.errors[0].path], [422, 'expiresAt'])
  const sooner = new Date(Date.now() + hourMs / 2).toISOString()
  assert.equal((await hold('POST', path, { ...wanted, expiresAt: sooner })).body.expiresAt, sooner)
  const more = await hold('POST', path, { ...wanted, permissions: ['payouts:approve'] })
  assert.deepEqual([more.status, more.body.code], [403, 'permission_denied'])
})

test('a chain of keys has a maximum length', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram()
  const path = `/v1/programs/${program.slug}/keys`
  let secret = app.token
  const answers: Answer[] = []
  for (let depth = 0; depth < 10; depth++) {
    const made = await holderOf(app, secret)('POST', path, { name: `key ${depth}`, permissions: ['keys:write'] })
    answers.push(made)
    secret = made.body.secret ?? secret
  }
  assert.deepEqual(
    answers.map(({ status }) => status),
    [...Array.from({ length: 9 }, () => 201), 403],
  )
})

test('revoking a key revokes every key that it created, also concurrent ones', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram()
  const path = `/v1/programs/${program.slug}/keys`
  const wanted = { name: 'key', permissions: ['keys:write'] }
  for (let round = 0; round < 5; round++) {
    const other = await app.ok('POST', path, wanted)
    const top = await app.ok('POST', path, wanted)
    const child = await holderOf(app, top.secret)('POST', path, wanted)
    const makers = [top.secret, child.body.secret].map((secret) => holderOf(app, secret))
    const making = Array.from({ length: 20 }, async (_, index) => makers[index % 2]?.('POST', path, wanted))
    const revoked = app.ok('DELETE', `${path}/${top.id}`)
    const answers = (await Promise.all(making)).flatMap((answer) => answer ?? [])
    await revoked
    for (const { status, body } of answers) {
      if (status === 201) assert.equal((await holderOf(app, body.secret)('GET', path)).status, 401)
      else assert.equal(status, 401, JSON.stringify(body))
    }
    const { items } = await app.ok('GET', path)
    const live = items.filter(({ revokedAt }: Body) => revokedAt === null)
    assert.equal(live.length, round + 1, 'only keys of another chain are left')
    assert.equal((await holderOf(app, other.secret)('GET', path)).status, 200)
  }
})

test('a removed or demoted owner’s open invitations end with their right to invite', async (t) => {
  const app = await startApp(t)
  await invited(app, 'owner')
  const ends = [
    (id: string) => app.ok('DELETE', `/v1/team/operators/${id}`),
    (id: string) => app.ok('PUT', `/v1/team/operators/${id}/grants`, { grants: [{ program: null, role: 'finance' }] }),
    (id: string) => app.ok('PUT', `/v1/team/operators/${id}/grants`, { grants: [] }),
  ]
  for (const [index, end] of ends.entries()) {
    const leaving = await invited(app, 'owner')
    const links = await Promise.all(
      ['owner', 'viewer'].map(async (role) => {
        const email = `guest-${index}-${role}@golpo.example`
        const { link } = await leaving.browser.ok('POST', '/v1/team/invitations', { email, program: null, role })
        return link.split('#')[1] as string
      }),
    )
    await end(leaving.id)
    for (const token of links) {
      const guest = new OperatorBrowser(app.url)
      const looked = await guest.call('POST', '/console/api/invitations/look', { token })
      const answer = await guest.call('POST', '/console/api/invitations/accept', { token, name: 'Guest', password })
      assert.deepEqual([looked.body.code, answer.body.code], ['invitation_not_found', 'invitation_not_found'])
    }
    assert.deepEqual((await app.ok('GET', '/v1/team/invitations')).items, [])
  }
})

test('owners removed while twenty people accept their invitations: a guest is in before the removal, or not at all', async (t) => {
  const app = await startApp(t)
  await invited(app, 'owner')
  const leaving = await invited(app, 'owner')
  const tokens: string[] = []
  for (let index = 0; index < 20; index++) {
    const wanted = { email: `racer-${index}@golpo.example`, program: null, role: 'owner' }
    tokens.push((await leaving.browser.ok('POST', '/v1/team/invitations', wanted)).link.split('#')[1])
  }
  const accept = (token: string) =>
    new OperatorBrowser(app.url).call('POST', '/console/api/invitations/accept', { token, name: 'Guest', password })
  const inviting = Array.from({ length: 10 }, (_, index) =>
    leaving.browser.call('POST', '/v1/team/invitations', {
      email: `late-${index}@golpo.example`,
      program: null,
      role: 'owner',
    }),
  )
  const accepting = tokens.map(accept)
  const removal = app.ok('DELETE', `/v1/team/operators/${leaving.id}`)
  const answers = await Promise.all(accepting)
  await removal
  for (const code of codesOf(answers)) assert.ok(code === 'ok' || code === 'invitation_not_found', code)
  for (const { status } of await Promise.all(inviting)) assert.ok([201, 401, 403].includes(status), String(status))
  assert.deepEqual((await app.ok('GET', '/v1/team/invitations')).items, [])
  const { items } = await app.ok('GET', '/v1/team/operators')
  const guests = items.filter(({ email }: Body) => email.startsWith('racer-')).length
  assert.equal(guests, answers.filter(({ status }) => status === 200).length)
})

test('the keys of a removed operator are listed, keep only what an app’s server needs, and are revoked by one call', async () => {
  const app = await sharedApp()
  const { base, payout } = await twoApprovals(app)
  await invited(app, 'owner')
  const rina = await invited(app, 'owner')
  const permissions = ['keys:write', 'payouts:approve', 'payouts:read', 'programs:read']
  const made = await rina.browser.ok('POST', `${base}/keys`, { name: 'server', permissions })
  const child = await holderOf(app, made.secret)('POST', `${base}/keys`, { name: 'job', permissions })
  const other = await app.ok('POST', `${base}/keys`, { name: 'other', permissions })
  const list = `/v1/team/operators/${rina.id}/keys`
  await app.ok('DELETE', `/v1/team/operators/${rina.id}`)
  const { items } = await app.ok('GET', list)
  assert.deepEqual(
    items.map(({ name, madeBy, person, program }: Body) => [name, madeBy, person, `/v1/programs/${program}`]),
    [
      ['job', made.id, rina.id, base],
      ['server', rina.id, rina.id, base],
    ],
  )
  for (const { secret } of [made, child.body]) {
    const hold = holderOf(app, secret)
    assert.equal((await hold('GET', payout)).status, 200, 'the app goes on')
    assert.equal((await hold('POST', `${payout}/approve`)).status, 403)
    assert.equal((await hold('POST', `${base}/keys`, { name: 'more', permissions: ['programs:read'] })).status, 403)
  }
  assert.deepEqual(await app.ok('DELETE', list), { revoked: 2 })
  assert.deepEqual(await app.ok('DELETE', list), { revoked: 0 })
  assert.deepEqual((await app.ok('GET', list)).items, [])
  for (const { secret } of [made, child.body]) assert.equal((await holderOf(app, secret)('GET', payout)).status, 401)
  assert.equal((await holderOf(app, other.secret)('GET', payout)).status, 200)
  const unknown = await app.call('DELETE', '/v1/team/operators/opr_01jdzzzzzzzzzzzzzzzzzzzzzz/keys')
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'operator_not_found'])
})

test('an owner who becomes finance loses the rights of their keys too', async () => {
  const app = await sharedApp()
  const { base, payout } = await twoApprovals(app)
  await invited(app, 'owner')
  const rina = await invited(app, 'owner')
  const wanted = { name: 'key', permissions: ['payouts:approve', 'programs:write', 'signups:write'] }
  const { secret } = await rina.browser.ok('POST', `${base}/keys`, wanted)
  const hold = holderOf(app, secret)
  const pause = () => hold('POST', `${base}/pause`)
  assert.equal((await pause()).status, 200)
  const grants = [{ program: null, role: 'finance' }]
  await app.ok('PUT', `/v1/team/operators/${rina.id}/grants`, { grants })
  assert.equal((await hold('POST', `${base}/resume`)).status, 403)
  assert.equal((await hold('POST', `${payout}/approve`)).status, 200, 'finance approves')
})

test('keys used by twenty at once while their operator is removed: nothing is approved after the removal', async () => {
  const app = await sharedApp()
  const { program, base } = await twoApprovals(app)
  await invited(app, 'owner')
  const rina = await invited(app, 'owner')
  const keys = await Promise.all(
    Array.from({ length: 4 }, async (_, index) => {
      const wanted = { name: `key ${index}`, permissions: ['payouts:approve'] }
      return (await rina.browser.ok('POST', `${base}/keys`, wanted)).secret as string
    }),
  )
  const asked = await Promise.all(
    Array.from(
      { length: 4 },
      async () => (await cashOut(app, program, { amountMinor: 2000, method: bkash() })).body.id,
    ),
  )
  const approve = (index: number) =>
    holderOf(app, keys[index % 4] ?? '')('POST', `${base}/payouts/${asked[(index >> 2) % 4]}/approve`)
  const racing = Array.from({ length: 20 }, (_, index) => approve(index))
  await app.ok('DELETE', `/v1/team/operators/${rina.id}`)
  await Promise.all(racing)
  const given = async () =>
    (await app.ok('GET', `${base}/payouts?state=requested`)).items.map(({ approvals }: Body) => approvals.given)
  const before = await given()
  const late = await Promise.all(Array.from({ length: 20 }, (_, index) => approve(index)))
  assert.deepEqual(codesOf(late), new Set(['permission_denied']))
  assert.deepEqual(await given(), before)
  assert.ok(before.every((count: number) => count <= 1))
})

test('a request of a removed person or key can no longer be confirmed', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram({ secondPerson: { funding: true, closing: true } })
  const base = `/v1/programs/${program.slug}`
  const [rina, karim] = [await invited(app, 'owner'), await invited(app, 'owner')]
  const key = await app.ok('POST', `${base}/keys`, { name: 'key', permissions: ['fundings:write'] })
  const byKey = await holderOf(app, key.secret)('POST', `${base}/fundings`, { amountMinor: 1000, reference: 'slip 1' })
  const wanted = { amountMinor: 1000, reference: 'slip 2' }
  const byRina = await rina.browser.ok('POST', `${base}/fundings`, wanted)
  const closing = await rina.browser.ok('POST', `${base}/close`)
  await app.ok('DELETE', `${base}/keys/${key.id}`)
  await app.ok('DELETE', `/v1/team/operators/${rina.id}`)
  const confirms = [
    `${base}/fundings/${byKey.body.id}/confirm`,
    `${base}/fundings/${byRina.id}/confirm`,
    `${base}/close-requests/${closing.request.id}/confirm`,
  ]
  for (const path of confirms) {
    const answer = await karim.browser.call('POST', path)
    assert.deepEqual([answer.status, answer.body.code], [403, 'second_person_needed'], path)
  }
  assert.equal((await app.program(program)).balances.budgetMinor, 0)
  // It is withdrawn and asked for again.
  await karim.browser.ok('POST', `${base}/fundings/${byRina.id}/withdraw`)
  assert.equal((await karim.browser.call('POST', `${base}/fundings`, wanted)).status, 202)
})
