/** The table of `readers/code.ts`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newCode } from '../../src/domain/person/new-code.js'
import { checkDigit, readCode } from '../../src/readers/code.js'
import { assertSteady, behind, before, blanks, dashes, inScript, shapeless, veiled, zeros } from './shapes.js'

const codeOf = (digits: string) => digits + checkDigit(digits)
const code = codeOf('483920175')
const other = codeOf('111111111')

test('a code is found inside surrounding text', () => {
  const parts = [code.slice(0, 3), code.slice(3, 6), code.slice(6)]
  const found = [
    [code, ` ${code}`, `\t${code}`, `${code}\n`, `\r\n${code}\r\n`],
    [`Code: ${code}`, `#${code}`, `code=${code}`, `কোড ${code} দিন`, `CODE${code}`, `${code}abc`],
    [`http://127.0.0.1:7540/r/golpo/${code}`, `https://x.example/r/golpo-2026/${code}?t=1764355200&via=whatsapp`],
    [
      `https%3A%2F%2Fx.example%2Fr%2Fgolpo%2F${code}`,
      `%20${code}`,
      `code%3D${code}%0A`,
      `${code}%E0%A5%A4`,
      `${code}%E0%A5`,
    ],
    [
      parts.join(' '),
      parts.join('-'),
      parts.join(' - '),
      parts.join('\n'),
      code.split('').join(' '),
      code.split('').join('–'),
    ],
    [`৳20 - ${code}`, `${code} – ২০ টাকা`, `${parts.join(' ')} – 20 taka`, `20 taka\n${code}`, `Use+code+${code}`],
    [`${code},${other}`, `${code} ${other}`, `2026-12-01: ${code}`],
  ].flat()
  for (const text of found) assert.equal(readCode(text), code, JSON.stringify(text))
  for (const sign of [...behind, ...blanks, ...shapeless])
    assert.equal(readCode(code + sign), code, JSON.stringify(sign))
  for (const sign of [...before, ...blanks, ...shapeless])
    assert.equal(readCode(sign + code), code, JSON.stringify(sign))
})

test('digits of any script, with any dash or space between them, are the same code', () => {
  for (const zero of zeros) assert.equal(readCode(inScript(zero, code)), code, zero)
  for (const gap of [...dashes, ...blanks, ...shapeless]) {
    assert.equal(readCode(`${code.slice(0, 5)}${gap}${code.slice(5)}`), code, JSON.stringify(gap))
  }
})

test('of two codes an unbroken one wins, then the first', () => {
  const pieces = `${other.slice(0, 5)} ${other.slice(5)}`
  assert.equal(readCode(`${other}, ${code}`), other)
  assert.equal(readCode(`${pieces}, ${code}`), code)
  assert.equal(readCode(`${code.slice(0, 5)}-${code.slice(5)}, ${pieces}`), code)
})

test('a longer run of digits or a phone number contains no code', () => {
  const refused = [
    ['', '123', 'abcdefghij', code.slice(1), `0${code}`, `${code}0`, `88${code}`, '12345678901'],
    [`+${code}`, ` +${code}`, `+880 ${code}`, `880 ${code}`, `880-${code}`, `+88 ${code.slice(0, 4)}-${code.slice(4)}`],
    [`${code.slice(0, 5)}.${code.slice(5)}`, `${code.slice(0, 5)}/${code.slice(5)}`, '\0', 'undefined'],
  ].flat()
  for (const text of refused) assert.equal(readCode(text), undefined, JSON.stringify(text))
})

test('a code survives Bengali digits, spaces and hyphens, and no single typing error makes another valid code', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), (place, shift) => {
      const made = newCode()
      assert.equal(readCode(inScript('০', made)), made)
      assert.equal(readCode(` ${made.slice(0, 3)}-${made.slice(3, 6)} ${made.slice(6)} `), made)
      const wrong = made.slice(0, place) + ((Number(made[place]) + shift) % 10) + made.slice(place + 1)
      assert.equal(readCode(wrong), undefined)
      const swapped = made.split('')
      ;[swapped[place], swapped[place + 1]] = [swapped[place + 1] ?? '', swapped[place] ?? '']
      if (place < 9 && swapped.join('') !== made) assert.equal(readCode(swapped.join('')), undefined)
    }),
  )
})

test('reading is idempotent, never throws and ignores invisible characters', () => {
  assertSteady(readCode, (value) => value)
  fc.assert(fc.property(veiled(fc.constant(code)), (text) => assert.equal(readCode(text), code)))
  const long = '1234567890 '.repeat(6000)
  const startMs = performance.now()
  readCode(long)
  assert.ok(performance.now() - startMs < 1000, 'a text as long as a body may be')
})
