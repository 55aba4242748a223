import assert from 'node:assert/strict'
import { test } from 'node:test'
import { currencies, decimalText } from '@bondhu/web/currency'
import fc from 'fast-check'
import { readDecimalAmount } from '../../src/readers/decimal-amount.js'

const table: readonly (readonly [string, string, bigint | undefined])[] = [
  ['1000', 'BDT', 100_000n],
  ['1,000.00', 'BDT', 100_000n],
  ['1,00,000.5', 'BDT', 10_000_050n],
  ['১,০০০.০০', 'BDT', 100_000n],
  ['\ufeff 20.00\u00a0\u200f', 'BDT', 2000n],
  ['20.000', 'BDT', 2000n],
  ['20.005', 'BDT', undefined],
  ['20.00', 'PKR', 2000n],
  ['2000', 'JPY', 2000n],
  ['2000.00', 'JPY', 2000n],
  ['20.5', 'JPY', undefined],
  ['20', 'KWD', 20_000n],
  ['20.005', 'KWD', 20_005n],
  ['20.0005', 'KWD', undefined],
  ['1.2345', 'CLF', 12_345n],
  ['10,50', 'BDT', undefined],
  ['1.000,00', 'BDT', undefined],
  ['1 000', 'BDT', undefined],
  ['৳20', 'BDT', undefined],
  ['1e3', 'BDT', undefined],
  ['-5', 'BDT', undefined],
  ['+5', 'BDT', undefined],
  ['.5', 'BDT', undefined],
  ['5.', 'BDT', undefined],
  ['', 'BDT', undefined],
  ['0', 'BDT', undefined],
  ['0.00', 'JPY', undefined],
  ['999999999999', 'BDT', undefined],
]

test('an amount is read in the minor units of its currency; an ambiguous one is refused', () => {
  for (const [written, currency, read] of table) {
    assert.equal(readDecimalAmount(written, currency), read, `${JSON.stringify(written)} ${currency}`)
  }
})

test('an amount written to a file is read back as the same amount, in every currency', () => {
  fc.assert(
    fc.property(fc.constantFrom(...currencies), fc.bigInt({ min: 1n, max: 999_999_999_999n }), (currency, minor) => {
      assert.equal(readDecimalAmount(decimalText(minor, currency), currency), minor)
    }),
  )
})

test('reading never throws', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'0123456789.,+-e৳৫ \u00a0\u200b\ud800'.split('')), maxLength: 20 }),
      (written) => {
        const read = readDecimalAmount(written, 'BDT')
        return read === undefined || read > 0n
      },
    ),
  )
})
