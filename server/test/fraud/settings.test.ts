/** How a program looks for abuse: set by its owner, kept by version, seen by nobody else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fraudSettingsSchema } from '../../src/domain/fraud/settings.js'
import { sharedApp } from '../support/app.js'
import { invited } from '../support/operator.js'

const defaults = fraudSettingsSchema.parse({})

test('a program begins with the defaults; a change is a new version, and the same settings again are none', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram()
  const path = `/v1/programs/${program.slug}/fraud-settings`
  const { parameters, ...begun } = await app.ok('GET', path)
  assert.deepEqual(begun, { version: 0, settings: defaults, madeAt: null, madeBy: null })
  const [seconds] = parameters.filter(({ rule }: { rule: string }) => rule === 'too_fast')
  assert.deepEqual(
    [seconds.name, seconds.minimum, seconds.maximum, seconds.default, seconds.isWhole],
    ['underSeconds', 1, 3600, 5, true],
  )
  const changed = { reviewFrom: 40, rules: { too_fast: { mode: 'flag', parameters: { underSeconds: 9 } } } }
  const first = await app.ok('PUT', path, changed)
  assert.deepEqual([first.version, first.settings], [1, fraudSettingsSchema.parse(changed)])
  assert.equal(first.madeBy, 'owner')
  assert.equal((await app.ok('PUT', path, changed)).version, 1)
  const second = await app.ok('PUT', path, {})
  assert.deepEqual([second.version, second.settings], [2, defaults])
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/audit?action=fraud_settings.change`)
  assert.deepEqual(
    items.map(({ before, after }: { before: unknown; after: unknown }) => [before, after]),
    [
      [first.settings, defaults],
      [defaults, first.settings],
    ],
  )
})

test('settings that make no sense are refused', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram()
  const path = `/v1/programs/${program.slug}/fraud-settings`
  for (const wrong of [
    { reviewFrom: 90, refuseFrom: 80 },
    { reviewFrom: 0 },
    { rules: { no_such_rule: { mode: 'off' } } },
    { rules: { too_fast: { mode: 'sometimes' } } },
    { rules: { too_fast: { parameters: { underSeconds: 0 } } } },
  ]) {
    const { status, body } = await app.call('PUT', path, wrong)
    assert.deepEqual([status, body.code], [422, 'request_invalid'], JSON.stringify(wrong))
  }
  assert.equal((await app.ok('GET', path)).version, 0)
})

test('ten changes at once make versions without a gap, and the last is in use', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram()
  const path = `/v1/programs/${program.slug}/fraud-settings`
  await Promise.all(Array.from({ length: 10 }, (_, index) => app.ok('PUT', path, { reviewFrom: 40 + index })))
  const rows = await app.service.context.sql<{ version: number; settings: { reviewFrom: number } }[]>`
    select v.version, v.settings
    from programs p join fraud_versions v on v.program_id = p.id
    where p.slug = ${program.slug}
    order by v.version`
  assert.deepEqual(
    rows.map(({ version }) => version),
    Array.from({ length: 10 }, (_, index) => index + 1),
  )
  assert.deepEqual((await app.ok('GET', path)).settings, fraudSettingsSchema.parse(rows.at(-1)?.settings))
})

test('neither other roles nor a key of the app see the settings', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram()
  const path = `/v1/programs/${program.slug}/fraud-settings`
  for (const role of ['finance', 'support', 'viewer'] as const) {
    const { browser } = await invited(app, role)
    assert.equal((await browser.call('GET', path)).status, 403, role)
  }
  const { secret } = await app.ok('POST', `/v1/programs/${program.slug}/keys`, { name: 'app server' })
  assert.equal((await app.call('GET', path, undefined, { authorization: `Bearer ${secret}` })).status, 403)
})
