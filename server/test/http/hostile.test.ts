/** Whatever is sent: a problem document where it is wrong, never a 500, and nothing of the program moved. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { Advocate, Api, Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { furnish } from './furnished.js'
import {
  fill,
  parametersOf,
  readDocument,
  sampleOf,
  spoiltBodies,
  type Document,
  type Operation,
} from './operations.js'
import { assertProblem, eachOf, send, sendRaw, short, type Received, type Sent } from './wire.js'
import { requestOf } from './random-requests.js'

const mebibyte = 1024 * 1024
const seed = process.env.BONDHU_SEED === undefined ? undefined : Number(process.env.BONDHU_SEED)
/**
 * A field that several calls have, and the program in every address, are read by the same code. It gets every wrong value,
 * spread over the calls. `npm run faults:hostile` sends every value to every call.
 */
const everywhere = process.env.BONDHU_EVERYWHERE === '1'
const spread = 3

interface Stage {
  readonly api: Api
  readonly document: Document
  readonly program: TestProgram
  readonly advocate: Advocate
  /** What stands in a path for each of its parameters when all is well. */
  readonly values: Readonly<Record<string, string>>
}

let shared: Promise<Stage> | undefined

/** For the tests that change nothing in the program. */
function theStage(): Promise<Stage> {
  return (shared ??= sharedApp().then(setTheStage))
}

async function setTheStage(app: TestApp): Promise<Stage> {
  return { api: app, document: await readDocument(app), ...(await furnish(app, 'u-1001')) }
}

/** All that a caller could have changed. */
async function photograph({ api, program }: Stage): Promise<Body> {
  const base = `/v1/programs/${program.slug}`
  const paths = ['', '/stats', '/ledger/verify', '/keys', '/participants/u-1001', '/participants/u-1001/transfers']
  const seen = await Promise.all(paths.map((path) => api.ok('GET', base + path)))
  const { items } = await api.ok('GET', '/v1/programs?limit=100')
  // The clock ticks, and a key that was used says so.
  return JSON.parse(
    JSON.stringify([seen, items], (name, value) => (name === 'now' || name === 'lastUsedAt' ? 0 : value)),
  )
}

/** Each is refused, nothing moved, and the next good request is served. */
async function assertAllRefused(stage: Stage, requests: readonly Sent[]): Promise<void> {
  const before = await photograph(stage)
  await eachOf(requests, async (request) => {
    for (const one of partsOf(await send(stage.api, request))) {
      assertProblem(one, stage.document.problemCodes, short(request))
    }
  })
  assert.deepEqual(await photograph(stage), before, 'nothing changed')
  const good = await stage.api.signup(stage.program, { userId: `after-${requests.length}`, code: stage.advocate.code })
  assert.equal(good.outcome, 'referred')
}

/** A call with an answer for each of its parts is refused in each of them. */
function partsOf(answer: Received): Received[] {
  const results: Body = answer.status === 200 ? JSON.parse(answer.text).results : undefined
  if (!Array.isArray(results)) return [answer]
  assert.ok(results.length > 0)
  return results.map(({ status, body }) => ({
    ...answer,
    status,
    type: 'application/problem+json',
    text: JSON.stringify(body),
  }))
}

const withBody = ({ operations }: Document) =>
  operations.filter((one): one is Operation & { body: NonNullable<Operation['body']> } => one.body !== undefined)
const writes = ({ operations }: Document) => operations.filter(({ method }) => method !== 'GET')

test('a body with a field of the wrong type, out of range, unknown or not text is refused and changes nothing', async (t) => {
  const stage = await theStage()
  const calls = new Map<string, Set<string>>()
  const requests = withBody(stage.document).flatMap(({ method, path, body }) =>
    spoiltBodies(body).flatMap(({ field, body: spoilt }, index) => {
      const having = calls.get(field) ?? new Set()
      calls.set(field, having.add(`${method} ${path}`))
      // The first call that has the field gets every value.
      if (!everywhere && having.size > 1 && (index + having.size) % spread !== 0) return []
      return [{ method, path: fill(path, stage.values), body: JSON.stringify(spoilt) }]
    }),
  )
  assert.ok(requests.length > 500)
  await assertAllRefused(stage, requests)
  t.diagnostic(`${requests.length} requests`)
})

test('a missing, invalid, too large, too deep or malicious body is refused and changes nothing', async (t) => {
  const stage = await theStage()
  const deep = 20_000
  const texts = [
    ['{', '{"a":1,}', 'undefined', "{'a':1}", '\0', '[', '"', 'NaN', '{"a":1}{"b":2}', '\ufeff{'],
    ['{"__proto__":{"mode":"live"}}', '{"constructor":{"prototype":{"x":1}}}', '{"a":{"__proto__":null}}'],
    JSON.stringify({ userId: 'x'.repeat(3 * mebibyte) }),
    '['.repeat(3 * mebibyte),
  ].flat()
  /** JSON after all: wrong where a body is taken. */
  const odd = [`${'['.repeat(deep)}${']'.repeat(deep)}`, `${'{"a":'.repeat(deep / 2)}1${'}'.repeat(deep / 2)}`]
  const bodies: (string | Buffer)[] = [...texts, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), Buffer.from([0xff, 0xfe])]
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
  ]
  const requests = writes(stage.document).flatMap(({ method, path, body: schema, bodyRequired }): Sent[] => {
    const at = { method, path: fill(path, stage.values) }
    const good = JSON.stringify(schema === undefined ? {} : sampleOf(schema))
    return [
      ...[...bodies, ...(schema === undefined ? [] : odd)].map((body) => ({ ...at, body })),
      ...[...types, 'nonsense', ''].map((type) => ({ ...at, body: good, headers: { 'content-type': type } })),
      ...(bodyRequired ? [at, { ...at, body: '' }, { ...at, body: 'null' }] : []),
      { ...at, body: Buffer.from([0x1f, 0x8b, 8, 0, 0]), headers: { 'content-encoding': 'gzip' } },
    ]
  })
  await assertAllRefused(stage, requests)
  t.diagnostic(`${requests.length} requests`)
})

const absurdSegments = [
  ['%00', '%ff', '%ed%a0%80', '%', '%zz', '%2e%2e', '..', '.', '%2f', '%2f..%2f..%2fetc%2fpasswd', '%20', '%0d%0a'],
  ['', '%F0%9F%92%B8', '%E0%A7%A7', "'%20or%201=1--", '__proto__', 'constructor', 'toString', '-1', '0', '1', '*', ':'],
  [
    'x'.repeat(10_000),
    '%E0%A6%95'.repeat(900),
    'prg_',
    'prg_zzzzzzzzzzzzzzzzzzzzzzzzzz',
    'key_7zzzzzzzzzzzzzzzzzzzzzzzzz',
  ],
  ['prg_00000000000000000000000000', 'NaN', 'null', 'undefined', 'a;b=c', 'a%3Fb', '%23', '%c0%80', '%fe%ff'],
].flat()

test('an address with absurd parts is refused and changes nothing', async (t) => {
  const stage = await theStage()
  const places = stage.document.operations.flatMap((one) => parametersOf(one.path).map((name) => ({ one, name })))
  const requests = places.flatMap(({ one, name }, place) =>
    absurdSegments
      .filter((_, index) => everywhere || name !== 'program' || (index + place) % spread === 0)
      .map((segment): { name: string; sent: Sent } => ({
        name,
        sent: {
          method: one.method,
          path: fill(one.path, { ...stage.values, [name]: segment }),
          // An account may be called almost anything: what is written is wrong in its body too.
          ...(one.body && { body: '{"unknown":1}' }),
        },
      })),
  )
  await assertAllRefused(
    stage,
    requests.filter(({ name, sent }) => name === 'program' || sent.method !== 'GET').map(({ sent }) => sent),
  )
  const reads = requests.filter(({ name, sent }) => name !== 'program' && sent.method === 'GET')
  await eachOf(reads, async ({ sent }) => {
    const answer = await send(stage.api, sent)
    if (answer.status !== 200) assertProblem(answer, stage.document.problemCodes, short(sent))
  })
  t.diagnostic(`${requests.length} requests`)
})

test('an invalid page of a list is refused', async () => {
  const stage = await theStage()
  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const uuid = '01890a5d-ac96-774b-bcce-b302099a8057'
  const limits = ['0', '-1', '101', '1e2', '1.5', '', ' 1', '১০', 'x', '9'.repeat(400), '%00', '1&limit=2', '[]'].map(
    encodeURI,
  )
  const cursors = [
    ['', 'x', '%00', '%ff', '.'.repeat(301), cursor([]), cursor({}), cursor(null), cursor(['x']), cursor([1])],
    [cursor(['x', 'y']), cursor([uuid, uuid]), cursor(['+275760-09-13T00:00:00.000Z', uuid]), cursor([['0'], uuid])],
    [cursor(['-000001-01-01T00:00:00.000Z', uuid]), cursor(['9999999999']), cursor(['2026-02-30T00:00:00Z', uuid])],
    [cursor(['1'.repeat(50)]), cursor(['\0']), `${cursor([uuid])}&cursor=${cursor([uuid])}`],
  ].flat()
  const listed = stage.document.operations.filter(({ method, query }) => method === 'GET' && query.includes('cursor'))
  assert.ok(listed.length > 2)
  const requests = listed.flatMap(({ method, path }) => {
    const at = fill(path, stage.values)
    const queries = [...limits.map((limit) => `limit=${limit}`), ...cursors.map((one) => `cursor=${one}`)]
    return [...queries, 'unknown=1', '__proto__=1', 'limit[]=1', '='].map((query) => ({
      method,
      path: `${at}?${query}`,
    }))
  })
  await assertAllRefused(stage, requests)
})

test('no query breaks a read', async () => {
  const stage = await theStage()
  const queries = ['?', '??', '&&&', '%', '%00', '=', '__proto__[x]=1', 'a'.repeat(8000), '%ff=%fe', 'limit=1#x']
  const reads = stage.document.operations.filter(({ method }) => method === 'GET')
  const requests = reads.flatMap(({ method, path }) =>
    queries.map((query) => ({ method, path: `${fill(path, stage.values)}?${query}` })),
  )
  await eachOf(requests, async (request) => {
    const answer = await send(stage.api, request)
    if (answer.status !== 200) assertProblem(answer, stage.document.problemCodes, short(request))
  })
})

test('a method that an address does not have is refused and changes nothing', async () => {
  const stage = await theStage()
  const paths = [...new Set(stage.document.operations.map(({ path }) => path))]
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE', 'LINK', 'SEARCH']
  const requests = paths.flatMap((path) => {
    const known = stage.document.operations.filter((one) => one.path === path).map(({ method }) => method)
    return methods
      .filter((method) => !known.includes(method))
      .map((method) => ({ method, path: fill(path, stage.values) }))
  })
  await assertAllRefused(stage, requests)
  const gone = await send(stage.api, { method: 'DELETE', path: `/v1/programs/${stage.program.slug}?x=1` })
  assert.deepEqual([gone.status, gone.headers['allow']], [405, 'GET, HEAD, PATCH'])
  assert.equal((await send(stage.api, { method: 'DELETE', path: '/v1/nowhere' })).status, 404)
})

test('bytes that are not UTF-8 are refused, because two of them could be read as one account', async () => {
  const { api, program, document } = await theStage()
  const path = `/v1/programs/${program.slug}/signups`
  for (const bytes of [[0xff], [0xfe], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xe0, 0xa6]]) {
    const body = Buffer.concat([Buffer.from('{"userId":"'), Buffer.from(bytes), Buffer.from('"}')])
    const answer = await send(api, { method: 'POST', path, body })
    assert.equal(assertProblem(answer, document.problemCodes, bytes.join()).code, 'body_invalid_json')
  }
  const whole = { method: 'POST', path, body: Buffer.from('{"userId":"রিনা 🎉"}') }
  assert.equal((await send(api, whole)).status, 201)
})

test('every call refuses a repeated name and a number that would be rounded, and changes nothing', async () => {
  const stage = await theStage()
  const requests = withBody(stage.document).flatMap(({ method, path, body }) => {
    const good = JSON.stringify(sampleOf(body))
    const twice = good.replace(/^\{("[^"]+"):/, '{$1:1,$1:')
    const exact = [good.replace(/^\{/, '{"a":999999999999.9999999,'), good.replace(/^\{/, '{"a":9007199254740993,')]
    return [...(twice === good ? [] : [twice]), ...exact].map((text) => ({
      method,
      path: fill(path, stage.values),
      body: text,
    }))
  })
  await assertAllRefused(stage, requests)
  const path = `/v1/programs/${stage.program.slug}/fundings`
  const refused: [string, string, RegExp][] = [
    ['{"amountMinor":1000,"amountMinor":5,"reference":"twice"}', 'amountMinor', /amountMinor is repeated/],
    ['{"amountMinor":1000,"reference":"a","\\u0061mountMinor":1000}', 'amountMinor', /amountMinor is repeated/],
    ['{"amountMinor":999999999999.9999999,"reference":"round"}', 'amountMinor', /more digits/],
    ['{"amountMinor":9007199254740993,"reference":"large"}', 'amountMinor', /more digits/],
    [`{"reference":${'['.repeat(100)}${']'.repeat(100)}}`, 'reference', /nested deeper/],
  ]
  for (const [body, name, detail] of refused) {
    const answer = await send(stage.api, { method: 'POST', path, body })
    const problem = assertProblem(answer, stage.document.problemCodes, body)
    assert.deepEqual([answer.status, problem.code], [422, 'request_invalid'], body)
    assert.match(problem.detail, detail)
    assert.equal(JSON.parse(answer.text).errors[0].path, name)
  }
})

test('a compressed body is refused with a problem document', async () => {
  const { api, program, document } = await theStage()
  const path = `/v1/programs/${program.slug}/signups`
  for (const encoding of ['gzip', 'br', 'x-unknown', 'identity, gzip']) {
    const body = gzipSync('{"userId":"packed"}')
    const answer = await send(api, { method: 'POST', path, body, headers: { 'content-encoding': encoding } })
    const problem = assertProblem(answer, document.problemCodes, encoding)
    assert.equal(problem.code, 'media_type_unsupported')
    assert.match(problem.detail, /Content-Encoding/)
  }
  const plain = { method: 'POST', path, body: '{"userId":"plain"}', headers: { 'content-encoding': 'identity' } }
  assert.equal((await send(api, plain)).status, 201)
})

test('unusual headers break nothing', async () => {
  const stage = await theStage()
  const { api, program } = stage
  const path = `/v1/programs/${program.slug}/stats`
  const tokens = ['', ' ', 'x'.repeat(600), 'bk_test_', `bk_test_${'A'.repeat(43)}`, `bk_live_${'A'.repeat(43)}`, 'é']
  const schemes = ['Bearer', 'bearer  x', 'Basic dTpw', 'Bearer a b', 'Bearer,Bearer', 'Digest x', ...tokens]
  const wrong = schemes.map((authorization): Sent => ({ method: 'GET', path, token: null, headers: { authorization } }))
  await assertAllRefused(stage, wrong)
  const harmless: Record<string, string | string[]>[] = [
    { 'idempotency-key': 'x'.repeat(5000) },
    { 'x-forwarded-for': 'not an address, 999.999.999.999, ::ffff:x' },
    { 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'evil.example', forwarded: 'for=;;;' },
    { accept: '\xff', 'accept-language': '*;q=9', cookie: '=;=;\xff', range: 'bytes=9-1', te: 'x' },
    { 'x-http-method-override': 'DELETE', 'if-match': '"', origin: 'null', upgrade: 'h2c' },
  ]
  await eachOf(harmless, async (headers) => {
    assert.equal((await send(api, { method: 'GET', path, headers })).status, 200, JSON.stringify(headers))
  })
})

test('headers that are too large are refused with a problem document', async () => {
  const { api, program, document } = await theStage()
  const path = `/v1/programs/${program.slug}/stats`
  const large: Sent = { method: 'GET', path, headers: { 'x-large': 'x'.repeat(100_000) } }
  assert.equal(assertProblem(await send(api, large), document.problemCodes, 'large headers').code, 'headers_too_large')
})

test('bytes that are not HTTP get problem documents, and change nothing', async () => {
  const { api, program } = await theStage()
  const head = `GET /v1/programs/${program.slug}/stats HTTP/1.1\r\n`
  const post = `POST /v1/programs/${program.slug}/signups HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`
  const authorized = `Authorization: Bearer ${api.token}\r\n`
  const junk = [
    [
      '\0\0\0\0\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      'nonsense\r\n\r\n',
      `${head}\r\n`,
      `${head}Host: x\r\nBad Header: 1\r\n\r\n`,
    ],
    [`${head}Host: x\r\nAuthorization: Bearer \0\r\n\r\n`, 'GET /\u0000 HTTP/1.1\r\nHost: x\r\n\r\n'],
    [`${post}${authorized}Content-Length: abc\r\n\r\n{}`, `${post}${authorized}Content-Length: -1\r\n\r\n{}`],
    [`${post}${authorized}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
    [`${post}${authorized}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ].flat()
  for (const bytes of junk) {
    const answer = await sendRaw(api, bytes)
    assert.match(answer, /^HTTP\/1\.1 4\d\d /, JSON.stringify(bytes))
    assert.match(answer, /content-type: application\/problem\+json/i, JSON.stringify(bytes))
  }
  // Cut off in the middle of a body: decided by nobody.
  await sendRaw(api, `${post}${authorized}Content-Length: 500\r\n\r\n{"userId":"half`)
  assert.equal((await api.call('GET', `/v1/programs/${program.slug}/participants/half`)).status, 404)
  assert.equal((await api.call('GET', `/v1/programs/${program.slug}/stats`)).status, 200)
})

test('thousands of random requests cause no 500, and the ledger verifies', async (t) => {
  const stage = await setTheStage(await sharedApp())
  const { api, document, program, advocate } = stage
  const startedMs = performance.now()
  let sentCount = 0
  const request = requestOf(stage)
  const check = await fc.check(
    fc.asyncProperty(fc.array(request, { minLength: 12, maxLength: 12 }), async (requests) => {
      await Promise.all(
        requests.map(async (one) => {
          const answer = await send(api, one)
          sentCount += 1
          if (answer.status >= 300) assertProblem(answer, document.problemCodes, short(one))
        }),
      )
    }),
    { numRuns: 300, interruptAfterTimeLimit: 15_000, ...(seed !== undefined && { seed }) },
  )
  assert.ok(!check.failed, `BONDHU_SEED=${check.seed}: ${String(check.errorInstance)}`)
  t.diagnostic(`${sentCount} requests in ${((performance.now() - startedMs) / 1000).toFixed(1)} s, seed ${check.seed}`)
  await api.assertLedger(program)
  // Whatever became of the program meanwhile, it is still led and still answers.
  await api.call('POST', `/v1/programs/${program.slug}/resume`)
  await api.call('POST', `/v1/programs/${program.slug}/participants/${advocate.userId}/return`)
  const restart = `/v1/programs/${program.slug}/participants/${advocate.userId}/link/restart`
  await api.call('POST', restart, { reason: 'it was chance' })
  const clickId = await api.click(program, advocate.code)
  const answer = await api.signupCall(program, { userId: 'u-after', clickId })
  assert.equal(answer.status, 201)
})
