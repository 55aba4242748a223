/** The answer that is put together once for the terms is, with the click's id, the one that is made for each visit. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultTerms } from '../support/api.js'
import { destinationOf } from '../../src/domain/links/destination.js'
import type { Visitor } from '../../src/domain/links/visitor.js'
import { termsSchema } from '../../src/domain/standing/terms.js'
import { redirectOf } from '../../src/http/links/redirects.js'
import { redirect } from '../../src/http/links/link-answer.js'
import { plainAnswer, plainRedirect } from '../../src/http/links/plain-link.js'

const clickId = 'clk_01hzy3v7e8f9abcdefghjkmnpq_AbCdEf-hIjKlMn_p'
const nowMs = Date.UTC(2026, 10, 28, 12)
const destinations = {
  plain: { web: 'https://golpo.example/join' },
  'with parameters and a part': { web: 'https://golpo.example/join?lang=bn&a=%20#top' },
  'with Bengali letters': { web: 'https://golpo.example/যোগ?নাম=গল্প' },
  'with a store': { web: 'https://golpo.example/join', playStore: 'com.golpo.app' },
}

for (const [name, chosen] of Object.entries(destinations)) {
  test(`the answer of a destination ${name} is the same to the byte`, () => {
    const { mode: _, ...rest } = defaultTerms()
    const terms = termsSchema.parse({ ...rest, destinations: chosen })
    for (const platform of ['android', 'other'] as const) {
      const visitor: Visitor = { kind: 'person', speculative: false, platform, inApp: false }
      const known = redirectOf(terms, visitor)
      const whole = redirect(destinationOf(terms, visitor, clickId))
      assert.equal(known.address[0] + clickId + known.address[1], whole.headers['location'])
      // The last lines are kept for a second: neither another one nor another connection may get them.
      for (const [ms, seconds] of [
        [nowMs, 65],
        [nowMs, undefined],
        [nowMs + 1000, undefined],
        [nowMs, 65],
      ] as const) {
        assert.equal(plainRedirect(known, clickId, ms, seconds), plainAnswer(whole, ms, seconds))
        assert.match(plainAnswer(whole, ms, seconds), ms === nowMs ? /12:00:00 GMT\r\n/ : /12:00:01 GMT\r\n/)
        assert.match(plainAnswer(whole, ms, seconds), seconds === 65 ? /timeout=65\r\n\r\n$/ : /: close\r\n\r\n$/)
      }
      assert.equal(redirectOf(terms, visitor), known, 'put together once')
    }
  })
}
