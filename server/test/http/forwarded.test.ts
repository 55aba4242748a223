/** Whose word on where a visitor comes from is believed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestProgram } from '../support/api.js'
import { startApp, type TestApp } from '../support/app.js'

/** The keyed digests of the addresses that these visits were seen to come from. */
async function seenFrom(app: TestApp, program: TestProgram, code: string, chains: readonly (string | undefined)[]) {
  const seen: string[] = []
  for (const chain of chains) {
    const headers = chain === undefined ? undefined : { 'x-forwarded-for': chain }
    assert.equal((await app.follow(program, code, '', headers)).status, 302)
    const [row] = await app.service.context.sql<{ address: string }[]>`
      select address from clicks order by clicked_at desc, id desc limit 1`
    seen.push(row?.address ?? '')
  }
  return seen
}

test('behind a trusted proxy the visitor’s address is the one the proxy reports, not one the visitor claims', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const chains = [undefined, '203.0.113.7', '203.0.113.8', '198.51.100.1, 203.0.113.7', '203.0.113.7, 127.0.0.1']
  const [bare, first, other, forged, chained] = await seenFrom(app, program, code, chains)
  assert.equal(new Set([bare, first, other]).size, 3)
  assert.equal(forged, first, 'what stands before the address that the proxy added is the visitor’s own word')
  assert.equal(chained, first, 'a second proxy that is trusted is passed over')
})

test('from other senders the header is ignored', async (t) => {
  const app = await startApp(t, { trustedProxies: ['10.0.0.0/8'] })
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const seen = await seenFrom(app, program, code, [undefined, '203.0.113.7', '198.51.100.1, 10.1.2.3', 'nonsense'])
  assert.equal(new Set(seen).size, 1)
})
