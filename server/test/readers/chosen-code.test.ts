/** The table of `readers/chosen-code.ts`, and the reserved words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readChosenCode } from '../../src/readers/chosen-code.js'
import { isReserved } from '../../src/readers/reserved-codes.js'

const keyOf = (typed: string) => readChosenCode(typed)?.key

test('what people type for one word is one word', () => {
  const spellings = [
    [
      'rina',
      'RINA',
      ' Rina. ',
      'R-i_n.a',
      'ｒｉｎａ',
      'ri\u200bna',
      'r1na',
      'rlna',
      'https://x.example/r/golpo/rina?via=x',
    ],
    ['রিনা', 'রীনা', 'রিণা', 'রি না', '\u200dরিনা', '%E0%A6%B0%E0%A6%BF%E0%A6%A8%E0%A6%BE', '“রিনা”।'],
    ['dola70', 'dola৭০', 'd0la7o', 'do1a70'],
    ['burner', 'bumer'],
    // Two code points or one for ড়.
    ['বাড়ি', 'বাড়ি', 'বাড়ী'],
  ]
  for (const [first = '', ...others] of spellings) {
    const key = keyOf(first)
    assert.ok(key !== undefined, first)
    for (const other of others) assert.equal(keyOf(other), key, other)
  }
  assert.equal(new Set(spellings.map(([first = '']) => keyOf(first))).size, spellings.length)
})

test('it is shown as it was written, in small letters', () => {
  assert.equal(readChosenCode(' RINA-7 ')?.written, 'rina7')
  assert.equal(readChosenCode('রীনা৭')?.written, 'রীনা7')
})

test('what is no word of one script is no code', () => {
  const refused = [
    '',
    'ab',
    'a1',
    '1234567890',
    '৪৮৩৯২০১৭৫৬',
    'a'.repeat(21),
    'rinaরিনা',
    'рина',
    'ελα',
    'ريم',
    '😀😀😀',
  ]
  for (const typed of [...refused, 'ri!na', 'ri/na', '<rina>x', 'িনা', '৳২০কক', 'a'.repeat(500), 'null\0', '\ud800abc'])
    assert.equal(readChosenCode(typed), undefined, JSON.stringify(typed))
})

test('names of the app, of wallets and of banks are reserved, look-alikes and parts included', () => {
  const names = ['golpo', 'Golpo Ltd', 'গল্প বন্ধু', 'গল্প', 'AB']
  const reserved = ['admin', 'adm1n', 'bkash', 'bkashbonus', 'b-k-a-s-h', 'win', 'w1n', 'golpo', 'golpo7', 'go1po']
  for (const typed of [...reserved, 'বিকাশ', 'বিকাষ', 'আমারবিকাশ', 'টাকা', 'গল্প', 'গল্প৭', 'বন্ধু']) {
    const chosen = readChosenCode(typed)
    assert.ok(chosen && isReserved(chosen, names), typed)
  }
  for (const typed of ['rina', 'winner7', 'taka7', 'রিনা', 'টাকাই', 'abba', 'tuhin']) {
    const chosen = readChosenCode(typed)
    assert.ok(chosen && !isReserved(chosen, names), typed)
  }
})
