/**
 * The Overview in a browser: how long until a person can work with it, and from a click on another period to its figures.
 * Both end after the frame that shows the figures is drawn and the page is idle.
 */
import type { Client } from './client.js'
import { root } from './processes.js'

const support = (name: string) => new URL(`file://${root}server/dist/test/support/${name}.js`).href
const { launchChromium, openVisit, wide } = (await import(
  support('chromium')
)) as typeof import('../../server/test/support/chromium.js')
const { OperatorBrowser } = (await import(
  support('operator')
)) as typeof import('../../server/test/support/operator.js')

type Page = Awaited<ReturnType<typeof openVisit>>['page']

export interface PageTimes {
  readonly interactiveMs: readonly number[]
  readonly changeMs: readonly number[]
}

/** Each round is a new visitor: nothing is in the browser's cache. */
export async function timesOfOverview(client: Client, slug: string, rounds: number): Promise<PageTimes> {
  const operator = new OperatorBrowser(client.url)
  await operator.accept(await client.invitation())
  const cookies = [...operator.cookies].map(([name, value]) => ({ name, value, url: client.url }))
  const browser = await launchChromium()
  const [interactiveMs, changeMs]: [number[], number[]] = [[], []]
  try {
    for (let round = 0; round < rounds; round++) {
      const { page, context } = await openVisit(browser, { language: 'en', viewport: wide })
      await context.addCookies(cookies)
      await page.addInitScript(watchFigures)
      await page.goto(`${client.url}/console/programs/${slug}/overview`)
      interactiveMs.push((await nextFigures(page)).shownMs)
      for (const days of ['7', '90', 'all', '30']) {
        await page.evaluate('shown.length = 0')
        await page.locator(`nav a[href$="days=${days}"]`).click()
        const { shownMs, clickedMs } = await nextFigures(page)
        changeMs.push(shownMs - clickedMs)
      }
      await context.close()
    }
  } finally {
    await browser.close()
  }
  return { interactiveMs, changeMs }
}

async function nextFigures(page: Page): Promise<{ readonly shownMs: number; readonly clickedMs: number }> {
  return page.evaluate(`new Promise((resolve) => {
    const look = () => (shown.length > 0 ? resolve(shown[0]) : setTimeout(look, 20))
    look()
  })`)
}

/** Runs in the page: notes when the line below the title names other days. It is drawn together with the figures. */
const watchFigures = `
  globalThis.shown = []
  let [line, clickedMs] = ['', 0]
  addEventListener('click', (event) => { clickedMs = event.timeStamp }, true)
  new MutationObserver(() => {
    const text = document.querySelector('main h1 + p')?.textContent ?? line
    if (text === line) return
    line = text
    requestAnimationFrame(() => setTimeout(() => shown.push({ shownMs: performance.now(), clickedMs })))
  }).observe(document, { subtree: true, childList: true, characterData: true })
`
