import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readTimeZone } from '../../src/readers/time-zone.js'

const abbreviations = [
  'BST',
  'PNT',
  'VST',
  'EST',
  'MST',
  'HST',
  'CET',
  'GMT',
  'IST',
  'utc',
  'Zulu',
  'AET',
  'AGT',
  'BET',
]
const more = ['CAT', 'CNT', 'CTT', 'ECT', 'IET', 'MIT', 'NET', 'PRT', 'EST5EDT', 'Japan', 'localtime']

/** What is written, and what it is read as; undefined: refused. */
const table: readonly (readonly [string, string | undefined])[] = [
  ['Asia/Dhaka', 'Asia/Dhaka'],
  [' Asia/Dhaka\u00a0\u200b', 'Asia/Dhaka'],
  ['asia/dhaka', 'asia/dhaka'],
  ['Asia/Calcutta', 'Asia/Calcutta'],
  ['America/Argentina/Salta', 'America/Argentina/Salta'],
  ['America/Port-au-Prince', 'America/Port-au-Prince'],
  ['UTC', 'UTC'],
  ...[...abbreviations, ...more].map((name) => [name, undefined] as const),
  ['+06:00', undefined],
  ['Etc/GMT-6', undefined],
  ['etc/UTC', undefined],
  ['posix/Asia/Dhaka', undefined],
  ['right/Asia/Dhaka', undefined],
  ['Asia/Atlantis', undefined],
  ['Asia/', undefined],
  ['../Asia/Dhaka', undefined],
  ['Asia/Dhaka\u0000', undefined],
  ['', undefined],
]

test('a time zone is a name with its place, never an abbreviation or an offset', () => {
  for (const [written, read] of table) assert.equal(readTimeZone(written), read, JSON.stringify(written))
})

test('reading never throws and is idempotent', () => {
  const part = fc.constantFrom('Asia', 'asia', 'Dhaka', 'GMT', '+6', '/', '/', ' ', '\u200b', 'UTC', 'Etc', '\ud800')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const read = readTimeZone(parts.join(''))
      return read === undefined || readTimeZone(read) === read
    }),
  )
})
