/** The table of `readers/integrity.ts`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readIntegrity } from '../../src/readers/integrity.js'
import { anyText, blanks } from './shapes.js'

test('a word says what the device is, in any case', () => {
  for (const word of ['passed', 'failed', 'emulator'] as const) {
    assert.equal(readIntegrity(word, undefined), word)
    assert.equal(readIntegrity(word.toUpperCase(), null), word)
    for (const blank of blanks) assert.equal(readIntegrity(`${blank}${word}${blank}`, undefined), word)
  }
  for (const word of ['', ' ', 'null', 'ok', 'true', 'pass', undefined, null])
    assert.equal(readIntegrity(word, null), undefined, String(word))
})

test('the labels of Play Integrity are read as Google explains them, and a word comes before them', () => {
  const [basic, device, strong, virtual] = ['BASIC', 'DEVICE', 'STRONG', 'VIRTUAL'].map(
    (name) => `MEETS_${name}_INTEGRITY`,
  )
  assert.ok(basic && device && strong && virtual)
  assert.equal(readIntegrity(undefined, [basic, device]), 'passed')
  assert.equal(readIntegrity(undefined, [basic, device, strong]), 'passed')
  assert.equal(readIntegrity(undefined, [virtual]), 'emulator')
  assert.equal(readIntegrity(undefined, []), 'failed', 'no label: the device is attacked, or its system was changed')
  assert.equal(readIntegrity(undefined, [basic]), undefined, 'many honest phones have no certificate')
  assert.equal(readIntegrity('', ['UNKNOWN']), undefined)
  assert.equal(readIntegrity('failed', [device]), 'failed')
})

test('any text is read without an error', () => {
  fc.assert(
    fc.property(anyText, fc.array(anyText), (verdict, labels) => {
      const read = readIntegrity(verdict, labels)
      assert.ok(read === undefined || ['passed', 'failed', 'emulator'].includes(read))
    }),
  )
})
