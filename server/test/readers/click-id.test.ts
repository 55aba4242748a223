/** The table of `readers/click-id.ts`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newId } from '../../src/ids.js'
import { clickIdText, namesClick, readClickIds } from '../../src/readers/click-id.js'
import { anyText, before, behind, blanks, shapeless, veiled } from './shapes.js'

const key = Buffer.alloc(32, 7)
const id = newId()
const click = clickIdText(key, 1, id)
const second = newId()
const read = (text: string) => readClickIds(key, 1, text)

test('a click id is found inside surrounding text', () => {
  assert.match(click, /^clk_[0-9a-z]{26}_[\w-]{16}$/)
  const referrer = `utm_source=bondhu&bondhu=${click}`
  const found = [
    [
      click,
      ` ${click}`,
      `${click}\n`,
      `${click}?fbclid=IwAR0x`,
      `${click}&fbclid=x`,
      `${click}#top`,
      `${click}/`,
      `"${click}"`,
    ],
    [
      referrer,
      `utm_source=bondhu&amp;bondhu=${click}`,
      `${referrer}&utm_content=${'x'.repeat(30_000)}`,
      `${click}&${click}`,
    ],
    [
      encodeURIComponent(referrer),
      encodeURIComponent(encodeURIComponent(referrer)),
      `https://x.example/?bondhu_click=${click}`,
    ],
    [
      `%7B%22c%22%3A%22${click}%22%7D`,
      click.replaceAll('_', '%5F'),
      click.replaceAll('_', '＿'),
      click.replaceAll('-', '–'),
    ],
  ].flat()
  for (const text of found) assert.deepEqual(read(text), [id], text.slice(0, 120))
  for (const sign of [...behind, ...blanks, ...shapeless])
    assert.deepEqual(read(click + sign), [id], JSON.stringify(sign))
  for (const sign of [...before, ...blanks, ...shapeless])
    assert.deepEqual(read(sign + click), [id], JSON.stringify(sign))
  for (const mark of shapeless) assert.deepEqual(read(`${click.slice(0, 20)}${mark}${click.slice(20)}`), [id])
  assert.deepEqual(read(`${click},${clickIdText(key, 1, second)}`), [id, second], 'in their order')
})

test('an id that was not issued for this program is ignored', () => {
  const last = click.at(-1) === 'A' ? 'B' : 'A'
  const wrong = [
    [
      '',
      'undefined',
      'clk_',
      click.slice(0, -1),
      click.slice(0, -1) + last,
      `${click}A`,
      `${click}_`,
      click.toUpperCase(),
    ],
    [click.replace('clk_', 'ref_'), click.replace('clk_', 'clk_0'), 'utm_source=google-play&utm_medium=organic'],
  ].flat()
  for (const text of wrong) assert.deepEqual(read(text), [], text)
  assert.deepEqual(readClickIds(key, 2, click), [], 'a click of another program is not one of this program')
  assert.deepEqual(readClickIds(Buffer.alloc(32, 8), 1, click), [])
  const many = Array.from({ length: 11 }, () => `clk_${'0'.repeat(26)}_${'A'.repeat(16)}`)
  assert.deepEqual(read([...many, click].join(' ')), [], 'a text that is full of ids is not searched to its end')
})

test('the referrer of a person who followed no link names no click', () => {
  for (const text of ['utm_source=google-play&utm_medium=organic', '', 'gclid=x']) assert.ok(!namesClick(text))
  for (const text of ['bondhu=', 'utm_source%3Dbondhu%26bondhu%3Dclk', 'x clk_01', 'utm_source=bondhu&bondhu=x'])
    assert.ok(namesClick(text))
})

test('reading never throws and ignores invisible characters', () => {
  fc.assert(fc.property(anyText, (text) => assert.deepEqual(read(text), [])))
  fc.assert(fc.property(veiled(fc.constant(click)), (text) => assert.deepEqual(read(text), [id])))
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      const given = clickIdText(key, 1, uuid)
      const [again = ''] = read(given)
      assert.equal(clickIdText(key, 1, again), given)
    }),
  )
})
