/**
 * The pictures for chats, drawn once per text; the newest few hundred are cached. One of a program, with its rule and
 * without sums, the same for every link; one of what a person received, with what people typically receive.
 */
import { formatMoney, formatPercent } from '@bondhu/web/format'
import { conventions, languages, writtenIn, type Language } from '@bondhu/web/language'
import { testSentence } from '@bondhu/web/offer-state'
import type { Offer } from '@bondhu/web/offer'
import { texts } from '@bondhu/web/texts'
import type { Typical } from '@bondhu/web/program/program'
import { themeOf, type Palette } from '@bondhu/web/theme'
import type { GlobalFonts, SKRSContext2D } from '@napi-rs/canvas'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { BoundedCache } from '../../bounded-cache.js'

const width = 1200
const height = 630
const margin = 80
const picturesMax = 200

interface Line {
  readonly text: string
  /** Pixels; less if it would not fit. */
  readonly size: number
  /** The base line, from the top. */
  readonly y: number
  readonly color: keyof Palette
}

export interface Received {
  /** Paid out to this person. */
  readonly receivedMinor: bigint
  readonly typical: Typical
  readonly test: boolean
}

export class Pictures {
  private readonly drawn = new BoundedCache<string, Promise<Buffer>>(picturesMax)

  /**
   * A PNG of 1200 × 630, about 60 KB, in 30 ms.
   * @param live whether friends count now: otherwise a reward would be a promise.
   */
  ofProgram(language: Language, offer: Offer, live: boolean): Promise<Buffer> {
    return this.of(language, offer, linesOfProgram(language, offer, live))
  }

  /** What one person received, and what people typically receive; for a test program, that its money is not real. */
  ofReceived(language: Language, offer: Offer, received: Received): Promise<Buffer> {
    return this.of(language, offer, linesOfReceived(language, offer, received))
  }

  private of(language: Language, { brand }: Offer, lines: readonly Line[]): Promise<Buffer> {
    const key = JSON.stringify([language, brand, lines])
    const known = this.drawn.get(key)
    if (known !== undefined) return known
    const picture = draw(language, brand.color, lines)
    this.drawn.set(key, picture)
    picture.catch(() => this.drawn.delete(key))
    return picture
  }
}

function linesOfProgram(language: Language, offer: Offer, live: boolean): Line[] {
  const say = texts[language].landing
  const money = (amountMinor: number) => formatMoney(language, amountMinor, offer.currency)
  const { rewardMinor, friendRewardMinor } = offer
  return [
    { text: say.cardInvites, size: 72, y: 170, color: 'text' },
    ...(live
      ? ([{ text: say.cardFriendEarns(money(rewardMinor)), size: 54, y: 290, color: 'accentText' }] as const)
      : []),
    ...(live && friendRewardMinor > 0
      ? ([{ text: say.cardYouGet(money(friendRewardMinor)), size: 54, y: 380, color: 'accentText' }] as const)
      : []),
    footOf(language, offer),
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
  return [
    ...(test ? [{ text: testSentence(language), size: 34, y: 76, color: 'text' } as const] : []),
    { text: say.received, size: 54, y: 150, color: 'text' },
    { text: money(receivedMinor), size: 100, y: 270, color: 'accentText' },
    ...typically.map((text, index): Line => ({ text, size: 48, y: 365 + index * 75, color: 'text' })),
    footOf(language, offer),
  ]
}

function footOf(language: Language, { name, organization }: Offer): Line {
  return { text: `${writtenIn(language, name)} · ${organization.name}`, size: 44, y: height - 52, color: 'text' }
}

async function draw(language: Language, brandColor: string | null, lines: readonly Line[]): Promise<Buffer> {
  // Loaded for the first picture, so that a start need not wait for it.
  const { createCanvas, GlobalFonts: fonts } = await import('@napi-rs/canvas')
  loadFonts(fonts)
  const { light } = themeOf(brandColor)
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = light.card
  context.fillRect(0, 0, width, height)
  context.fillStyle = light.accent
  context.fillRect(0, 0, width, 24)
  context.fillStyle = light.tint
  context.fillRect(0, height - 130, width, 130)
  for (const { color, ...one } of lines) write(context, language, one, light[color])
  return canvas.encode('png')
}

/** One line, shrunk until it fits, and cut if it would be too small to read. */
function write(
  context: SKRSContext2D,
  language: Language,
  { text, size, y }: Omit<Line, 'color'>,
  color: string,
): void {
  const sizeMin = 30
  const families = familiesOf(language)
  let shown = text
  let fitted = size
  const widthOf = () => {
    context.font = `600 ${fitted}px ${families}`
    return context.measureText(shown).width
  }
  while (widthOf() > width - 2 * margin) {
    if (fitted > sizeMin) fitted -= 2
    else shown = `${lettersOf(language, shown.replace(/…$/, '')).slice(0, -1).join('')}…`
  }
  context.fillStyle = color
  context.fillText(shown, margin, y)
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
