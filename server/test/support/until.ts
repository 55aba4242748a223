/** Waits for something that happens in the background. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'

/** Polls, because another process or sweep does the work. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, msMax = 30_000): Promise<void> {
  const deadlineMs = Date.now() + msMax
  while (!(await condition())) {
    assert.ok(Date.now() < deadlineMs, `in time: ${what}`)
    await sleep(10)
  }
}
