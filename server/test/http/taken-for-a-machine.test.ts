/** A guess about a visitor always leaves a way to continue. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { visitorOf } from '../../src/domain/links/visitor.js'
import { person } from '../support/api.js'
import { sharedApp } from '../support/app.js'

const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36'
const facebook = (carrier: string) =>
  `[FBAN/FB4A;FBAV/567.1.0.52.74;FBLC/bn_BD;FBCR/${carrier};FBPN/com.facebook.katana;FBSV/16;]`

const people = [
  ...['Grameenphone', 'GP', 'Robi', 'Robi Axiata', 'Banglalink', 'Teletalk', 'airtel', 'Jio', ''].map(facebook),
  `Mozilla/5.0 (Linux; Android 13; Radar X (2023) Build/TP1A) ${chrome} ${facebook('News24')}`,
  ...['Scan 5 Tools', 'Spider-X', 'Grab Phone', 'INSIGHT 8', 'CUBOT NOTE 30', 'Splash_2|3'].map(
    (model) => `Mozilla/5.0 (Linux; Android 12; ${model}) ${chrome}`,
  ),
  `Mozilla/5.0 (Linux; Android 12; SM-A125F; wv) ${chrome} Instagram 300.0.0.29.110 Android (33/13; 440dpi; 1080x2400; X; Radar 5; a; bn_BD; 1)`,
  `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79 [FBAN/FBIOS;FBAV/465.0;FBDV/iPhone12,1;FBCR/News]`,
]

const machines = [
  'facebookexternalhit/1.1 [FBAN/FB4A;FBAV/567.1.0.52.74;]',
  'Viber/13.3.0.1 CFNetwork/1220.1 Darwin/20.3.0',
  'imo/2024.10.2051 CFNetwork',
  'MyApp/1 CFNetwork/1494.0.7 Darwin/23.4.0',
  'Dalvik/2.1.0 (Linux; U; Android 13; SM-A125F)',
  'okhttp/4.12.0',
  `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${chrome} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
  `Mozilla/5.0 (Linux; Android 10; K; compatible; GPTBot/1.0; +https://openai.com/gptbot) ${chrome}`,
]

test('a phone is a person, however its maker, its carrier or the app around the browser is called', () => {
  for (const agent of people) assert.equal(visitorOf('GET', { 'user-agent': agent }).kind, 'person', agent)
  for (const agent of machines) assert.equal(visitorOf('GET', { 'user-agent': agent }).kind, 'preview', agent)
})

test('the app of Facebook opens the landing page, with a click', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'u-1')
  const answer = await app.follow(program, code, '', { 'user-agent': facebook('Grameenphone') })
  assert.equal(answer.status, 302)
  assert.match(answer.headers.get('location') ?? '', new RegExp(`/j/${program.slug}/${code}\\?c=clk_`))
})

for (const agent of ['SomeReader', 'curl/8.0', '', 'okhttp/4.12.0']) {
  test(`a person who is taken for a machine goes on by the link, and counts ("${agent}")`, async () => {
    const app = await sharedApp()
    const program = await app.liveProgram()
    const { code } = await app.join(program, 'u-1')
    const headers = { 'user-agent': agent }
    const shown = await app.follow(program, code, '?via=viber', headers)
    assert.equal(shown.status, 200)
    const [, href = ''] = /<a href="([^"]+)"/.exec(shown.text) ?? []
    const own = `${app.url}/r/${program.slug}/${code}`
    const onwards = await fetch(new URL(href.replaceAll('&amp;', '&'), own), { headers, redirect: 'manual' })
    assert.equal(onwards.status, 302)
    const clickId = new URL(onwards.headers.get('location') ?? '').searchParams.get('bondhu_click')
    const { outcome, attributedBy } = await app.signup(program, { userId: 'friend', clickId })
    assert.deepEqual([outcome, attributedBy], ['referred', 'click'])
  })

  test(`the landing page has the same way on ("${agent}")`, async () => {
    const app = await sharedApp()
    const program = await app.liveProgram()
    const { code } = await app.join(program, 'u-1')
    const headers = { 'user-agent': agent }
    const page = await fetch(`${app.url}/j/${program.slug}/${code}`, { headers })
    const [, href = ''] = /class="button"\s+href="([^"]+)"/.exec(await page.text()) ?? []
    const onwards = await fetch(new URL(href.replaceAll('&amp;', '&'), page.url), { headers, redirect: 'manual' })
    assert.match(onwards.headers.get('location') ?? '', /bondhu_click=clk_/)
    assert.equal((await app.stats(program)).clicks, 1)
  })
}

test('a prefetched page keeps the code, and its button makes the click', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'u-1')
  const ahead = await app.follow(program, code, '', { 'sec-purpose': 'prefetch;prerender' })
  const headers = { 'user-agent': person, 'sec-purpose': 'prefetch;prerender' }
  const page = await fetch(ahead.headers.get('location') ?? '', { headers })
  const text = await page.text()
  assert.equal((await app.stats(program)).clicks, 0)
  const [, href = ''] = /class="button"\s+href="([^"]+)"/.exec(text) ?? []
  const pressed = await app.follow(program, href.split('/').at(-1) ?? '')
  assert.match(pressed.headers.get('location') ?? '', /bondhu_click=clk_/)
})
