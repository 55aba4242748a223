/** A browser with a signed-in operator, for tests of the console. */
import type { TestContext } from 'node:test'
import type { Api } from './api.js'
import { openVisit, startBrowser, wide, type View, type Visit } from './chromium.js'
import { invited } from './operator.js'

/** @param program a slug, or null for a role in all programs. */
export async function operatorAt(
  t: TestContext,
  api: Api,
  role: string,
  program: string | null,
  view: View = {},
): Promise<Visit> {
  const { browser: operator } = await invited(api, role, program)
  const visit = await openVisit(await startBrowser(t), { viewport: wide, ...view })
  await visit.context.addCookies(
    [...operator.cookies].map(([name, value]) => ({ name, value, url: api.url, sameSite: 'Lax' as const })),
  )
  return visit
}
