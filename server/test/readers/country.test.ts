/** The tables of `readers/country.ts`, `readers/locale.ts` and `readers/instant.ts`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getCountries } from 'libphonenumber-js/min'
import { readCountry } from '../../src/readers/country.js'
import { readInstant } from '../../src/readers/instant.js'
import { readLocale } from '../../src/readers/locale.js'
import { assertSteady, blanks, dashes, inScript, shapeless, zeros } from './shapes.js'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')

test('a country is one of ISO 3166-1', () => {
  const all = letters.flatMap((first) => letters.map((next) => first + next))
  const known = all.filter((code) => readCountry(code) === code)
  assert.equal(known.length, 249)
  // The library knows calling codes of three places that ISO has no country for.
  assert.deepEqual(
    getCountries().filter((code) => readCountry(code) !== code),
    ['AC', 'TA', 'XK'],
  )
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  for (const code of known) assert.ok(names.of(code), code)
})

test('a country has one spelling', () => {
  for (const text of [
    'BD',
    'bd',
    ' BD',
    'Bd\n',
    'ＢＤ',
    ...blanks.map((one) => `BD${one}`),
    ...shapeless.map((one) => `B${one}D`),
  ]) {
    assert.equal(readCountry(text), 'BD', JSON.stringify(text))
  }
  for (const text of ['UK', 'uk', 'GB']) assert.equal(readCountry(text), 'GB')
  for (const text of ['', ' ', 'XX', 'zz', 'T1', 'null', 'unknown', 'undefined'])
    assert.equal(readCountry(text), null, text)
  for (const text of ['QQ', 'EU', 'BGD', 'Bangladesh', 'বাংলাদেশ', 'B', '880', '\ud800', 'SU', 'XK']) {
    assert.equal(readCountry(text), undefined, text)
  }
})

test('a language has one spelling', () => {
  const table = [
    ['bn', 'bn'],
    ['en-BD', 'en-BD'],
    ['bn_BD', 'bn-BD'],
    ['BN-bd', 'bn-BD'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['en_US.UTF-8', 'en-US'],
    ['bn-BD,en;q=0.8', 'bn-BD'],
    [' bn\n', 'bn'],
    ['b\u200bn', 'bn'],
  ]
  for (const [written, read] of table) assert.equal(readLocale(written ?? ''), read, written)
  const none = [
    '',
    ' ',
    'C',
    'POSIX',
    'und',
    'null',
    'undefined',
    'বাংলা',
    'english please',
    '\0',
    '\ud800',
    'x'.repeat(5000),
    'bn-',
  ]
  for (const text of none) assert.equal(readLocale(text), undefined, JSON.stringify(text))
})

test('a moment has an offset, and one value', () => {
  const at = Date.parse('2026-11-30T18:00:00Z')
  const written = [
    ['2026-12-01T00:00:00+06:00', '2026-11-30T18:00:00Z', '2026-11-30t18:00:00z', '2026-12-01 00:00:00+06:00'],
    [' 2026-11-30T18:00:00Z\n', '2026-12-01T00:00:00 06:00', '2026-11-30T18:00:00.000Z', '2026-11-30T18:00:00\u200bZ'],
    zeros.map((zero) => inScript(zero, '2026-12-01T00:00:00+06:00')),
    dashes.map((dash) => `2026${dash}12${dash}01T00:00:00+06:00`),
  ].flat()
  for (const text of written) assert.equal(readInstant(text)?.getTime(), at, text)
  for (const text of ['', ' ', '\u200b']) assert.equal(readInstant(text), null)
  const refused = [
    'yesterday',
    '2026-12-01',
    '2026-12-01T00:00:00',
    '2026-02-30T00:00:00Z',
    '1999-12-31T00:00:00Z',
    '2200-01-01T00:00:00Z',
    '1764355200',
    '\0',
    ' '.repeat(101),
  ]
  for (const text of refused) assert.equal(readInstant(text), undefined, text)
})

test('reading is idempotent and never throws', () => {
  assertSteady(readCountry, (value) => value ?? undefined)
  assertSteady(readLocale, (value) => value)
  assertSteady(readInstant, (value) => value?.toISOString())
})
