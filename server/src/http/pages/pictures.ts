/**
 * The pictures for chats, drawn once per text; the newest few hundred are cached. One of a program, the same for every
 * link; one of what a person received, with what people typically receive. Both on the brand's colour, with the app's mark,
 * and with amounts that can be read in a list of chats.
 */
import { appNameIn, initialOf } from '@bondhu/web/brand'
import { formatMoney, formatPercent } from '@bondhu/web/format'
import { conventions, languages, writtenIn, type Language } from '@bondhu/web/language'
import { testSentence } from '@bondhu/web/offer-state'
import type { Offer } from '@bondhu/web/offer-terms'
import { texts } from '@bondhu/web/texts'
import type { Typical } from '@bondhu/web/program/program'
import { themeOf, type Palette } from '@bondhu/web/theme'
import type { GlobalFonts, SKRSContext2D } from '@napi-rs/canvas'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { BoundedCache } from '../../bounded-cache.js'

const width = 1200
const height = 630
const margin = 72
const picturesMax = 200

interface Line {
  readonly text: string
  /** Pixels; less if it would not fit. */
  readonly size: number
  /** The base line, from the top. */
  readonly y: number
  readonly color: 'onGround' | 'onGroundSoft'
  /** From the left; default: the margin. */
  readonly x?: number
  /** Default: to the right margin. */
  readonly widthMax?: number
}

export interface Received {
  /** Paid out to this person. */
  readonly receivedMinor: bigint
  readonly typical: Typical
  readonly test: boolean
}

/** The logo's file, read only when a picture is drawn. */
type ReadLogo = () => Promise<Buffer | undefined>

export class Pictures {
  private readonly drawn = new BoundedCache<string, Promise<Buffer>>(picturesMax)

  /**
   * A PNG of 1200 × 630, about 60 KB, in 30 ms.
   * @param live whether friends count now: otherwise a reward would be a promise.
   */
  ofProgram(language: Language, offer: Offer, live: boolean, readLogo: ReadLogo): Promise<Buffer> {
    return this.of(language, offer, linesOfProgram(language, offer, live), readLogo)
  }

  /** What one person received, and what people typically receive; for a test program, that its money is not real. */
  ofReceived(language: Language, offer: Offer, received: Received, readLogo: ReadLogo): Promise<Buffer> {
    return this.of(language, offer, linesOfReceived(language, offer, received), readLogo)
  }

  private of(language: Language, offer: Offer, lines: readonly Line[], readLogo: ReadLogo): Promise<Buffer> {
    const key = JSON.stringify([language, offer.brand, offer.logo, lines])
    const known = this.drawn.get(key)
    if (known !== undefined) return known
    const picture = draw(language, offer, lines, readLogo)
    this.drawn.set(key, picture)
    picture.catch(() => this.drawn.delete(key))
    return picture
  }
}

/** The sum of the reader comes first. */
function linesOfProgram(language: Language, offer: Offer, live: boolean): Line[] {
  const say = texts[language].landing
  const money = (amountMinor: number) => formatMoney(language, amountMinor, offer.currency)
  const { rewardMinor, friendRewardMinor } = offer
  const foot = footOf(language, offer)
  if (!live) {
    return [{ text: say.cardInvites(appNameIn(language, offer)), size: 84, y: 350, color: 'onGround' }, foot]
  }
  if (friendRewardMinor === 0) {
    return [
      { text: say.cardFriendGets, size: 54, y: 250, color: 'onGroundSoft' },
      { text: money(rewardMinor), size: 230, y: 462, color: 'onGround' },
      foot,
    ]
  }
  const half = { widthMax: width / 2 - margin - 24 }
  const right = { ...half, x: width / 2 + 12 }
  return [
    { text: say.cardYouGet, size: 48, y: 300, color: 'onGroundSoft', ...half },
    { text: money(friendRewardMinor), size: 170, y: 468, color: 'onGround', ...half },
    { text: say.cardFriendToo, size: 48, y: 300, color: 'onGroundSoft', ...right },
    { text: money(rewardMinor), size: 170, y: 468, color: 'onGround', ...right },
    foot,
  ]
}

function linesOfReceived(language: Language, offer: Offer, { receivedMinor, typical, test }: Received): Line[] {
  const say = texts[language].card
  const money = (amountMinor: bigint) => formatMoney(language, amountMinor, offer.currency)
  const { figures } = typical
  const typically =
    figures === null
      ? [say.early]
      : [
          say.middle(money(figures.received.medianMinor)),
          say.nothing(formatPercent(language, figures.received.nothingHundredths)),
        ]
  // The sentence of a test program takes a line above the others.
  const sum = test ? ({ size: 110, y: 382 } as const) : ({ size: 130, y: 370 } as const)
  return [
    ...(test ? [{ text: testSentence(language), size: 40, y: 200, color: 'onGroundSoft' } as const] : []),
    { text: say.received, size: 48, y: test ? 264 : 238, color: 'onGroundSoft' },
    { text: money(receivedMinor), ...sum, color: 'onGround' },
    ...typically.map((text, index): Line => ({ text, size: 46, y: 446 + index * 62, color: 'onGround' })),
    { ...footOf(language, offer), y: height - 42 },
  ]
}

function footOf(language: Language, { name, organization }: Offer): Line {
  return { text: `${writtenIn(language, name)} · ${organization.name}`, size: 40, y: 566, color: 'onGroundSoft' }
}

async function draw(language: Language, offer: Offer, lines: readonly Line[], readLogo: ReadLogo): Promise<Buffer> {
  // Loaded for the first picture, so that a start need not wait for it.
  const { createCanvas, loadImage, GlobalFonts: fonts } = await import('@napi-rs/canvas')
  loadFonts(fonts)
  const { light } = themeOf(offer.brand.color)
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = light.ground
  context.fillRect(0, 0, width, height)
  stitch(context, light)
  const app = appNameIn(language, offer)
  const file = offer.logo === null ? undefined : await readLogo()
  drawMark(context, light)
  if (file === undefined) writeInitial(context, language, initialOf(language, app), light)
  else context.drawImage(await loadImage(file), mark.x, mark.y, mark.side, mark.side)
  const name = { text: app, size: 56, y: 118, x: mark.x + mark.side + 26, widthMax: 800, color: 'onGround' } as const
  for (const line of [name, ...lines]) write(context, language, line, light[line.color])
  return canvas.encode('png')
}

const mark = { x: margin, y: 52, side: 92 }

/** The ornament of the pages: dashed rings around the upper right corner. */
function stitch(context: SKRSContext2D, palette: Palette): void {
  const ring = (radius: number, color: string) => {
    context.strokeStyle = color
    context.lineWidth = 8
    context.lineCap = 'round'
    context.setLineDash([26, 20])
    context.beginPath()
    context.arc(width, 0, radius, Math.PI / 2, Math.PI)
    context.stroke()
  }
  for (const radius of [130, 222, 268, 314, 360, 406, 452]) ring(radius, palette.groundDeep)
  ring(176, palette.spark)
  context.fillStyle = palette.spark
  context.beginPath()
  context.arc(width, 0, 84, 0, 2 * Math.PI)
  context.fill()
}

/** A well for the mark, and its rounded corners. */
function drawMark(context: SKRSContext2D, palette: Palette): void {
  context.fillStyle = palette.groundDeep
  context.beginPath()
  context.roundRect(mark.x, mark.y, mark.side, mark.side, 24)
  context.fill()
}

function writeInitial(context: SKRSContext2D, language: Language, initial: string, palette: Palette): void {
  context.textAlign = 'center'
  context.fillStyle = palette.onGround
  context.font = `600 48px ${familiesOf(language)}`
  context.fillText(initial, mark.x + mark.side / 2, mark.y + mark.side / 2 + 17)
  context.textAlign = 'left'
}

/** One line, shrunk until it fits, and cut if it would be too small to read. */
function write(context: SKRSContext2D, language: Language, line: Line, color: string): void {
  const { text, size, y, x = margin, widthMax = width - margin - x } = line
  const sizeMin = Math.min(40, size)
  const families = familiesOf(language)
  let shown = text
  let fitted = size
  const widthOf = () => {
    context.font = `600 ${fitted}px ${families}`
    return context.measureText(shown).width
  }
  while (widthOf() > widthMax) {
    if (fitted > sizeMin) fitted -= 2
    else shown = `${lettersOf(language, shown.replace(/…$/, '')).slice(0, -1).join('')}…`
  }
  context.fillStyle = color
  context.fillText(shown, x, y)
}

/** A vowel sign is never cut from its letter. */
function lettersOf(language: Language, text: string): string[] {
  return Array.from(new Intl.Segmenter(language).segment(text), ({ segment }) => segment)
}

let loaded = false

function loadFonts(fonts: typeof GlobalFonts): void {
  if (loaded) return
  const { resolve } = createRequire(import.meta.url)
  for (const font of new Set(languages.map((language) => conventions[language].font))) {
    fonts.registerFromPath(resolve(font), familyOf(font))
  }
  loaded = true
}

/** The language's own font first; a name in another script uses the font of its language. */
function familiesOf(language: Language): string {
  const fonts = new Set([language, ...languages].map((one) => conventions[one].font))
  return [...fonts].map((font) => `"${familyOf(font)}"`).join(', ')
}

function familyOf(font: string): string {
  return basename(font, '.ttf')
}
