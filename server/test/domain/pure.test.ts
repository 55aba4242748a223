/** Rules that are pure, as tables. */
import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { TypeID } from 'typeid-js'
import { arrayText } from '../../src/db/array-text.js'
import { deepLinkOf, destinationOf, needsLanding, storeOrWeb } from '../../src/domain/links/destination.js'
import { visitorOf } from '../../src/domain/links/visitor.js'
import { dayIn } from '../../src/domain/standing/calendar.js'
import { phaseAt } from '../../src/domain/standing/phase.js'
import { termsSchema, worseFields, type Terms } from '../../src/domain/standing/terms.js'
import { matchOf, refusalOf, type Case } from '../../src/domain/signups/rules.js'
import { refusals } from '../../src/domain/reasons/signup-reasons.js'
import { bytesOfUuid, bytesToWire, fromWire, newId, newIdBytes, toWire, uuidText } from '../../src/ids.js'
import { mac } from '../../src/mac.js'
import { formatMinor } from '../../src/money.js'
import { android, defaultTerms, person } from '../support/api.js'
import { anyText } from '../support/text.js'

function terms(changes: Record<string, unknown> = {}): Terms {
  const { mode: _, ...rest } = defaultTerms()
  return termsSchema.parse({ ...rest, ...changes })
}

test('an array is written as the database writes it', () => {
  const at = new Date('2026-12-01T00:00:00.000Z')
  assert.equal(arrayText([]), '{}')
  assert.equal(arrayText(['held', null, 5n, 7, at]), '{held,NULL,5,7,2026-12-01T00:00:00.000Z}')
})

test('ids on the wire have a prefix for their type', () => {
  const id = newId()
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(fromWire('ref', toWire('ref', id)), id)
  assert.equal(fromWire('rwd', toWire('ref', id)), undefined)
  assert.equal(fromWire('ref', 'ref_zzzzzzzzzzzzzzzzzzzzzzzzzz'), undefined)
  const many = Array.from({ length: 20_000 }, () => newId())
  assert.equal(new Set(many).size, 20_000)
  assert.deepEqual(many, many.toSorted(), 'what came later is greater')
})

test('an id in bytes is an id: of one order with those in letters, and the same on the wire', () => {
  const uuids = Array.from({ length: 10_000 }, (_, n) => {
    if (n % 2 === 0) return newId()
    const bytes = newIdBytes()
    const uuid = uuidText(Buffer.from(bytes, 'latin1'))
    assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.equal(bytesOfUuid(uuid), bytes)
    assert.equal(bytesToWire('clk', bytes), toWire('clk', uuid))
    return uuid
  })
  assert.equal(new Set(uuids.map((uuid) => uuid.slice(19))).size, 10_000, 'no random digits are used twice')
  assert.deepEqual(uuids, uuids.toSorted())
})

const nineDaysMs = 9 * 86_400_000
const evidence = (
  changes: Partial<Case['evidence']> = {},
  termChanges: Record<string, unknown> = {},
): Case['evidence'] => ({
  by: 'code',
  advocateId: 'a',
  advocateUserId: 'a',
  clickId: null,
  clickedAt: null,
  channel: null,
  version: { version: 1, terms: terms(termChanges), announcedAt: new Date(0), effectiveAt: new Date(0) },
  phase: 'live',
  stopped: false,
  ...changes,
})
const good: Case = {
  evidence: evidence(),
  occurredAt: new Date('2026-12-10T00:00:00Z'),
  knownBefore: false,
  sent: new Set(['phone']),
  lost: [],
  sharesWithAdvocate: false,
  country: 'BD',
  birthYear: 1999,
}

test('each rule refuses for its own reason', () => {
  const table: [string | undefined, Partial<Case>][] = [
    [undefined, {}],
    ['program_not_live', { evidence: evidence({ phase: 'before' }) }],
    ['program_not_live', { evidence: evidence({ phase: 'paused' }) }],
    ['program_closed', { evidence: evidence({ phase: 'closed' }) }],
    ['already_member', { knownBefore: true }],
    ['already_member', { lost: [{ kind: 'phone', advocates: false, claimedBy: 'other' }] }],
    ['already_member', { lost: [{ kind: 'email', advocates: false, claimedBy: 'other' }] }],
    ['link_stopped', { evidence: evidence({ stopped: true }) }],
    ['already_member', { evidence: evidence({ clickedAt: new Date(good.occurredAt.getTime() + 1000) }) }],
    [undefined, { evidence: evidence({ clickedAt: new Date(good.occurredAt.getTime() - nineDaysMs) }) }],
    ['identity_missing', { evidence: evidence({}, { requires: ['phone', 'device'] }) }],
    ['under_age', { evidence: evidence({}, { minimumAge: 18 }), birthYear: 2009 }],
    ['under_age', { evidence: evidence({}, { minimumAge: 18 }), birthYear: undefined }],
    [undefined, { evidence: evidence({}, { minimumAge: 18 }), birthYear: 2008 }],
    ['country_not_eligible', { evidence: evidence({}, { countries: ['BD'] }), country: 'IN' }],
    ['country_not_eligible', { evidence: evidence({}, { countries: ['BD'] }), country: undefined }],
    ['self_referral', { lost: [{ kind: 'phone', advocates: true, claimedBy: 'other' }] }],
    ['self_referral', { lost: [{ kind: 'device', advocates: true, claimedBy: 'other' }] }],
    ['self_referral', { evidence: evidence({}, { oneRewardPerDevice: false }), sharesWithAdvocate: true }],
    ['same_device', { lost: [{ kind: 'device', advocates: false, claimedBy: 'other' }] }],
    ['same_device', { lost: [{ kind: 'install', advocates: false, claimedBy: 'other' }] }],
    [
      undefined,
      {
        evidence: evidence({}, { oneRewardPerDevice: false }),
        lost: [{ kind: 'device', advocates: false, claimedBy: 'other' }],
      },
    ],
  ]
  for (const [reason, changes] of table) assert.equal(refusalOf({ ...good, ...changes }), reason, inspect(changes))
})

test('the matched account is the one whose identity causes the refusal; other reasons have none', () => {
  const lost: Case['lost'] = [
    { kind: 'device', advocates: false, claimedBy: 'owner of the device' },
    { kind: 'email', advocates: true, claimedBy: 'advocate' },
    { kind: 'phone', advocates: false, claimedBy: 'member' },
    { kind: 'email', advocates: false, claimedBy: 'second member' },
  ]
  const one = { ...good, lost }
  assert.equal(matchOf('already_member', one), 'member')
  assert.equal(matchOf('self_referral', one), 'advocate')
  assert.equal(matchOf('same_device', one), 'owner of the device')
  for (const reason of [undefined, 'under_age', 'program_closed', 'identity_missing'] as const) {
    assert.equal(matchOf(reason, one), null)
  }
  assert.equal(matchOf('already_member', { ...good, knownBefore: true }), null)
})

test('if several rules refuse, the first in the published order is the reason', () => {
  const everything: Case = {
    ...good,
    evidence: evidence({}, { requires: ['device'], minimumAge: 18, countries: ['IN'] }),
    knownBefore: true,
    lost: [
      { kind: 'device', advocates: false, claimedBy: 'other' },
      { kind: 'phone', advocates: true, claimedBy: 'other' },
    ],
    birthYear: 2020,
  }
  const order = [
    'already_member',
    'identity_missing',
    'under_age',
    'country_not_eligible',
    'self_referral',
    'same_device',
  ]
  const mends: Partial<Case>[] = [
    { knownBefore: false },
    { sent: new Set(['phone', 'device']) },
    { birthYear: 1999 },
    { country: 'IN' },
    { lost: [{ kind: 'device', advocates: false, claimedBy: 'other' }] },
  ]
  let one = everything
  for (const [index, reason] of order.entries()) {
    assert.equal(refusalOf(one), reason)
    one = { ...one, ...mends[index] }
  }
  assert.deepEqual(Object.keys(refusals), [
    'program_not_live',
    'program_closed',
    'link_stopped',
    ...order,
    'suspected_abuse',
    'declined_by_app',
    'advocate_cap_reached',
    'budget_exhausted',
  ])
})

test('every refusal has a sentence in Bengali and one in English', () => {
  for (const { bn, en } of Object.values(refusals)) {
    assert.match(bn, /[ঀ-৿]/)
    assert.match(en, /^[A-Z][^ঀ-৿]+\.$/)
  }
})

test('dates take effect without a sweep', () => {
  const t = terms({ startsAt: '2026-12-01T00:00:00+06:00', endsAt: '2027-02-28T23:59:59+06:00' })
  const at = (text: string) => new Date(text)
  assert.equal(phaseAt('live', null, t, at('2026-11-30T17:59:59Z')), 'before')
  assert.equal(phaseAt('scheduled', null, t, at('2026-11-30T18:00:00Z')), 'live')
  assert.equal(phaseAt('live', null, t, at('2027-02-28T17:59:59Z')), 'closed')
  assert.equal(phaseAt('paused', null, t, at('2027-01-01T00:00:00Z')), 'paused')
  assert.equal(phaseAt('draft', null, t, at('2027-01-01T00:00:00Z')), 'before')
  const closing = at('2027-01-10T00:00:00Z')
  assert.equal(phaseAt('closing', closing, t, at('2027-01-09T00:00:00Z')), 'live')
  assert.equal(phaseAt('closing', closing, t, at('2027-01-11T00:00:00Z')), 'closed')
  const early = at('2026-11-20T00:00:00Z')
  assert.equal(phaseAt('closing', early, t, at('2026-11-21T00:00:00Z')), 'closed', 'it was closed before it began')
  assert.equal(phaseAt('settled', early, t, at('2026-11-19T00:00:00Z')), 'before')
})

test("a day is the program's own", () => {
  assert.equal(dayIn('Asia/Dhaka', new Date('2026-12-01T17:59:59Z')), '2026-12-01')
  assert.equal(dayIn('Asia/Dhaka', new Date('2026-12-01T18:00:00Z')), '2026-12-02')
  // Bangladesh had daylight saving in 2009: a fixed +6 would be wrong.
  assert.equal(dayIn('Asia/Dhaka', new Date('2009-07-01T17:30:00Z')), '2009-07-02')
  // Newfoundland's clocks went back from one minute past midnight: the day began twice.
  assert.equal(dayIn('America/St_Johns', new Date('2008-11-02T02:30:59Z')), '2008-11-02')
  assert.equal(dayIn('America/St_Johns', new Date('2008-11-02T02:31:00Z')), '2008-11-01')
  assert.equal(dayIn('Asia/Dhaka', new Date('2026-12-01T17:59:59Z')), '2026-12-01')
})

test('terms that take from participants count as worse, and terms that give do not', () => {
  const base = terms({
    caps: { perAdvocatePerDay: 10, perAdvocateTotal: null },
    countries: ['BD'],
    minimumPayoutMinor: 5000,
  })
  const worse: [string, Record<string, unknown>][] = [
    ['rewardMinor', { rewardMinor: 1999n }],
    ['holdDays', { holdDays: 8 }],
    ['attributionWindowDays', { attributionWindowDays: 29 }],
    ['lateCodeHours', { lateCodeHours: 71 }],
    ['countries', { countries: ['IN'] }],
    ['minimumAge', { minimumAge: 18 }],
    ['requires', { requires: ['phone'] }],
    ['caps', { caps: { perAdvocatePerDay: 9, perAdvocateTotal: null } }],
    ['caps', { caps: { perAdvocatePerDay: 10, perAdvocateTotal: 1000 } }],
    ['qualifyingEvent', { qualifyingEvent: { name: 'first_payment', withinDays: 15 } }],
    ['minimumPayoutMinor', { minimumPayoutMinor: 5001n }],
  ]
  for (const [field, change] of worse) assert.deepEqual(worseFields(base, { ...base, ...change }), [field])
  const better = [
    { rewardMinor: 2001n },
    { holdDays: 0 },
    { countries: ['BD', 'IN'] },
    { countries: null },
    { caps: { perAdvocatePerDay: null, perAdvocateTotal: null } },
    { oneRewardPerDevice: false },
    { minimumPayoutMinor: 0n },
    { name: { bn: 'নতুন', en: 'New' } },
  ]
  for (const change of better) assert.deepEqual(worseFields(base, { ...base, ...change }), [])
})

test('a link leads where the visitor can use it, and leaves the destination’s own parameters alone', () => {
  const t = terms({
    destinations: { web: 'https://g.example/join?a=1%202&b=%E0%A6%95#top', playStore: 'com.example.golpo' },
  })
  const visit = (userAgent: string) => visitorOf('GET', { 'user-agent': userAgent })
  assert.equal(
    destinationOf(t, visit(person), 'clk_x'),
    'https://g.example/join?a=1%202&b=%E0%A6%95&bondhu_click=clk_x#top',
  )
  assert.equal(destinationOf(t, visit(person), undefined), 'https://g.example/join?a=1%202&b=%E0%A6%95#top')
  const play = new URL(destinationOf(t, visit(android), 'clk_x'))
  assert.equal(play.searchParams.get('id'), 'com.example.golpo')
  assert.equal(new URLSearchParams(play.searchParams.get('referrer') ?? '').get('bondhu'), 'clk_x')
  assert.match(destinationOf(t, visit(`${android} [FB_IAB/FB4A;FBAV/400]`), 'clk_x'), /^https:\/\/g\.example/)
  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1'
  assert.match(destinationOf(t, visit(iphone), 'clk_x'), /^https:\/\/g\.example/)
  const landing = [person, android, iphone, `${android} [FB_IAB/FB4A;FBAV/400]`].map((one) => needsLanding(visit(one)))
  assert.deepEqual(landing, [false, false, true, true])
  const stores = terms({
    destinations: { web: 'https://g.example', playStore: 'a.b', appStore: '1234567890', deepLink: 'golpo://x?y=1' },
  })
  assert.deepEqual(storeOrWeb(stores, 'ios', 'clk_x'), {
    kind: 'appStore',
    href: 'https://apps.apple.com/app/id1234567890',
  })
  assert.equal(storeOrWeb(stores, 'android', 'clk_x').kind, 'play')
  assert.equal(storeOrWeb(t, 'ios', 'clk_x').kind, 'web')
  assert.equal(deepLinkOf(stores, 'clk_x'), 'golpo://x?y=1&bondhu_click=clk_x')
  assert.equal(deepLinkOf(t, 'clk_x'), null)
})

test('machines that fetch a link are not people', () => {
  const kinds: [string, string, Record<string, string>, boolean, boolean][] = [
    ['person', 'GET', { 'user-agent': person }, false, false],
    ['WhatsApp preview', 'GET', { 'user-agent': 'WhatsApp/2.23.20.0' }, true, false],
    ['Facebook preview', 'GET', { 'user-agent': 'facebookexternalhit/1.1' }, true, false],
    ['no browser at all', 'GET', {}, true, false],
    ['HEAD', 'HEAD', { 'user-agent': person }, false, true],
    ['Chrome prefetch', 'GET', { 'user-agent': person, 'sec-purpose': 'prefetch;prerender' }, false, true],
    ['old prefetch', 'GET', { 'user-agent': person, purpose: 'prefetch' }, false, true],
    ['Firefox prefetch', 'GET', { 'user-agent': person, 'x-moz': 'prefetch' }, false, true],
    ['Facebook in-app preview', 'GET', { 'user-agent': person, 'x-purpose': 'preview' }, false, true],
  ]
  for (const [name, method, headers, preview, speculative] of kinds) {
    const visitor = visitorOf(method, headers)
    assert.deepEqual([visitor.kind === 'preview', visitor.speculative], [preview, speculative], name)
  }
})

test('taka are written in lakhs, exactly', () => {
  assert.equal(formatMinor(200_000n, 'BDT'), '৳2,000.00')
  assert.equal(formatMinor(123_456_789n, 'BDT'), '৳12,34,567.89')
  assert.equal(formatMinor(-5n, 'BDT'), '-৳0.05')
  assert.equal(formatMinor(900_719_925_474_099_399n, 'BDT'), '৳9,00,71,99,25,47,40,993.99')
})

test('an id on the wire equals the TypeID of the reference library, and only that spelling is accepted', () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      const wire = toWire('clk', uuid)
      assert.equal(wire, TypeID.fromUUID('clk', uuid).toString())
      assert.equal(fromWire('clk', wire), uuid)
      assert.equal(fromWire('ref', wire), undefined)
    }),
  )
  const letters = fc.constantFrom(...'0123456789abcdefghijklmnopqrstuvwxyzABCÅ-_'.split(''))
  fc.assert(
    fc.property(fc.string({ unit: letters, minLength: 26, maxLength: 26 }), (text) => {
      const read = fromWire('clk', `clk_${text}`)
      const reference = typeIdOf(text)
      // The library writes no UUID of a version that it does not know; whether it reads the spelling counts here.
      if (reference === 'of no version') assert.ok(read !== undefined)
      else assert.equal(read, reference)
    }),
  )
  const first = 'clk_00000000000000000000000000'
  for (const wrong of ['', first.slice(1), `${first}0`, first.replace('0', '8'), `${first}\n`, first.toUpperCase()]) {
    assert.equal(fromWire('clk', wrong), undefined, wrong)
  }
  assert.equal(fromWire('clk', first), '00000000-0000-0000-0000-000000000000')
})

function typeIdOf(text: string): string | undefined {
  let id: TypeID<'clk'>
  try {
    id = TypeID.fromString(`clk_${text}`, 'clk')
  } catch {
    return undefined
  }
  try {
    return id.toUUID()
  } catch {
    return 'of no version'
  }
}

test('a digest equals the system’s HMAC-SHA-256, for texts of any length and key', () => {
  const texts = fc.oneof(anyText({ maxLength: 60 }), fc.string({ minLength: 300, maxLength: 2000 }))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), texts, (keyBytes, text) => {
      const key = randomBytes(keyBytes)
      for (const encoding of ['hex', 'base64url', 'binary'] as const) {
        assert.equal(mac(key, text, encoding), createHmac('sha256', key).update(text).digest(encoding))
      }
    }),
    { numRuns: 30 },
  )
  assert.throws(() => mac(Buffer.alloc(65), 'x', 'hex'), RangeError)
})
