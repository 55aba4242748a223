/** The page that every problem's `type` points to. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failures } from '../../src/errors.js'
import { remedies } from '../../src/http/api/remedies.js'
import { startApp } from '../support/app.js'

test('/docs describes every call and every problem, and loads nothing from elsewhere', async (t) => {
  const app = await startApp(t)
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
