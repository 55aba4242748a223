/** The page that every problem's `type` points to. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failures } from '../../src/errors.js'
import { remedies } from '../../src/http/api/remedies.js'
import { sharedApp } from '../support/app.js'
import { openVisit, startBrowser, wide } from '../support/chromium.js'

test('/docs describes every call and every problem, and loads nothing from elsewhere', async () => {
  const app = await sharedApp()
  const response = await fetch(`${app.url}/docs`)
  assert.equal(response.status, 200)
  const page = await response.text()
  const { paths } = await app.ok('GET', '/openapi.json')
  const ids = Object.values(paths).flatMap((methods) =>
    Object.values(methods as Record<string, { operationId: string }>).map(({ operationId }) => operationId),
  )
  assert.ok(ids.length > 40)
  assert.equal(new Set(ids).size, ids.length, 'each call has an anchor of its own')
  assert.deepEqual(
    ids.filter((id) => !new RegExp(`<section\\s+id="${id}"`).test(page)),
    [],
  )
  assert.deepEqual(
    Object.keys(failures).filter((code) => !page.includes(`id="problem-${code}"`)),
    [],
  )
  for (const remedy of Object.values(remedies)) assert.ok(remedy.endsWith('.') && !remedy.includes('undefined'))
  assert.match(page, /problem-available_short[^]*?ask for at most <code>availableMinor<\/code>/)
  assert.match(page, /Idempotency-Key/)
  assert.deepEqual(
    page.match(/<script[^>]*>/g)?.map((tag) => /src="\/docs\/assets\//.test(tag)),
    [true],
    'its own script',
  )
  assert.doesNotMatch(page, /<link|<img|url\(/)
})

test('every page of the documents is shown, and every link between them leads somewhere', async () => {
  const app = await sharedApp()
  const pages = new Map<string, string>()
  const waiting = ['/docs']
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    const answer = await fetch(app.url + address)
    assert.equal(answer.status, 200, address)
    const page = await answer.text()
    pages.set(address, page)
    assert.doesNotMatch(page, address === '/docs' ? /<link|<img/ : /<script|<link|<img/)
    for (const [path = ''] of linksOf(page)) if (!pages.has(path) && !waiting.includes(path)) waiting.push(path)
  }
  assert.ok(pages.size > 60, 'the guides and the decisions')
  for (const [address, page] of pages)
    for (const [path = '', anchor] of linksOf(page, address))
      if (anchor !== undefined) assert.ok(pages.get(path)?.includes(`id="${anchor}"`), `${address}: ${path}#${anchor}`)
  assert.match(pages.get('/docs/webhooks') ?? '', /<pre><code/)
  assert.equal((await fetch(`${app.url}/docs/nowhere`)).status, 404)
})

/** The links of a page to pages of the documents: the path, and the anchor if there is one. */
function linksOf(page: string, from = ''): string[][] {
  return [...page.matchAll(/href="(\/docs[^"]*|#[^"]*)"/g)]
    .map(([, href = '']) => href.replace(/^#/, `${from}#`))
    .filter((href) => href.startsWith('/docs') && !href.includes('?'))
    .map((href) => href.split('#').map(decodeURIComponent))
}

test('the search finds calls, problems and words of the documents, and survives anything that is typed', async () => {
  const app = await sharedApp()
  const search = async (query: string) => {
    const answer = await fetch(`${app.url}/docs/search?q=${encodeURIComponent(query)}`)
    assert.equal(answer.status, 200, query)
    return answer.text()
  }
  assert.match(await search('available_short'), /href="\/docs#problem-available_short"/)
  assert.match(await search('createSignup'), /href="\/docs#createSignup"/)
  assert.match(await search('webhok signature'), /href="\/docs\/webhooks#/, 'with a letter too few')
  assert.match(await search('<script>alert(1)</script>'), /Nothing was found for “&lt;script/)
  assert.match(await search('zzzzqqqq'), /Nothing was found/)
  assert.match(await search(' '), /Type what you look for/)
  for (const odd of ['x'.repeat(5000), '\u0000', '((((', 'বন্ধু', '" OR 1=1']) await search(odd)
  assert.equal((await fetch(`${app.url}/docs/search?q=a&q=b`)).status, 200)
})

test('a call is tried from the reference with a test key, and never with a live one', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { secret } = await app.ok('POST', `/v1/programs/${program.slug}/keys`, { name: 'docs' })
  const { page } = await openVisit(await startBrowser(t), { viewport: wide })
  await page.goto(`${app.url}/docs#joinProgram`)
  const section = page.locator('#joinProgram')
  await section.getByRole('button', { name: 'Try it' }).click()
  await section.getByLabel('program').fill(program.slug)
  await section.getByLabel('userId').fill('from the docs')
  await section.getByLabel('Test key').fill('bk_live_0123456789')
  await page.keyboard.press('Enter')
  await section.getByText('Give a test key').waitFor()
  await section.getByLabel('Test key').fill(secret)
  await page.keyboard.press('Enter')
  await section.getByText(/^20[01] /).waitFor()
  assert.match((await section.getByRole('status').textContent()) ?? '', /"userId": "from the docs"/)
  const [joined] = (await app.ok('GET', `/v1/programs/${program.slug}/participants`)).items
  assert.equal(joined.userId, 'from the docs')
})
