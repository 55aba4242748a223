/**
 * Pictures for a person to look at, in every language and theme: every public page and portal screen in every state,
 * and every page of the console and portal on a program with ninety days of history. `npm run screenshots [words]`
 * writes those whose name has one of the words to the folder `screenshots`.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileAnswers } from './compile-answers.mjs'
import { startTestCluster } from './test-cluster.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'server', 'dist')
const folder = join(root, 'screenshots')
const words = process.argv.slice(2)
const consolePhone = { width: 390, height: 844 }

const { languages } = await import('@bondhu/web/language')
const { launchChromium, narrow, openVisit, phone, wide } = await import(join(dist, 'test/support/chromium.js'))
const { pageStates } = await import(join(dist, 'test/web/page-states.js'))
const { portalStates } = await import(join(dist, 'test/web/portal-states.js'))
const { startApp } = await import(join(dist, 'test/support/app.js'))
const { portalAddress } = await import(join(dist, 'test/support/portal.js'))
const { livedInApp } = await import(join(dist, 'test/support/lived-in.js'))
const { invited } = await import(join(dist, 'test/support/operator.js'))
const { android, person: userAgent } = await import(join(dist, 'test/support/api.js'))
const { newHome, startDemoService } = await import(join(dist, 'test/demo/demo-service.js'))

await mkdir(folder, { recursive: true })
let count = 0
const browser = await launchChromium()
try {
  await picturePages()
  await picturePortal()
  await pictureLivedIn()
  await pictureDemo()
} finally {
  await browser.close()
}
console.log(`${count} pictures in ${folder}`)

function waysOf(viewports) {
  return languages.flatMap((language) =>
    [false, true].flatMap((dark) => viewports.map((viewport) => ({ language, dark, viewport }))),
  )
}

/** @returns the path of the picture; undefined if it was not requested. */
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

/** Each state has its own program, in a service that is started only if there is a picture to take. */
async function picturePortal() {
  const views = waysOf([narrow, phone])
  const wanted = Object.entries(portalStates).filter(([name]) =>
    views.some((view) => wantedPath(`portal-${name}`, view) !== undefined),
  )
  if (wanted.length === 0) return
  await onCluster(async (ending) => {
    const app = await startApp(ending)
    for (const [name, state] of wanted) {
      const person = await state.prepare(app)
      for (const view of views) {
        const path = wantedPath(`portal-${name}`, view)
        if (path !== undefined) await picturePerson(app, state, person, view, path)
      }
    }
  })
}

/** The two phones, from the link to the crowd. */
async function pictureDemo() {
  const acts = ['start', 'friend-joins', 'member-joins', 'days', 'again', 'hundred']
  const views = waysOf([narrow, phone, wide])
  const wanted = (view) => acts.some((act) => wantedPath(`demo-${act}`, view) !== undefined)
  if (!views.some(wanted)) return
  await onCluster(async (ending) => {
    const { url } = await startDemoService(ending, await newHome(ending))
    for (const view of views.filter(wanted)) {
      const { page, context } = await openVisit(browser, { ...view, userAgent })
      await page.goto(`${url}/demo`)
      await page.locator('#days').waitFor()
      for (const act of acts) {
        if (act === 'days') await page.locator('#days').fill('7')
        else if (act !== 'start') await page.locator(`#${act}`).click()
        await page.locator('.actions button:not([aria-disabled])').first().waitFor()
        await page.waitForTimeout(300)
        const path = wantedPath(`demo-${act}`, view)
        if (path === undefined) continue
        await page.screenshot({ path, fullPage: true })
        count += 1
      }
      await context.close()
    }
  })
}

async function onCluster(work) {
  const cluster = await startTestCluster(dist)
  process.env.BONDHU_TEST_DATABASE = cluster.address
  process.env.BONDHU_TEST_ANSWERS = await compileAnswers(dist)
  const endings = []
  try {
    await work({ after: (ending) => void endings.push(ending) })
  } finally {
    for (const ending of endings) await ending()
    await cluster.stop()
  }
}

async function pictureLivedIn() {
  const web = join(root, 'web', 'src')
  const pathsIn = async (file, pattern) =>
    [...(await readFile(join(web, file), 'utf8')).matchAll(pattern)].map(([, path]) => path)
  const pages = (await pathsIn('console/shell/sections.ts', /path: '([^']+)'/g)).map((path) => [
    `console${path.replaceAll(/[/:]+/g, '-')}`,
    path,
  ])
  const screens = await pathsIn('portal/screens.ts', /^ {2}'?([a-z-]+)'?: /gm)
  const consoleViews = waysOf([wide, consolePhone])
  const portalViews = waysOf([narrow, phone])
  const isWanted = (name, views) => views.some((view) => wantedPath(name, view) !== undefined)
  const wantedPages = pages.filter(([name]) => isWanted(name, consoleViews))
  const wantedScreens = screens.filter((screen) => isWanted(`lived-in-${screen}`, portalViews))
  if (wantedPages.length + wantedScreens.length === 0) return
  await onCluster(async (ending) => {
    const { app, program } = await livedInApp(ending)
    const one = async (path, key) => (await app.ok('GET', `/v1/programs/${path}`)).items[0]?.[key]
    const userId = await one(`${program.slug}/participants?sort=friends&limit=1`, 'userId')
    const values = {
      ':program': program.slug,
      ':userId': userId,
      ':review': await one(`${program.slug}/reviews?limit=1`, 'id'),
      ':payout': await one(`${program.slug}/payouts?limit=1`, 'id'),
      ':results': await one('golpo-by-file/payout-results?limit=1', 'id'),
    }
    const addressOf = (path) => {
      const slug = path.includes(':results') ? 'golpo-by-file' : program.slug
      return path.replaceAll(/:\w+/g, (name) => encodeURIComponent(name === ':program' ? slug : values[name]))
    }
    for (const view of consoleViews) {
      const wanted = wantedPages.filter(([name]) => wantedPath(name, view) !== undefined)
      if (wanted.length > 0) await pictureConsole(app, view, wanted, addressOf)
    }
    for (const screen of wantedScreens) {
      for (const view of portalViews) {
        const path = wantedPath(`lived-in-${screen}`, view)
        if (path !== undefined) await picturePerson(app, { screen }, { program, userId }, view, path)
      }
    }
  })
}

async function pictureConsole(app, view, wanted, addressOf) {
  const { browser: operator } = await invited(app, 'owner')
  const { page, context } = await openVisit(browser, view)
  await context.addCookies(
    [...operator.cookies].map(([name, value]) => ({ name, value, url: app.url, sameSite: 'Lax' })),
  )
  for (const [name, path] of wanted) {
    await page.goto(`${app.url}/console${addressOf(path)}`)
    await page.locator('h1').first().waitFor()
    await page.waitForLoadState('networkidle')
    await page.screenshot({ path: wantedPath(name, view), fullPage: true })
    count += 1
  }
  await context.close()
}

async function picturePerson(app, { screen, act }, { program, userId }, view, path) {
  const { page, context } = await openVisit(browser, { ...view, userAgent: android })
  const address = await portalAddress(app, program, userId, { locale: view.language })
  await page.goto(address)
  await page.locator('[data-balance]').waitFor()
  if (screen !== undefined) await page.evaluate(`location.hash = ${JSON.stringify(screen)}`)
  await page.waitForLoadState('networkidle')
  if (act !== undefined) await act(page, app, { program, userId })
  await page.waitForTimeout(150)
  await page.screenshot({ path, fullPage: true })
  await context.close()
  count += 1
}
