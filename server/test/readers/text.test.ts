/** The table of `readers/text.ts` and `readers/placeholder.ts`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isPlaceholder } from '../../src/readers/placeholder.js'
import {
  asciiDigits,
  bare,
  digitsOf,
  isBlank,
  isPlainText,
  percentDecoded,
  trimmed,
  visible,
} from '../../src/readers/text.js'
import {
  anyText,
  before,
  behind,
  blanks,
  dashes,
  digitsOfAllScripts,
  formatCharacters,
  inScript,
  shapeless,
  zeros,
} from './shapes.js'

test('a decimal digit of any script is a digit', () => {
  assert.ok(zeros.length > 60 && ['০', '०', '٠', '۰', '௦', '០', '၀', '０'].every((zero) => zeros.includes(zero)))
  assert.equal(asciiDigits(digitsOfAllScripts.join('')), '0123456789'.repeat(zeros.length))
  for (const zero of zeros) assert.equal(asciiDigits(inScript(zero, 'a-01234 56789')), 'a-01234 56789')
})

test('invisible characters are removed anywhere, and spaces at the ends', () => {
  assert.ok(formatCharacters.length > 150)
  for (const mark of shapeless) {
    assert.equal(visible(`a${mark}b`), 'ab')
    assert.ok(isBlank(mark))
  }
  for (const blank of blanks) {
    assert.equal(trimmed(`${blank}a${blank}b${blank}`), `a${blank}b`, JSON.stringify(blank))
    assert.equal(bare(`${blank}a${blank}`), 'a')
  }
  for (const sign of behind)
    assert.equal(bare(`a${sign}${sign}`), sign === '．' || sign === '！' ? `a${sign}${sign}` : 'a', sign)
  for (const sign of before) assert.equal(bare(`${sign}a`), 'a', sign)
})

test('a number is its digits, with any dash or space between them', () => {
  for (const gap of [...dashes, ...blanks, ...shapeless])
    assert.equal(digitsOf(`12${gap}34`), '1234', JSON.stringify(gap))
})

test('an encoded text is decoded, also where one of its characters was cut in two', () => {
  assert.equal(percentDecoded('a%20b%E0%A7%A7'), 'a b১')
  assert.equal(percentDecoded('100%'), '100%')
  assert.equal(percentDecoded('%E0%A7%A7%E0%A7'), '১\ufffd')
})

test('text is plain without control characters and broken UTF-16', () => {
  for (const text of ['a', 'রিনা', '🦊', ' ']) assert.ok(isPlainText(text))
  for (const text of ['\0', 'a\nb', '\u007f', '\ud800', 'a\udfff']) assert.ok(!isPlainText(text))
})

test('reading a long text of spaces takes linear time', () => {
  const long = `${' '.repeat(60_000)}x`.repeat(4)
  const startMs = performance.now()
  for (const read of [trimmed, bare, isBlank, isPlaceholder, percentDecoded]) read(long)
  assert.ok(performance.now() - startMs < 1000)
})

test('placeholders identify nobody', () => {
  const words = [
    'undefined',
    'null',
    'nil',
    'none',
    'None',
    'NULL',
    'NaN',
    'unknown',
    'UNKNOWN',
    'N/A',
    '(null)',
    '<null>',
    '<nil>',
    '"null"',
  ]
  const zerosOf = [
    '0',
    '000000',
    '00000000-0000-0000-0000-000000000000',
    '{00000000-0000-0000-0000-000000000000}',
    '00:00:00:00:00:00',
    '০০০',
    '0x0'.slice(0, 1),
  ]
  const shared = [
    '9774d56d682e549c',
    '9774D56D682E549C',
    '02:00:00:00:00:00',
    '02-00-00-00-00-00',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  ]
  const empty = ['', ' ', '\u200b', '-', '???', '…', '[object Object]', '[object Undefined]', ' [object Object] ']
  for (const text of [...words, ...zerosOf, ...shared, ...empty]) {
    assert.ok(isPlaceholder(text), JSON.stringify(text))
    for (const mark of ['\u200b', ' ', '\n']) assert.ok(isPlaceholder(text + mark), JSON.stringify(text + mark))
  }
  const ids = [
    'u-1',
    '1',
    '10',
    'nullable',
    'unknown-7',
    'nana',
    'none1',
    'রিনা',
    '6d92078a-8246-4ba4-ae5b-76104861e7dc',
    'f',
    'object',
  ]
  for (const text of ids) assert.ok(!isPlaceholder(text), text)
})

test('text functions never throw and are idempotent', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const read of [asciiDigits, visible, trimmed, bare, digitsOf]) assert.equal(read(read(text)), read(text))
      isPlaceholder(percentDecoded(text))
    }),
  )
})
