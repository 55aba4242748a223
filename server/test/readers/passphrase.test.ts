import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readPassphraseBytes } from '../../src/readers/passphrase.js'

const words = 'correct horse বন্ধু staple'
const table: readonly (readonly [string, Uint8Array, string | undefined])[] = [
  ['without a line end', Buffer.from(words), words],
  ['with LF', Buffer.from(`${words}\n`), words],
  ['with CR LF', Buffer.from(`${words}\r\n`), words],
  ['with CR', Buffer.from(`${words}\r`), words],
  ['with a mark', Buffer.from(`\ufeff${words}`), words],
  ['with a mark and CR LF', Buffer.from(`\ufeff${words}\r\n`), words],
  ['with more lines', Buffer.from(`${words}\n\nanother\n`), words],
  ['with blanks', Buffer.from(` ${words} \n`), ` ${words} `],
  ['empty', Buffer.from(''), ''],
  ['as UTF-16 with its mark', Buffer.from(`\ufeff${words}`, 'utf16le'), undefined],
  ['as UTF-16 without a mark', Buffer.from('plain letters', 'utf16le'), undefined],
  ['with a NUL', Buffer.from('plain\0letters'), undefined],
  ['in Latin-1', Buffer.from('café au lait, please', 'latin1'), undefined],
]

test('byte-order mark and line ends are not part of a passphrase, and a file that is not UTF-8 is refused', () => {
  for (const [way, bytes, read] of table) {
    const reading = readPassphraseBytes(bytes)
    assert.equal('value' in reading ? reading.value : undefined, read, way)
  }
})

test('reading never throws', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void readPassphraseBytes(bytes)))
})
