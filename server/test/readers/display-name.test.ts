/** The table of `readers/display-name.ts`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { displayNameLengthMax, readDisplayName } from '../../src/readers/display-name.js'

test('names of people are accepted in every script', () => {
  const table = [
    ['রিনা', 'রিনা'],
    ['  Rina   Akter ', 'Rina Akter'],
    ["D'Costa", "D'Costa"],
    ['Md. Karim', 'Md. Karim'],
    ['শ্রী‌মতী', 'শ্রী‌মতী'],
    ['José', 'José'],
    ['محمد', 'محمد'],
    ['Anne-Marie', 'Anne-Marie'],
  ] as const
  for (const [sent, name] of table) assert.equal(readDisplayName(sent), name, sent)
  assert.equal(readDisplayName('ক'.repeat(displayNameLengthMax))?.length, displayNameLengthMax)
})

test('nothing that could deceive a friend is a name', () => {
  for (const sent of [
    '',
    ' ',
    '\0',
    'null',
    'undefined',
    'unknown',
    'Win ৳5000',
    'https://evil.example',
    'evil.example',
    'www.evil',
    '01712345678',
    '০১৭১২৩৪৫৬৭৮',
    'a@b',
    'Rina\u202eanir',
    'Rina\u200bAkter',
    '<b>Rina</b>',
    'Rina 😀',
    '\ud800',
    '!!!',
    'x'.repeat(61),
    'x'.repeat(20_000),
  ]) {
    assert.equal(readDisplayName(sent), undefined, JSON.stringify(sent.slice(0, 40)))
  }
})

test('a name is read the same again', () => {
  for (const sent of ['রিনা', ' Rina\n Akter', 'Md. Karim']) {
    const name = readDisplayName(sent) ?? ''
    assert.equal(readDisplayName(name), name)
  }
})
