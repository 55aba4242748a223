import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readReference } from '../../src/readers/reference.js'

/** What is written, what it is shown as, and its key; undefined: refused. */
const table: readonly (readonly [string, string, string] | readonly [string, undefined])[] = [
  ['slip 77', 'slip 77', 'slip 77'],
  ['slip 77 ', 'slip 77', 'slip 77'],
  ['  slip \t 77\r\n', 'slip 77', 'slip 77'],
  ['slip\u00a077', 'slip 77', 'slip 77'],
  ['slip\u200b 77\ufeff', 'slip\u200b 77', 'slip 77'],
  ['\u2066slip 77\u2069', '\u2066slip 77\u2069', 'slip 77'],
  ['sl\u00adip 77', 'sl\u00adip 77', 'slip 77'],
  ['Slip 77', 'Slip 77', 'slip 77'],
  ['ＳＬＩＰ　７７', 'ＳＬＩＰ ７７', 'slip 77'],
  ['slip ৭৭', 'slip ৭৭', 'slip 77'],
  ['slip ٧٧', 'slip ٧٧', 'slip 77'],
  ['slip ७७', 'slip ७७', 'slip 77'],
  ['re\u0301f', 're\u0301f', 'r\u00e9f'],
  ['রসিদ ৭৭', 'রসিদ ৭৭', 'রসিদ 77'],
  ['slip-77', 'slip-77', 'slip-77'],
  ['slip77', 'slip77', 'slip77'],
  ['77 slip', '77 slip', '77 slip'],
  ['', undefined],
  [' \u00a0\t', undefined],
  ['\u200b\u2060', undefined],
]

test('spellings of one reference share a key, and another reference has another key', () => {
  for (const [written, shown, key] of table) {
    assert.deepEqual(readReference(written), shown === undefined ? undefined : { shown, key }, JSON.stringify(written))
  }
})

const letters = fc.string({
  unit: fc.constantFrom(...'aAßİıǅéﬁ7৭০-/ \u00a0\u0301\u200b\u200d\u00a8\ud800র'.split('')),
  maxLength: 12,
})

test('reading never throws, and reading a key gives the same key', () => {
  fc.assert(
    fc.property(letters, (written) => {
      const read = readReference(written)
      if (read === undefined) return
      assert.deepEqual(readReference(read.shown), read)
      assert.equal(readReference(read.key)?.key, read.key)
    }),
    { numRuns: 2000 },
  )
})

test('spaces and invisible characters never make another reference', () => {
  const noise = fc.constantFrom(' ', '  ', '\u00a0', ' \u200b', '\t ', '\u3000\ufeff')
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('slip', '77', 'র', 'a-1'), { minLength: 1 }),
      fc.array(noise),
      (words, blanks) => {
        const written = words.map((word, at) => (blanks[at] ?? ' ') + word + (blanks.at(-1) ?? '')).join(' ')
        assert.equal(readReference(written)?.key, words.join(' '))
      },
    ),
  )
})
