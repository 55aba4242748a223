import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readCallAddress, readOrigin, type AddressReading } from '../../src/readers/base-url.js'
import { anyText } from '../support/text.js'

/** What is written, and what it is read as; undefined: refused. */
const origins: readonly (readonly [string, string | undefined])[] = [
  ['https://refer.example.com', 'https://refer.example.com'],
  ['https://refer.example.com/', 'https://refer.example.com'],
  [' \thttps://refer.example.com/\r\n', 'https://refer.example.com'],
  ['\ufeffhttps://refer.example.com', 'https://refer.example.com'],
  ['HTTPS://Refer.Example.COM:443', 'https://refer.example.com'],
  ['http://127.0.0.1:7540', 'http://127.0.0.1:7540'],
  ['http://2130706433', 'http://127.0.0.1'],
  ['http://[::1]:7540/', 'http://[::1]:7540'],
  ['https://রেফার.example.com', `https://${new URL('https://রেফার.example.com').hostname}`],
  ['https://ＲＥＦＥＲ.example.com', 'https://refer.example.com'],
  ['https://refer。example.com', 'https://refer.example.com'],
  ['http://127.0.0.1:7540/refer', undefined],
  ['https://example.com/refer/', undefined],
  ['https://example.com//', undefined],
  ['https://example.com/.', 'https://example.com'],
  ['https://example.com?', undefined],
  ['https://example.com/?a=b', undefined],
  ['https://example.com#', undefined],
  ['https://example.com/#console', undefined],
  ['https://rina:secret@example.com', undefined],
  ['https://rina@example.com', undefined],
  ['https://example.com:0', undefined],
  ['https://example.com:99999', undefined],
  ['https://refer\u200b.example.com', undefined],
  ['https://refer.exa mple.com', undefined],
  ['https://refer.\nexample.com', undefined],
  ['https://refer\u00ad.example.com', undefined],
  ['ftp://example.com', undefined],
  ['javascript:alert(1)', undefined],
  ['refer.example.com', undefined],
  ['https:refer.example.com', undefined],
  ['https:\\\\refer.example.com', undefined],
  ['https://', undefined],
  ['https:///refer.example.com', undefined],
  ['', undefined],
  ['undefined', undefined],
]

const calls: readonly (readonly [string, string | undefined])[] = [
  ['https://app.example.com/hooks?from=bondhu', 'https://app.example.com/hooks?from=bondhu'],
  ['HTTPS://App.Example.com:443/Hooks', 'https://app.example.com/Hooks'],
  ['https://app.example.com/hooks#top', 'https://app.example.com/hooks'],
  ['https://অ্যাপ.example.com/হুক', new URL('https://অ্যাপ.example.com/হুক').href],
  ['https://app_1.example.com', 'https://app_1.example.com/'],
  ['https://app.example.com./hooks', 'https://app.example.com./hooks'],
  ['https://8.8.8.8/hooks', 'https://8.8.8.8/hooks'],
  ['https://[2606:4700::1111]/hooks', 'https://[2606:4700::1111]/hooks'],
  ['https://rina:secret@example.com/hooks', undefined],
  ['https://app.example.com:0/hooks', undefined],
  ['https://*.example.com/hooks', undefined],
  ['https://app..example.com/hooks', undefined],
  ['https://app.invalid/hooks', undefined],
  [`https://${'a'.repeat(64)}.example.com/hooks`, undefined],
  [`https://${'a.'.repeat(127)}com/hooks`, undefined],
  ['https://-app.example.com/hooks', undefined],
  ['https://app.example.com/a b', undefined],
  ['wss://app.example.com/hooks', undefined],
]

test('an origin is spelled as a browser spells it, and anything else is refused', () => {
  for (const [written, read] of origins) assert.equal(valueOf(readOrigin(written)), read, JSON.stringify(written))
})

test('an address to call keeps its path and query, and an impossible one is refused', () => {
  for (const [written, read] of calls) assert.equal(valueOf(readCallAddress(written)), read, JSON.stringify(written))
})

const piece = fc.constantFrom(
  'https',
  'http',
  'HTTP',
  '://',
  ':',
  '/',
  '//',
  '\\',
  '@',
  '?',
  '#',
  '%',
  '%zz',
  '[::1]',
  'a',
  'রেফার',
  '.',
  '。',
  '\u200b',
  '\u00ad',
  '\ufeff',
  '\u2060',
  '\u3164',
  '\u00a0',
  '\u3000',
  '\0',
  '\n',
  '\ud800',
  '443',
  '0',
  '-',
  '*',
)
const anything = fc.oneof(
  anyText({ maxLength: 60 }),
  fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join('')),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
)

test('reading never throws and is idempotent', () => {
  fc.assert(
    fc.property(anything, (written) => {
      for (const read of [readOrigin, readCallAddress]) {
        const value = valueOf(read(written))
        if (value === undefined) continue
        assert.equal(valueOf(read(value)), value)
        assert.match(value, /^https?:\/\/[!-~]+$/)
      }
      const origin = valueOf(readOrigin(written))
      if (origin !== undefined) assert.equal(new URL(origin).origin, origin)
    }),
    { numRuns: 3000 },
  )
})

test('two spellings of one origin are one', () => {
  fc.assert(
    fc.property(fc.webUrl({ validSchemes: ['https'] }), fc.constantFrom('', ' ', '\r\n', '\ufeff'), (url, blank) => {
      const { host } = new URL(url)
      const plain = valueOf(readOrigin(`https://${host}`))
      assert.equal(valueOf(readOrigin(`${blank}HTTPS://${host.toUpperCase()}/${blank}`)), plain)
    }),
  )
})

function valueOf(reading: AddressReading): string | undefined {
  return 'value' in reading ? reading.value : undefined
}
