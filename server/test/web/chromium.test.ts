/** Checks the browser of the page tests: fonts, Bengali shapes, missing glyphs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  expectContrast,
  expectNoEmptyBoxes,
  expectNoSidewaysScroll,
  expectNoViolations,
  expectWholeAmounts,
  openVisit,
  startBrowser,
} from '../support/chromium.js'

const shell = (body: string) =>
  `<!doctype html><html lang="bn"><head><title>পাতা</title></head><body style="font-family: sans-serif"><main>${body}</main></body></html>`

test('the test browser starts, renders Bengali, and reports missing glyphs', async (t) => {
  const browser = await startBrowser(t)
  const { page } = await openVisit(browser, { language: 'bn' })
  await page.setContent(shell('<h1>যোগ দিন, বিকাশে ৳২,০০০ তুলুন</h1><p>Ready · 7 December</p>'))
  await expectNoEmptyBoxes(page)
  await expectNoSidewaysScroll(page)
  await expectNoViolations(page)
  // যো is drawn inside its vowel sign, so it is narrower than its three letters one by one.
  const widths = await page.evaluate<number[]>(
    "(() => { const c = document.createElement('canvas').getContext('2d'); c.font = '40px sans-serif'; return ['ক্ষ', 'ক', 'ষ'].map((text) => c.measureText(text).width) })()",
  )
  const [joined = 0, first = 0, second = 0] = widths
  assert.ok(joined > 0 && joined < first + second, `a conjunct is one shape: ${widths.join(' ')}`)

  await page.setContent(shell('<h1>ভালো ᚠ</h1>'))
  await assert.rejects(expectNoEmptyBoxes(page), /letters that no font has/)
  await page.setContent(shell('<h1>ভালো</h1><div style="width: 2000px">প্রশস্ত</div>'))
  await assert.rejects(expectNoSidewaysScroll(page), /2\d\d\d px of content/)
  await page.setContent(shell('<h1 style="width: 5ch">মোট ৳২,০০০</h1>'))
  await expectWholeAmounts(page)
  await page.setContent(shell('<h1 style="width: 5ch; overflow-wrap: anywhere">৳১২,৩৪,৫৬৭</h1>'))
  await assert.rejects(expectWholeAmounts(page), /amounts that break/)
  await page.setContent(shell('<h1>ভালো</h1><p>পড়া যায়</p>'))
  await expectContrast(page)
  await page.setContent(shell('<h1>ভালো</h1><p style="color: #ccc">ফিকে</p>'))
  await assert.rejects(expectContrast(page), /ফিকে/)
  await page.setContent(shell('<h1>ভালো</h1><button></button>'))
  await assert.rejects(expectNoViolations(page), /button-name/)
})
