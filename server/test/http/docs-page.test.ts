/** The page that every problem's `type` points to. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failures } from '../../src/errors.js'
import { remedies } from '../../src/http/api/remedies.js'
import { sharedApp } from '../support/app.js'

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
    ids.filter((id) => !page.includes(`<section id="${id}"`)),
    [],
  )
  assert.deepEqual(
    Object.keys(failures).filter((code) => !page.includes(`id="problem-${code}"`)),
    [],
  )
  for (const remedy of Object.values(remedies)) assert.ok(remedy.endsWith('.') && !remedy.includes('undefined'))
  assert.match(page, /problem-available_short[^]*?ask for at most <code>availableMinor<\/code>/)
  assert.match(page, /Idempotency-Key/)
  assert.doesNotMatch(page, /<script|<link|(src|url)[=(]/)
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
    assert.doesNotMatch(page, /<script|<link|<img/)
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
