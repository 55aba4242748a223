/** What a page may load: every answer that a browser draws says so, and none allows what was written into it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { person } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { send } from './wire.js'

test('every page allows only its style sheet by hash, no inline code, no frames and no referrer', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const { slug } = program
  const pages = ['/docs', '/console', '/console/sign-in', `/p/${slug}`, `/j/${slug}/${code}`, `/j/${slug}/0000000000`]
  const others = [
    '/r/nobody/1234567890',
    '/p/nobody',
    '/j/nobody/1',
    '/c/nobody/1',
    `/j/${slug}/${code}/report`,
    `/portal/${slug}`,
  ]
  for (const path of [...pages, ...others]) {
    for (const agent of [person, 'WhatsApp/2.23.20']) {
      const { headers, type, text } = await send(app, {
        method: 'GET',
        path,
        token: null,
        headers: { 'user-agent': agent },
      })
      if (!type.startsWith('text/html')) continue
      const policy = String(headers['content-security-policy'])
      assert.match(policy, /^default-src 'none'/, path)
      assert.doesNotMatch(policy, /unsafe|\*|https?:/, path)
      // No other site shows it in a frame; the demo shows the public pages in its phones.
      assert.match(policy, /frame-ancestors '(none|self)'/, path)
      assert.match(policy, /base-uri 'none'/, path)
      assert.match(String(headers['referrer-policy']), /^(no-referrer|same-origin)$/, path)
      assert.equal(headers['x-content-type-options'], 'nosniff', path)
      assert.doesNotMatch(text, /<[^>]*\s(style|on[a-z]+)=/i, `${path} has nothing inline that would be refused`)
    }
  }
})
