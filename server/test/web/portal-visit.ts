/** A person's visit to their portal, for tests of its pages. */
import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import type { Advocate, Api, Body, TestProgram } from '../support/api.js'
import { openVisit, type View } from '../support/chromium.js'
import { portalAddress } from '../support/portal.js'

export async function rinaWith(api: Api, program: TestProgram, friends: number): Promise<Advocate> {
  const rina = await api.join(program, 'rina')
  for (let friend = 1; friend <= friends; friend++)
    await api.signup(program, { userId: `friend-${friend}`, code: rina.code })
  return rina
}

export async function openAs(
  browser: Browser,
  api: Api,
  program: TestProgram,
  userId: string,
  view: View = {},
  body: Body = {},
) {
  const visit = await openVisit(browser, view)
  await visit.page.goto(await portalAddress(api, program, userId, body))
  await visit.page.locator('[data-balance], h1').first().waitFor()
  return visit
}

/** Waits until an expression is true on the page. */
export async function until(page: Page, condition: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await page.evaluate<boolean>(condition)) return
    await page.waitForTimeout(50)
  }
  assert.fail(`never came true: ${condition}`)
}
