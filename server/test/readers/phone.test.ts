/** The table of `readers/phone.ts`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { readPhone } from '../../src/readers/phone.js'
import { assertSteady, behind, blanks, dashes, inScript, shapeless, veiled, zeros } from './shapes.js'

test('one phone has one spelling', () => {
  const spellings = [
    ['01712345678', '+8801712345678', '8801712345678', '০১৭১২৩৪৫৬৭৮', '01712-345 678', '1712345678', '008801712345678'],
    [
      '+880 (0)1712-345678',
      '(017) 12345678',
      '(+880) 1712 345678',
      'tel:+8801712345678',
      'TEL: 01712345678',
      '＋８８０１７１２３４５６７８',
    ],
    [
      '01712345678।',
      '“01712345678”',
      '01712345678,',
      '017.1234.5678',
      '+880–1712–345678',
      '\n01712345678\r\n',
      '+88\u200b01712345678',
    ],
  ].flat()
  for (const region of ['BD', null, undefined]) {
    for (const spelling of spellings) assert.equal(readPhone(spelling, region), '+8801712345678', spelling)
  }
  for (const zero of zeros) assert.equal(readPhone(inScript(zero, '01712345678'), 'BD'), '+8801712345678', zero)
  for (const gap of [...dashes, ...blanks, ...shapeless]) {
    assert.equal(readPhone(`01712${gap}345678`, 'BD'), '+8801712345678', JSON.stringify(gap))
  }
  for (const sign of behind.filter((one) => !'！．'.includes(one))) {
    assert.equal(readPhone(`01712345678${sign}`, 'BD'), '+8801712345678', sign)
  }
})

test('a number is read in the given region, never in another one', () => {
  const table: [string, string | null, string | undefined][] = [
    ['+919876543210', 'BD', '+919876543210'],
    ['9876543210', 'IN', '+919876543210'],
    ['+447911123456', 'GB', '+447911123456'],
    ['07911123456', 'GB', '+447911123456'],
    ['+447911123456', null, '+447911123456'],
    ['01712345678', 'AQ', undefined],
    ['+8801712345678', 'AQ', '+8801712345678'],
    ['008801712345678', 'AQ', '+8801712345678'],
    ['+5215512345678', 'MX', '+525512345678'],
    ['+525512345678', 'MX', '+525512345678'],
    ['5215512345678', 'MX', '+525512345678'],
    ['+52 1 55 1234 5678', 'BD', '+525512345678'],
    ['044 55 1234 5678', 'MX', '+525512345678'],
    ['+5491123456789', 'AR', '+5491123456789'],
  ]
  for (const [written, region, read] of table) assert.equal(readPhone(written, region), read, `${written} ${region}`)
})

test('a text that is not a number is refused', () => {
  const refused = [
    [
      '',
      'hello',
      '017',
      '00000030',
      '+',
      'undefined',
      'null',
      '0',
      '00000000000',
      '+00000000000',
      '\0',
      '01712345678\0',
    ],
    [
      '0171234567',
      '017123456789',
      '+880171234567',
      '+88017123456789',
      '0171234567O',
      'call 01712345678',
      '01712345678 x5',
    ],
    ['01712345678/01812345678', '01712345678, 01812345678', '1'.repeat(40), '+1+8801712345678', '৳2000'],
  ].flat()
  for (const text of refused) assert.equal(readPhone(text, 'BD'), undefined, JSON.stringify(text))
})

test('the fast path reads a number as the library does', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 0, max: 99_999_999 }), (operator, rest) => {
      const number = `+8801${operator}${String(rest).padStart(8, '0')}`
      assert.equal(parsePhoneNumberFromString(number, 'BD')?.number, number)
      assert.equal(readPhone(number, 'BD'), readPhone(number.slice(3), 'BD'))
    }),
  )
})

test('reading is idempotent, never throws and ignores invisible characters', () => {
  for (const region of ['BD', 'GB', 'MX', 'AQ', null]) {
    assertSteady(
      (text) => readPhone(text, region),
      (value) => value,
    )
  }
  const typed = fc.string({ unit: fc.constantFrom(...'0123456789+-() '.split('')), minLength: 5, maxLength: 18 })
  fc.assert(
    fc.property(typed, fc.constantFrom('BD', 'IN', 'MX', 'US', 'IT', 'AR'), (text, region) => {
      const read = readPhone(text, region)
      if (read !== undefined) assert.equal(readPhone(read, region), read)
    }),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(veiled(fc.constant('+880 1712-345678')), (text) =>
      assert.equal(readPhone(text, 'BD'), '+8801712345678'),
    ),
  )
})
