/** Waits for what happens by itself. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'

/** Polls: what is waited for is done by somebody else. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, msMax = 30_000): Promise<void> {
  const deadlineMs = Date.now() + msMax
  while (!(await condition())) {
    assert.ok(Date.now() < deadlineMs, `in time: ${what}`)
    await sleep(10)
  }
}
