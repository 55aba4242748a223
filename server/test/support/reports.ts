/** Readers who report a link. */
import assert from 'node:assert/strict'
import type { Advocate, TestProgram } from './api.js'
import type { TestApp } from './app.js'

/** @param readers how many people report it, each in another browser */
export async function report(app: TestApp, program: TestProgram, { code }: Advocate, reason: string, readers = 1) {
  for (let reader = 0; reader < readers; reader++) {
    const response = await fetch(`${app.url}/j/${program.slug}/${code}/report?lang=en`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': `Mozilla/5.0 (Linux; Android 14) Chrome/120 reader ${reason} ${reader}`,
      },
      body: `reason=${reason}`,
    })
    assert.equal(response.status, 200)
  }
}
