/** The table of `readers/email.ts`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readEmail } from '../../src/readers/email.js'
import { assertSteady, before, behind, blanks, shapeless, veiled } from './shapes.js'

test('one mailbox has one spelling', () => {
  const spellings = [
    ['karim@gmail.com', 'Karim@Gmail.COM', 'k.a.r.i.m@gmail.com', 'karim+golpo@gmail.com', 'karim@googlemail.com'],
    [
      'karim@gmail.com.',
      '<karim@gmail.com>',
      'mailto:karim@gmail.com',
      'karim@gmail.com,',
      'MAILTO:karim@gmail.com?subject=Hi',
    ],
    [
      'Karim <karim@gmail.com>',
      '"Karim, Rahim" <karim@gmail.com>,',
      "'karim@gmail.com'",
      '“karim@gmail.com”',
      '<mailto:karim@gmail.com>',
    ],
    [
      'karim%40gmail.com',
      'mailto:karim%40gmail.com',
      'ｋａｒｉｍ＠ｇｍａｉｌ．ｃｏｍ',
      'karim@gmail。com',
      ' (karim@gmail.com) ',
      'karim@gmail.com।',
    ],
  ].flat()
  for (const spelling of spellings) assert.equal(readEmail(spelling), 'karim@gmail.com', spelling)
  for (const sign of [...behind, ...blanks])
    assert.equal(readEmail(`karim@gmail.com${sign}`), 'karim@gmail.com', JSON.stringify(sign))
  for (const sign of [...before, ...blanks])
    assert.equal(readEmail(`${sign}karim@gmail.com`), 'karim@gmail.com', JSON.stringify(sign))
  for (const mark of shapeless) assert.equal(readEmail(`kar${mark}im@gma${mark}il.com${mark}`), 'karim@gmail.com')
})

test('dots in a name count outside Gmail, and letters of any script are accepted', () => {
  const table = [
    ['Rina.Akter+golpo@Gmail.com', 'rinaakter@gmail.com'],
    [' r.i.n.a.akter@gmail.com ', 'rinaakter@gmail.com'],
    ['Rina.Akter@example.com', 'rina.akter@example.com'],
    ['+rina@example.com', '+rina@example.com'],
    ["o'neil@example.co.uk", "o'neil@example.co.uk"],
    ['রিনা@example.com', 'রিনা@example.com'],
    ['rina@bücher.example', 'rina@xn--bcher-kva.example'],
    ['rina@XN--BCHER-KVA.example', 'rina@xn--bcher-kva.example'],
    ['rina@उदाहरण.भारत', 'rina@xn--p1b6ci4b4b3a.xn--h2brj9c'],
  ]
  for (const [written, read] of table) assert.equal(readEmail(written ?? ''), read, written)
})

test('a text that is not an address is refused', () => {
  const refused = [
    [
      '',
      'rina',
      'rina@',
      '@x.com',
      'a b@x.com',
      'rina@localhost',
      'undefined',
      '\0',
      'a\0b@x.com',
      'rina@x..com',
      'rina@.com',
    ],
    [
      'a@x.com, b@x.com',
      'a@x.com b@x.com',
      'a@b@x.com',
      'rina@127.0.0.1',
      'rina@[127.0.0.1]',
      'rina@0x7f.1',
      'rina@-x.com',
      'rina@x_y.com',
    ],
    [
      '...@gmail.com',
      '"a b"@x.com',
      `${'a'.repeat(65)}@x.com`,
      `a@${'x'.repeat(64)}.com`,
      'rina@exam ple.com',
      '\ud800@x.com',
      'rina@x/y.com',
    ],
  ].flat()
  for (const text of refused) assert.equal(readEmail(text), undefined, JSON.stringify(text))
})

test('reading is idempotent, never throws and ignores invisible characters', () => {
  assertSteady(readEmail, (value) => value)
  fc.assert(
    fc.property(fc.emailAddress(), (address) => {
      const read = readEmail(address)
      if (read === undefined) return
      assert.equal(readEmail(read), read)
      assert.equal(readEmail(address.toUpperCase()), read)
    }),
  )
  fc.assert(
    fc.property(veiled(fc.constant('Ka.rim@Gmail.com')), (text) => assert.equal(readEmail(text), 'karim@gmail.com')),
  )
})
