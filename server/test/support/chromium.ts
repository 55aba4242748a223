/**
 * A real Chromium from an npm package, for the tests and pictures of pages. It brings its own libraries and sees only its
 * own fonts and those of the languages, so it is the same everywhere. A letter that they lack is an empty box, and fails.
 */
import { baseLanguage, conventions, languages, type Language } from '@bondhu/web/language'
import { contrast, contrastMin } from '@bondhu/web/theme'
import type { RunOptions, run } from 'axe-core'
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { atEnd, atFileEnd } from './database.js'

const require = createRequire(import.meta.url)

let shared: Promise<Browser> | undefined

/** The browser that the tests of a file share: a start takes a second. At the end of a test its contexts are closed. */
export async function startBrowser(t: Pick<TestContext, 'after'>): Promise<Browser> {
  shared ??= launchUntilFileEnd()
  const browser = await shared
  atEnd(t, () => Promise.all(browser.contexts().map((context) => context.close())))
  return browser
}

async function launchUntilFileEnd(): Promise<Browser> {
  const browser = await launchChromium()
  atFileEnd(() => browser.close())
  return browser
}

export async function launchChromium(): Promise<Browser> {
  const folder = await unpacked()
  const fonts = await writeFonts(folder)
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    // The sandbox needs rights that a container and the root user do not have.
    args: ['--no-sandbox', '--font-render-hinting=none', '--disable-gpu'],
    env: {
      HOME: folder,
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: fonts,
    },
  })
}

/** Unpacks the browser into `node_modules/.cache`, once for each version of the package: 200 MB, two seconds. */
async function unpacked(): Promise<string> {
  const packed = dirname(dirname(dirname(require.resolve('@sparticuz/chromium'))))
  const { version } = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8')) as { version: string }
  const cache = join(dirname(dirname(packed)), '.cache')
  const folder = join(cache, `bondhu-chromium-${version}`)
  if (existsSync(folder)) return folder
  await mkdir(cache, { recursive: true })
  const staging = await mkdtemp(join(cache, 'unpacking-'))
  try {
    await unpackInto(staging)
    await rename(staging, folder)
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    // Another test file was faster.
    if (!existsSync(folder)) throw error
  }
  return folder
}

/** The package unpacks into the temporary folder. It unpacks the libraries only on AWS Lambda, so it is told that it is there. */
async function unpackInto(folder: string): Promise<void> {
  const script = "(await import('@sparticuz/chromium')).default.executablePath()"
  const env = { PATH: process.env['PATH'], TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' }
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', `await ${script}`], {
    cwd: dirname(require.resolve('@sparticuz/chromium')),
    env,
  })
}

/** Written at each start, because a new language may bring a font. Other test files write the same at the same time. */
async function writeFonts(folder: string): Promise<string> {
  const path = join(folder, 'bondhu-fonts.conf')
  const own = `${path}.${process.pid}`
  await writeFile(own, fontsConfiguration(folder))
  await rename(own, path)
  return path
}

function fontsConfiguration(folder: string): string {
  const fonts = [...new Set(languages.map((language) => conventions[language].font))]
  const folders = fonts.flatMap((font) => {
    const weights = dirname(dirname(require.resolve(font)))
    return ['400Regular', '600SemiBold', '700Bold'].map((weight) => `<dir>${join(weights, weight)}</dir>`)
  })
  const preferred = ['Open Sans', ...fonts.map(familyOf)].map((family) => `<family>${family}</family>`).join('')
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  ${folders.join('\n  ')}
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
  <alias><family>sans-serif</family><prefer>${preferred}</prefer></alias>
  <alias><family>system-ui</family><prefer>${preferred}</prefer></alias>
</fontconfig>
`
}

/** `…/NotoSansBengali_600SemiBold.ttf` → `Noto Sans Bengali` */
function familyOf(font: string): string {
  const [name = ''] = basename(font).split('_')
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
}

export const narrow = { width: 320, height: 640 }
export const phone = { width: 360, height: 740 }
export const wide = { width: 1280, height: 900 }

export interface View {
  /** Sent as `Accept-Language`. */
  readonly language?: Language
  readonly dark?: boolean
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly javaScript?: boolean
  readonly userAgent?: string
}

export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** Faults that a person does not see: errors of scripts, refusals of the content security policy. */
  readonly complaints: readonly string[]
  /** Every address that was requested. */
  readonly requested: readonly string[]
}

/** The browser prints these statuses. They are no fault: the page shows the refusal. */
const answersOfTheApi = /the server responded with a status of (401|403|409|422|429) /

/** A page with its own cookies. */
export async function openVisit(browser: Browser, view: View = {}): Promise<Visit> {
  const options: BrowserContextOptions = {
    locale: conventions[view.language ?? baseLanguage].dates,
    colorScheme: view.dark === true ? 'dark' : 'light',
    viewport: view.viewport ?? narrow,
    javaScriptEnabled: view.javaScript ?? true,
    reducedMotion: 'reduce',
    ...(view.userAgent !== undefined && { userAgent: view.userAgent }),
  }
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  const requested: string[] = []
  page.on('console', (message) => {
    const said = message.type() === 'error' || message.type() === 'warning'
    if (said && !answersOfTheApi.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => requested.push(request.url()))
  return { page, context, complaints, requested }
}

/** Checks that hold for every page in every state. */
export async function expectGoodPage({ page, complaints, requested }: Visit): Promise<void> {
  await expectNoViolations(page)
  await expectNoEmptyBoxes(page)
  await expectNoSidewaysScroll(page)
  await expectWholeAmounts(page)
  assert.deepEqual(complaints, [])
  const own = new URL(page.url()).origin
  assert.deepEqual(
    requested.filter((address) => !address.startsWith('data:') && new URL(address).origin !== own),
    [],
    'no other origin is called',
  )
}

/** An amount that goes on in the next line is read as two. */
export async function expectWholeAmounts(page: Page): Promise<void> {
  assert.deepEqual(await page.evaluate<string[]>(brokenAmounts), [], 'amounts that break')
}

const brokenAmounts = `(() => {
  const broken = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    for (const found of texts.currentNode.data.matchAll(/৳[0-9০-৯][0-9০-৯,.]*/g)) {
      const range = document.createRange()
      range.setStart(texts.currentNode, found.index)
      range.setEnd(texts.currentNode, found.index + found[0].length)
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) broken.push(found[0] + ' in ' + texts.currentNode.parentElement.outerHTML.slice(0, 80))
    }
  }
  return broken
})()`

// As a text: only pages run it. The readable file is twice as long, and each page must parse it.
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const axeOptions = {
  resultTypes: ['violations'],
  preload: false,
  // `expectContrast` checks more texts than this rule, which takes a third of the time of axe.
  rules: { 'color-contrast': { enabled: false } },
} satisfies RunOptions

/** axe with its best practices, and the contrast of texts. */
export async function expectNoViolations(page: Page): Promise<void> {
  await expectContrast(page)
  if (await page.evaluate<boolean>("typeof axe === 'undefined'")) await page.evaluate(axeSource)
  const violations = await page.evaluate(async (options) => {
    const found = await (globalThis as unknown as { axe: { run: typeof run } }).axe.run(options)
    return found.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`),
    }))
  }, axeOptions)
  assert.deepEqual(violations, [])
}

/**
 * The contrast of each text. axe skips a Bengali text whose first letter is drawn to the right of its vowel sign, as in
 * ফিকে and তোলা: it finds no box for that letter and treats the text as hidden.
 */
export async function expectContrast(page: Page): Promise<void> {
  const texts = await page.evaluate<TextColours[]>(textColours)
  assert.ok(texts.length > 0, 'the page has text')
  const faint = texts.filter(
    ({ front, ground, large }) => contrast(hex(front), hex(ground)) < (large ? 3 : contrastMin),
  )
  assert.deepEqual(faint, [], 'texts with too little contrast')
}

interface TextColours {
  readonly text: string
  readonly front: string
  readonly ground: string
  readonly large: boolean
}

const textColours = `(() => {
  const seen = []
  for (const element of document.querySelectorAll('body, body *')) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join('').trim()
    if (text === '' || !element.checkVisibility() || element.closest('script, style, noscript, :disabled')) continue
    let behind = element
    while (behind !== null && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement
    const style = getComputedStyle(element)
    const size = parseFloat(style.fontSize)
    seen.push({
      text: text.slice(0, 60),
      front: style.color,
      ground: behind === null ? 'rgb(255, 255, 255)' : getComputedStyle(behind).backgroundColor,
      large: size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700),
    })
  }
  return seen
})()`

/** @throws on a partly transparent colour: the visible colour is unknown. */
function hex(colour: string): string {
  const [, ...channels] = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour) ?? []
  assert.equal(channels.length, 3, `${colour} is a plain colour`)
  return `#${channels.map((channel) => Number(channel).toString(16).padStart(2, '0')).join('')}`
}

/** The letters that were seen in each font. */
const drawable = new Map<string, Set<string>>()

/** Draws every new letter of the page and one that no font has. If they look the same, people see an empty box or nothing. */
export async function expectNoEmptyBoxes(page: Page): Promise<void> {
  const { font, letters } = await page.evaluate<{ font: string; letters: string[] }>(lettersOfPage)
  const seen = drawable.get(font) ?? new Set()
  drawable.set(font, seen)
  const fresh = letters.filter((letter) => !seen.has(letter))
  if (fresh.length === 0) return
  const empty = await page.evaluate<string[]>(`(${emptyBoxes})(${JSON.stringify([font, fresh])})`)
  assert.deepEqual(empty, [], 'letters that no font has')
  for (const letter of fresh) seen.add(letter)
}

// Texts and not functions: the types of a browser would declare `name` and `close` in every file.
const lettersOfPage = `({
  font: getComputedStyle(document.body).fontFamily,
  letters: [...new Set(document.body.innerText)].filter((letter) => !/[\\s\\p{Cf}]/u.test(letter)),
})`

const emptyBoxes = `([font, letters]) => {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 48
  const context = canvas.getContext('2d', { willReadFrequently: true })
  context.font = '24px ' + font
  const drawn = (letter) => {
    context.clearRect(0, 0, 48, 48)
    context.fillText(letter, 12, 34)
    return new Uint32Array(context.getImageData(0, 0, 48, 48).data.buffer)
  }
  const missing = drawn('\\u{10fffd}')
  return letters.filter((letter) => drawn(letter).every((point, index) => point === missing[index]))
}`

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [content, window] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  )
  assert.ok(content <= window, `${content} px of content in ${window} px`)
}

/**
 * Counts the bytes on the wire while `visit` runs, headers and redirects included.
 * @returns bytes, and how many requests.
 */
export async function weigh(page: Page, visit: () => Promise<unknown>): Promise<{ bytes: number; requests: number }> {
  const session = await page.context().newCDPSession(page)
  const sum = { bytes: 0, requests: 0 }
  session.on('Network.requestWillBeSent', ({ redirectResponse }) => {
    sum.requests += 1
    sum.bytes += redirectResponse?.encodedDataLength ?? 0
  })
  session.on('Network.loadingFinished', ({ encodedDataLength }) => void (sum.bytes += encodedDataLength))
  await session.send('Network.enable')
  await visit()
  await page.waitForLoadState('networkidle')
  await session.detach()
  return sum
}
