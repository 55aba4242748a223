/** The tables of `readers/device.ts` and `readers/user-id.ts`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readDeviceId } from '../../src/readers/device.js'
import { readUserId } from '../../src/readers/user-id.js'
import { anyText, assertSteady, blanks, formatCharacters, shapeless, veiled } from './shapes.js'

const uuid = '6d92078a-8246-4ba4-ae5b-76104861e7dc'
const placeholders = [
  ['undefined', 'null', 'NULL', 'None', 'nil', 'unknown', 'NaN', '[object Object]', '(null)', 'N/A', '-'],
  ['0', '00000000-0000-0000-0000-000000000000', '000000000000000', '9774d56d682e549c', '9774D56D682E549C'],
  ['02:00:00:00:00:00', '00:00:00:00:00:00', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'],
].flat()

test('one device has one spelling', () => {
  const spellings = [
    uuid.toUpperCase(),
    `{${uuid}}`,
    `urn:uuid:${uuid}`,
    uuid.replaceAll('-', ''),
    `"${uuid}"`,
    ` ${uuid}\n`,
  ]
  for (const spelling of [uuid, ...spellings]) assert.equal(readDeviceId(spelling), uuid, spelling)
  assert.equal(readDeviceId('A1B2C3D4E5F60718'), 'a1b2c3d4e5f60718')
  assert.equal(readDeviceId('AC-DE-48-00-11-22'), 'ac:de:48:00:11:22')
  assert.equal(readDeviceId('fN3kQ_w-9Zx'), 'fN3kQ_w-9Zx', 'letters of other ids are as they are')
  for (const blank of blanks) assert.equal(readDeviceId(`${blank}a1b2c3${blank}`), 'a1b2c3')
  for (const mark of shapeless) assert.equal(readDeviceId(`a1${mark}b2c3`), 'a1b2c3')
})

test('a placeholder as a device counts as missing', () => {
  for (const text of ['', ' ', '\n', '\u200b', ...placeholders])
    assert.equal(readDeviceId(text), null, JSON.stringify(text))
  for (const text of ['\0', 'a\0b', '\u0001', 'a\nb', '\ud800', 'a\udfff']) {
    assert.equal(readDeviceId(text), undefined, JSON.stringify(text))
  }
})

test('a user id is accepted unchanged, or refused', () => {
  const ids = [
    'u-1001',
    '1',
    'রিনা',
    '🦊',
    'র\u200d্যাব',
    'rina@example.com',
    uuid,
    uuid.toUpperCase(),
    'a b',
    'x'.repeat(200),
    'Null-7',
  ]
  for (const id of ids) assert.equal(readUserId(id), id)
  const refused = ['', ' ', 'x'.repeat(201), 'a\0b', 'a\nb', '\ud800', ...placeholders]
  for (const id of refused) assert.equal(readUserId(id), undefined, JSON.stringify(id))
  for (const blank of blanks) {
    for (const id of [`u-1${blank}`, `${blank}u-1`, blank]) assert.equal(readUserId(id), undefined, JSON.stringify(id))
  }
  const joiners = ['\u200c', '\u200d']
  const tags = (mark: string) => mark >= '\u{e0020}' && mark <= '\u{e007f}'
  for (const mark of formatCharacters.filter((one) => !joiners.includes(one) && !tags(one))) {
    assert.equal(readUserId(`u${mark}1`), undefined, JSON.stringify(mark))
  }
})

test('reading is idempotent, never throws and ignores invisible characters', () => {
  assertSteady(readDeviceId, (value) => value ?? undefined)
  assertSteady(readUserId, (value) => value)
  fc.assert(fc.property(fc.uuid(), (id) => assert.equal(readDeviceId(id.toUpperCase()), readDeviceId(id))))
  fc.assert(fc.property(veiled(fc.constant(uuid)), (text) => assert.equal(readDeviceId(text), uuid)))
  fc.assert(fc.property(anyText, (id) => assert.ok([id, undefined].includes(readUserId(id)))))
})
