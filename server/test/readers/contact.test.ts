import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { saysWhereToAsk } from '../../src/readers/contact.js'

const places = [
  'help@golpo.example',
  'Write to help@golpo.example, we answer within a day',
  'সাহায্য@গল্প.বাংলা',
  '+880 1712-345678',
  '01712345678',
  '১৬২৪৭',
  '১৬ ২৪৭ (সকাল ৯টা থেকে)',
  '999',
  '(02) 55-0',
  'https://golpo.example/help',
  'golpo.example',
  'গল্প.বাংলা',
  'fb.com/golpo',
  'xn--54b7fta0cc.xn--54b7fta0cc',
  'help@\u200bgolpo.example',
]
const none = [
  '',
  ' ',
  '\u200b\u2066',
  'call us',
  'Call us.',
  'call us 24/7',
  'Golpo Ltd.',
  'আমাদের ফোন করুন।',
  '@',
  'a@b',
  '1. 2',
]

for (const written of places) test(`a place to ask: ${written}`, () => assert.equal(saysWhereToAsk(written), true))
for (const written of none)
  test(`no place to ask: ${JSON.stringify(written)}`, () => assert.equal(saysWhereToAsk(written), false))

test('any number of three digits is a place, in any script and spacing, and no text throws', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 99_999_999 }), fc.constantFrom('', ' ', '-', ') '), (value, between) => {
      const bengali = Array.from(String(value), (digit) => String.fromCodePoint(0x9e6 + Number(digit)))
      assert.equal(saysWhereToAsk(bengali.join(between)), true)
    }),
  )
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void saysWhereToAsk(text)))
})
