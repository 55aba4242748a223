import assert from 'node:assert/strict'
import { test } from 'node:test'
import { currencies, decimalText, minorDigits, typedMinor, typedText } from '@bondhu/web/currency'
import fc from 'fast-check'
import { readCurrency } from '../../src/readers/currency.js'

/** What is written, and what it is read as; undefined: refused. */
const table: readonly (readonly [string, string | undefined])[] = [
  ['BDT', 'BDT'],
  ['bdt', 'BDT'],
  [' BDT\u00a0', 'BDT'],
  ['B\u200bDT\ufeff', 'BDT'],
  ['JPY', 'JPY'],
  ['XCG', 'XCG'],
  ['XXX', undefined],
  ['XAU', undefined],
  ['XTS', undefined],
  ['DEM', undefined],
  ['HRK', undefined],
  ['ABC', undefined],
  ['BD', undefined],
  ['BDTT', undefined],
  ['050', undefined],
  ['৳', undefined],
  ['taka', undefined],
  ['', undefined],
  ['constructor', undefined],
]

test('a currency is one that ISO 4217 lists, in any spelling of its code', () => {
  for (const [written, read] of table) assert.equal(readCurrency(written), read, JSON.stringify(written))
})

test('reading never throws and is idempotent', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'BDTbdtJPYKW \u00a0\u200bıß৳\ud800'.split('')), maxLength: 5 }),
      (written) => {
        const read = readCurrency(written)
        return read === undefined || readCurrency(read) === read
      },
    ),
  )
})

test('minor units are those of ISO 4217, also where a display library differs', () => {
  const digits = { BDT: 2, PKR: 2, IRR: 2, LBP: 2, KPW: 2, MMK: 2, AFN: 2, LAK: 2, JPY: 0, KRW: 0, VND: 0, ISK: 0 }
  const more = { XOF: 0, UGX: 0, CLF: 4, UYW: 4, KWD: 3, BHD: 3, TND: 3, IQD: 3, HUF: 2, IDR: 2, MGA: 2, MRU: 2 }
  for (const [code, of] of Object.entries({ ...digits, ...more })) assert.equal(minorDigits(code), of, code)
  assert.throws(() => minorDigits('XXX'), /ISO 4217/)
  assert.equal(new Set(currencies).size, currencies.length)
})

test('an amount as text is read back as it was, in every currency', () => {
  fc.assert(
    fc.property(fc.constantFrom(...currencies), fc.integer({ min: 0, max: 1_000_000_000_000 }), (currency, minor) => {
      assert.equal(typedMinor(decimalText(BigInt(minor), currency), currency), minor)
      assert.equal(typedMinor(typedText(minor, currency), currency), minor)
    }),
  )
})

test('a typed amount is read in the units of the currency, or refused', () => {
  const typed: readonly (readonly [string, string, number | undefined])[] = [
    ['১,০৫০.৫', 'BDT', 105_050],
    ['৳ 1,00,000', 'BDT', 10_000_000],
    ['1050', 'JPY', 1050],
    ['1050.0', 'JPY', undefined],
    ['1.5', 'KWD', 1500],
    ['1.0005', 'KWD', undefined],
    ['20.5', 'PKR', 2050],
    ['10,50', 'BDT', undefined],
    ['1.2.3', 'BDT', undefined],
    ['', 'BDT', undefined],
  ]
  for (const [text, currency, minor] of typed) assert.equal(typedMinor(text, currency), minor, `${text} ${currency}`)
  assert.equal(typedText(200_050, 'BDT'), '2000.50')
  assert.equal(typedText(2000, 'BDT'), '20')
  assert.equal(typedText(2000, 'JPY'), '2000')
  assert.equal(typedText(2500, 'KWD'), '2.500')
})
