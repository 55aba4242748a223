/**
 * Pictures for a person to look at, of every public page and every screen of the portal in every state, in both languages
 * and themes: `npm run screenshots [words]` writes those whose name has one of the words to the folder `screenshots`.
 */
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTestCluster } from './test-cluster.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'server', 'dist')
const folder = join(root, 'screenshots')
const words = process.argv.slice(2)

const { launchChromium, narrow, openVisit, phone, wide } = await import(join(dist, 'test/support/chromium.js'))
const { pageStates } = await import(join(dist, 'test/web/page-states.js'))
const { portalStates } = await import(join(dist, 'test/web/portal-states.js'))
const { startApp } = await import(join(dist, 'test/support/app.js'))
const { portalAddress } = await import(join(dist, 'test/support/portal.js'))

await mkdir(folder, { recursive: true })
let count = 0
const browser = await launchChromium()
try {
  await picturePages()
  await picturePortal()
} finally {
  await browser.close()
}
console.log(`${count} pictures in ${folder}`)

function waysOf(viewports) {
  return ['bn', 'en'].flatMap((language) =>
    [false, true].flatMap((dark) => viewports.map((viewport) => ({ language, dark, viewport }))),
  )
}

/** @returns where the picture goes; undefined when nobody asked for it. */
function wantedPath(name, { language, dark, viewport }) {
  const path = `${name}-${language}-${dark ? 'dark' : 'light'}-${viewport.width}.png`
  return words.length === 0 || words.some((word) => path.includes(word)) ? join(folder, path) : undefined
}

async function picturePages() {
  for (const view of waysOf([narrow, phone, wide])) {
    const { page, context } = await openVisit(browser, view)
    for (const [name, make] of Object.entries(pageStates)) {
      const path = wantedPath(name, view)
      if (path === undefined) continue
      await page.setContent(make(view.language).html)
      await page.screenshot({ path, fullPage: true })
      count += 1
    }
    await context.close()
  }
}

/** Each state is of a program of its own in a service that is started for the pictures, if there is one to take. */
async function picturePortal() {
  const views = waysOf([narrow, phone])
  const wanted = Object.entries(portalStates).filter(([name]) =>
    views.some((view) => wantedPath(`portal-${name}`, view) !== undefined),
  )
  if (wanted.length === 0) return
  const cluster = await startTestCluster(dist)
  process.env.BONDHU_TEST_DATABASE = cluster.address
  const endings = []
  try {
    const app = await startApp({ after: (ending) => void endings.push(ending) })
    for (const [name, state] of wanted) {
      const person = await state.prepare(app)
      for (const view of views) {
        const path = wantedPath(`portal-${name}`, view)
        if (path !== undefined) await picturePerson(app, state, person, view, path)
      }
    }
  } finally {
    for (const ending of endings) await ending()
    await cluster.stop()
  }
}

async function picturePerson(app, { screen, act }, { program, userId }, view, path) {
  const { page, context } = await openVisit(browser, view)
  const address = await portalAddress(app, program, userId)
  await page.goto(address)
  await page.locator('[data-balance]').waitFor()
  if (screen !== undefined) await page.evaluate(`location.hash = ${JSON.stringify(screen)}`)
  await page.waitForLoadState('networkidle')
  if (act !== undefined) await act(page)
  await page.waitForTimeout(150)
  await page.screenshot({ path, fullPage: true })
  await context.close()
  count += 1
}
