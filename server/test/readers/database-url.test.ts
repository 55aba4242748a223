import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readDatabaseUrl } from '../../src/readers/database-url.js'
import { anyGraphemes, anyText } from '../support/text.js'

const taken = [
  'postgres://rina:secret@db.example:5432/bondhu',
  'postgresql://db.example/bondhu',
  'postgres://rina:s%23w%3Ao%25r%3Fd%40%2F@db.example/bondhu?sslmode=require&options=-c%20geqo%3Doff',
  'postgres://rina@%2Frun%2Fpostgresql/bondhu',
  'postgres://rina:p@[::1]:5432/bondhu',
  'postgres:///bondhu',
]

const refused = [
  'postgres://u:p@s/s#w:o%r?d@host/db',
  'postgres://u:ab#cd@host/db',
  'postgres://u:100%zz@host/db',
  'postgres://u:100%@host/db',
  'postgres://u:p@ss@host/db',
  'postgres://u:p/w@host/db',
  'postgres://u:1/w@host/db',
  'postgres://u:1?w@host/db',
  'postgres://u:p w@host/db',
  'postgres://u:p\nw@host/db',
  'postgres://u:p\u200bw@host/db',
  'postgres://u:p\\w@host/db',
  'postgres://u:%ff@host/db',
  'postgres://u:p@hosta,hostb/db',
  'postgres://u:p@hosta:5432,hostb:5432/db',
  'postgres://u:p@host:port/db',
  'mysql://u:p@host/db',
  'u:p@host/db',
  '',
]

test('an address that all drivers read alike is accepted, with spaces around it', () => {
  for (const written of taken) {
    assert.deepEqual(readDatabaseUrl(written), { value: written }, written)
    assert.deepEqual(readDatabaseUrl(` ${written}\r\n`), { value: written }, written)
  }
})

test('a password that is not percent-encoded is refused, and no part of the text is repeated', () => {
  for (const written of refused) {
    const read = readDatabaseUrl(written)
    assert.ok('refused' in read, written)
    for (const piece of written.split(/[^a-z0-9]+/i).filter((part) => part.length > 2 && part !== 'postgres'))
      assert.doesNotMatch(read.refused.replace('host:5432/name', ''), new RegExp(`\\b${piece}\\b`), written)
  }
})

test('every encoded password is accepted, and reading never throws', () => {
  fc.assert(
    fc.property(anyGraphemes({ minLength: 1, maxLength: 40 }), (password) => {
      const written = `postgres://rina:${encodeURIComponent(password)}@db.example/bondhu`
      assert.deepEqual(readDatabaseUrl(written), { value: written })
      assert.equal(decodeURIComponent(new URL(written).password), password)
    }),
  )
  fc.assert(fc.property(anyText(), (text) => void readDatabaseUrl(`postgres://${text}`)))
})
