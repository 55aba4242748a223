/** Each row of a list has its own key, even if rows repeat. Otherwise the page stops at "Loading…". */
import { withKeys } from '@bondhu/web/console/lib/row-keys'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldClicks } from '../../src/domain/clicks/fold.js'
import { startApp } from '../support/app.js'
import { expectGoodPage } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['no row', []],
  ['rows that differ', ['a', 'b', 'c']],
  ['one row that a later page has again', ['a', 'b', 'a']],
  ['rows that are all the same', ['a', 'a', 'a']],
  ['a key that looks like a numbered one', ['a', 'a 1', 'a', 'a 1']],
  ['a key that is empty', ['', '', ' ']],
]
for (const [name, keys] of cases) {
  test(`keys never repeat and no row is hidden: ${name}`, () => {
    const rows = withKeys(keys, (key) => key)
    assert.deepEqual(
      rows.map(({ item }) => item),
      keys,
    )
    assert.equal(new Set(rows.map(({ key }) => key)).size, keys.length)
  })
}

test('the history of an advocate whose link was followed on three days has a line for each day', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram({}, 1_000_000)
  const { code } = await app.join(program, 'rina')
  for (let day = 1; day <= 3; day++) {
    for (let click = 0; click < day; click++) await app.click(program, code)
    await app.advance(program, 86_400)
  }
  const { context, programs } = app.service
  const later = { ...context, clock: { nowMs: () => Date.now() + 600_000 } }
  while ((await foldClicks(later, await programs.get(program.slug))) > 0);

  const visit = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/participants/rina`)
  await page.getByText('Joined and got a link.').waitFor()
  const clicks = await page.locator('li', { hasText: /clicks? on the link/ }).allInnerTexts()
  assert.equal(clicks.length, 3, clicks.join('\n'))
  await expectGoodPage(visit)
})
