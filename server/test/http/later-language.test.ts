/** A language that came after its programs: an operator need not write in it, and readers get what there is. */
import { conventions } from '@bondhu/web/language'
import assert from 'node:assert/strict'
import { test } from 'node:test'

// Before the service reads it: English stands in for a language that is not required.
Object.assign(conventions.en, { required: false })
const { startApp } = await import('../support/app.js')

test('a program whose texts lack a later language is made, shown and read', async (t) => {
  const app = await startApp(t)
  const name = { bn: 'গল্প বন্ধু' }
  const qualifyingEvent = { name: 'first_payment', withinDays: 15, label: { bn: 'প্রথম পেমেন্ট' } }
  const program = await app.liveProgram({ name, qualifyingEvent })
  const shown = await app.program(program)
  assert.deepEqual(shown.name, name)
  assert.deepEqual(shown.qualifyingEvent, qualifyingEvent)
  const { code } = await app.join(program, 'rina')
  for (const path of [`/p/${program.slug}`, `/j/${program.slug}/${code}`]) {
    const page = await fetch(`${app.url}${path}?lang=en`)
    assert.equal(page.status, 200)
    assert.match(await page.text(), /গল্প বন্ধু/)
  }
})
