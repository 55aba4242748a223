/**
 * Pictures of every public page in every state, in both languages and themes, narrow and wide, for a person to look at:
 * `npm run screenshots [words]` writes those whose name has one of the words to the folder `screenshots`.
 */
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'server', 'dist', 'test')
const folder = join(root, 'screenshots')
const words = process.argv.slice(2)

const { launchChromium, narrow, openVisit, wide } = await import(join(dist, 'support/chromium.js'))
const { pageStates } = await import(join(dist, 'web/page-states.js'))

await mkdir(folder, { recursive: true })
const browser = await launchChromium()
const ways = ['bn', 'en'].flatMap((language) =>
  [false, true].flatMap((dark) => [narrow, wide].map((viewport) => ({ language, dark, viewport }))),
)
let count = 0
for (const view of ways) {
  const { page, context } = await openVisit(browser, view)
  for (const [name, make] of Object.entries(pageStates)) {
    const path = `${name}-${view.language}-${view.dark ? 'dark' : 'light'}-${view.viewport.width}.png`
    if (words.length > 0 && !words.some((word) => path.includes(word))) continue
    await page.setContent(make(view.language).html)
    await page.screenshot({ path: join(folder, path), fullPage: true })
    count += 1
  }
  await context.close()
}
await browser.close()
console.log(`${count} pictures in ${folder}`)
