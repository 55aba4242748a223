/** A language that came after its programs: an operator need not write in it, and readers get what there is. */
import { conventions } from '@bondhu/web/language'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body } from '../support/api.js'

// Before the service reads it: English stands in for a language that is not required.
Object.assign(conventions.en, { required: false })
const { startApp } = await import('../support/app.js')

test('a program whose texts lack a later language is made, shown and read', async (t) => {
  const app = await startApp(t)
  const { defaultTerms } = await import('../support/api.js')
  // Not by `app.ok`: it expects answers of the published document, in which English is required.
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${app.token}`, ...(body && { 'content-type': 'application/json' }) }
    const answer = await fetch(app.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`)
    return (await answer.json()) as Body
  }
  const name = { bn: 'গল্প বন্ধু' }
  const qualifyingEvent = { name: 'first_payment', withinDays: 15, label: { bn: 'প্রথম পেমেন্ট' } }
  const base = '/v1/programs/later'
  await call('POST', '/v1/programs', { ...defaultTerms(), name, qualifyingEvent, slug: 'later' })
  await call('POST', `${base}/fundings`, { amountMinor: 10_000_000, reference: 'all of it' })
  await call('POST', `${base}/launch`)
  const shown = await call('GET', base)
  assert.deepEqual(shown.name, name)
  assert.deepEqual(shown.qualifyingEvent, qualifyingEvent)
  const { code } = await call('PUT', `${base}/participants/rina`)
  for (const path of ['/p/later', `/j/later/${code}`]) {
    const page = await fetch(`${app.url}${path}?lang=en`)
    assert.equal(page.status, 200)
    assert.match(await page.text(), /গল্প বন্ধু/)
  }
})
