/** What accompanies a person never stands in the way: a signup, a join and a portal session are taken without it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp, startApp } from '../support/app.js'
import { readDocument, type Schema } from './operations.js'

const spoilt = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'a\nb',
  'undefined',
  'x'.repeat(20_000),
  '\u200b',
  '%',
  '[object Object]',
]

function neverRefused(schema: Schema, place: readonly string[] = []): string[][] {
  const options = schema.anyOf ?? [schema]
  return options.flatMap((one) => [
    ...(one['x-never-refused'] ? [[...place]] : []),
    ...Object.entries(one.properties ?? {}).flatMap(([name, inner]) => neverRefused(inner, [...place, name])),
  ])
}

function put(place: readonly string[], value: unknown): Record<string, unknown> {
  const [name = '', ...rest] = place
  return { [name]: rest.length === 0 ? value : put(rest, value) }
}

test('a signup is decided by its code, even if all other evidence is damaged', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const { operations } = await readDocument(app)
  const body = operations.find(({ method, path }) => method === 'POST' && path.endsWith('/signups'))?.body ?? {}
  const places = neverRefused(body)
  assert.deepEqual(places.map((place) => place.join('.')).toSorted(), [
    'clickId',
    'code',
    'context.integrity',
    'context.ip',
    'context.userAgent',
    'installReferrer',
  ])
  let friend = 0
  for (const place of places) {
    for (const text of spoilt) {
      const answer = await app.signup(program, { code, ...put(place, text), userId: `friend-${++friend}` })
      assert.equal(
        answer.outcome,
        place[0] === 'code' ? 'organic' : 'referred',
        JSON.stringify([place, text.slice(0, 40)]),
      )
    }
  }
  for (const empty of [{ country: '' }, { occurredAt: '' }, { country: 'XX' }, { country: 'null' }, { context: {} }]) {
    const answer = await app.signup(program, { code, ...empty, userId: `friend-${++friend}` })
    assert.equal(answer.outcome, 'referred', JSON.stringify(empty))
  }
})

test('a join and a portal session are taken with any language', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram()
  for (const [index, locale] of ['', 'bn_BD', 'null', 'english please', 'x'.repeat(5000), '\0'].entries()) {
    const path = `/v1/programs/${program.slug}/participants/u-${index}`
    await app.ok('PUT', path, { locale, country: '' })
    await app.ok('POST', `${path}/portal-sessions`, { locale })
  }
  const rows = await app.service.context.sql<
    { locale: string | null }[]
  >`select locale from participants order by user_id`
  assert.deepEqual(
    rows.map(({ locale }) => locale),
    [null, 'bn-BD', null, null, null, null],
  )
})
