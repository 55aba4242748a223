/** The tables of `readers/address.ts`, `readers/user-agent.ts` and `readers/campaign.ts`. */
import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { readAddress } from '../../src/readers/address.js'
import { readCampaign } from '../../src/readers/campaign.js'
import { readUserAgent } from '../../src/readers/user-agent.js'
import { anyText, assertSteady, behind, blanks, shapeless } from './shapes.js'

test('one address has one spelling', () => {
  const v4 = [
    ['203.0.113.9', '203.0.113.9:40001', ' 203.0.113.9', '203.0.113.9\n', '"203.0.113.9:40003"', '২০৩.০.১১৩.৯'],
    [
      '::ffff:203.0.113.9',
      '::FFFF:203.0.113.9',
      '::ffff:cb00:7109',
      '[::ffff:203.0.113.9]:443',
      '203.0.113.9, 10.0.0.1',
    ],
    ['unknown, 203.0.113.9', '203.0.113.9\u200b'],
  ].flat()
  for (const text of v4) assert.equal(readAddress(text), '203.0.113.9', text)
  const v6 = [
    '2001:db8::1',
    '2001:0DB8:0:0:0:0:0:1',
    '[2001:db8::1]',
    '[2001:db8::1]:40001',
    '2001:db8::1%eth0',
    '2001:db8::0.0.0.1',
  ]
  for (const text of v6) assert.equal(readAddress(text), '2001:db8:0:0:0:0:0:1', text)
  const none = [
    '',
    'unknown',
    'null',
    '0.0.0.0',
    '::',
    '::ffff:0.0.0.0',
    '256.1.1.1',
    '1.2.3',
    'example.com',
    '203.0.113.9:',
    ':::',
    '\0',
    '[',
    '1.2.3.4.5',
  ]
  for (const text of none) assert.equal(readAddress(text), undefined, text)
})

test('a browser is its user agent, and placeholders count as missing', () => {
  for (const blank of blanks) assert.equal(readUserAgent(`${blank}Mozilla/5.0 (Linux)${blank}`), 'Mozilla/5.0 (Linux)')
  assert.equal(readUserAgent('x'.repeat(5000))?.length, 1000)
  for (const text of ['', ' ', 'unknown', 'null', 'undefined', '\u200b', '[object Object]'])
    assert.equal(readUserAgent(text), undefined)
})

test('campaign parameters of a link are read, and others are ignored', () => {
  const table: [string, string | null][] = [
    ['via=whatsapp', 'whatsapp'],
    ['via=WhatsApp', 'whatsapp'],
    ['lang=bn&via=sms', 'sms'],
    ['via=whats%20app', null],
    ['via=', null],
    ['', null],
    [`via=${'x'.repeat(33)}`, null],
    ['via=\u0000', null],
    ...behind
      .filter((one) => !'．！'.includes(one))
      .map((sign): [string, string] => [`via=sms${encodeURIComponent(sign)}`, 'sms']),
    ...shapeless.map((mark): [string, string] => [`via=s${encodeURIComponent(mark)}ms`, 'sms']),
  ]
  for (const [query, via] of table) assert.equal(readCampaign(query).via, via, query)
  assert.equal(readCampaign('utm_source=a%00b&utm_medium=&x=1').utm, '{"utm_source":"ab"}')
  const { utm } = readCampaign(`utm_term=${encodeURIComponent('🦊'.repeat(200))}a`)
  assert.ok(utm?.isWellFormed() === true && JSON.parse(utm).utm_term.length === 100)
})

test('reading is idempotent and never throws', () => {
  assertSteady(readAddress, (value) => value)
  assertSteady(readUserAgent, (value) => value)
  fc.assert(fc.property(anyText, (text) => assert.ok(readCampaign(text).via !== '')))
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 1, max: 65_535 }), (ip, port) => {
      const read = readAddress(ip)
      if (read === undefined) return
      assert.ok(isIP(read) !== 0)
      assert.equal(readAddress(read), read)
      assert.equal(readAddress(ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`), read)
      assert.equal(readAddress(ip.toUpperCase()), read)
    }),
  )
})
