import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readServerTime } from '../../src/readers/server-time.js'

test('a time of Google’s server is read in seconds, milliseconds or as text, and nothing else is a time', () => {
  const at = '2026-12-07T09:00:00.000Z'
  const seconds = Date.parse(at) / 1000
  for (const value of [seconds, String(seconds), ` ${seconds} `, seconds * 1000, String(seconds * 1000), at]) {
    assert.equal(readServerTime(value)?.toISOString(), at, String(value))
  }
  for (const value of [
    0,
    '0',
    -1,
    1.5,
    1e300,
    NaN,
    '',
    'soon',
    '12:00',
    seconds * 1e6,
    'x'.repeat(200),
    null,
    undefined,
  ]) {
    assert.equal(readServerTime(value), undefined, String(value))
  }
})
