/**
 * axe on every page of the console, on a program with a history, in each language and theme, wide and on a phone. It takes
 * minutes, so only `npm run faults:console` runs it; `lived-in-walk` opens the same pages with the quick checks.
 */
import { languages } from '@bondhu/web/language'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { TestApp } from '../support/app.js'
import { expectNoSidewaysScroll, expectNoViolations, wide } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { livedInApp } from '../support/lived-in.js'

const isEverywhere = process.env['BONDHU_EVERYWHERE'] === '1'
const consolePhone = { width: 390, height: 844 }
const ways = languages.flatMap((language) =>
  [false, true].flatMap((dark) => [wide, consolePhone].map((viewport) => ({ language, dark, viewport }))),
)
const views = ['?view=webhooks', '?view=refusals', '?view=keys']

test(
  'axe finds nothing on any page of the console, in any language, theme and width',
  { skip: !isEverywhere },
  async (t) => {
    const { app, program } = await livedInApp(t)
    const addresses = await addressesOf(app, program.slug)
    const found: string[] = []
    for (const way of ways) {
      const { page, complaints } = await operatorAt(t, app, 'owner', null, way)
      for (const address of addresses) {
        await page.goto(`${app.url}/console${address}`)
        await page.locator('h1').first().waitFor({ state: 'attached' })
        await page.waitForLoadState('networkidle')
        const where = `${address} ${way.language} ${way.dark ? 'dark' : 'light'} ${way.viewport.width}`
        for (const expected of [expectNoViolations, expectNoSidewaysScroll]) {
          await expected(page).catch((error: Error) => found.push(`${where}: ${error.message}`))
        }
      }
      found.push(...complaints)
      await page.close()
    }
    assert.deepEqual(found, [])
  },
)

async function addressesOf(app: TestApp, slug: string): Promise<string[]> {
  const source = readFileSync(new URL('../../../../web/src/console/shell/sections.ts', import.meta.url), 'utf8')
  const paths = [...source.matchAll(/path: '([^']+)'/g)].map(([, path = '']) => path)
  assert.ok(paths.length > 20, 'the table of pages is read')
  const one = async (path: string, key = 'id') => {
    const { items } = await app.ok('GET', `/v1/programs/${path}`)
    return encodeURIComponent(items[0][key])
  }
  const values: Readonly<Record<string, string>> = {
    ':userId': await one(`${slug}/participants?sort=friends`, 'userId'),
    ':payout': await one(`${slug}/payouts`),
    ':review': await one(`${slug}/reviews`),
    ':results': await one('golpo-by-file/payout-results'),
  }
  const kinds = (await app.ok('GET', `/v1/programs/${slug}/inbox`)).items.map(
    (item: { kind: string; id: string }) => item,
  )
  const items = new Map<string, string>(kinds.map((item: { kind: string; id: string }) => [item.kind, item.id]))
  return [
    ...paths.map((path) =>
      path
        .replace(':program', path.includes(':results') ? 'golpo-by-file' : slug)
        .replace(/:(?:userId|payout|review|results)/, (name) => values[name] ?? ''),
    ),
    ...views.map((view) => `/programs/${slug}/developers${view}`),
    ...[...items].map(([kind, id]) => `/programs/${slug}/inbox?item=${kind}.${id}`),
  ]
}
