/**
 * The picture that a chat shows of a program: drawn once for each wording and kept, the newest few hundred. It holds the
 * rule and no sum of anybody, and it is the same for every link.
 */
import { formatMoney } from '@bondhu/web/format'
import type { Language } from '@bondhu/web/language'
import { landing as bn } from '@bondhu/web/messages/bn'
import { landing as en } from '@bondhu/web/messages/en'
import type { Offer } from '@bondhu/web/offer'
import { themeOf } from '@bondhu/web/theme'
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas'
import { createRequire } from 'node:module'

const width = 1200
const height = 630
const margin = 80
const cardsMax = 200
const family = 'Bondhu Card'
const messages = { bn, en }

export class Cards {
  private readonly drawn = new Map<string, Promise<Buffer>>()

  /**
   * A PNG of 1200 × 630, some 60 KB, in 30 ms.
   * @param live whether friends count now: while they do not, a reward would be a promise.
   */
  of(language: Language, offer: Offer, live: boolean): Promise<Buffer> {
    const { name, organization, rewardMinor, friendRewardMinor, currency, brand } = offer
    const key = JSON.stringify([
      language,
      live,
      name,
      organization.name,
      rewardMinor,
      friendRewardMinor,
      currency,
      brand,
    ])
    const known = this.drawn.get(key)
    if (known !== undefined) return known
    if (this.drawn.size >= cardsMax) this.drawn.clear()
    const card = draw(language, offer, live)
    this.drawn.set(key, card)
    card.catch(() => this.drawn.delete(key))
    return card
  }
}

function draw(language: Language, offer: Offer, live: boolean): Promise<Buffer> {
  loadFont()
  const say = messages[language]
  const { light } = themeOf(offer.brand.color)
  const money = (amountMinor: number) => formatMoney(language, amountMinor, offer.currency)
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = light.card
  context.fillRect(0, 0, width, height)
  context.fillStyle = light.accent
  context.fillRect(0, 0, width, 24)
  context.fillStyle = light.tint
  context.fillRect(0, height - 130, width, 130)
  line(context, say.cardInvites, 72, 170, light.text)
  if (live) line(context, say.cardFriendEarns(money(offer.rewardMinor)), 54, 290, light.accentText)
  if (live && offer.friendRewardMinor > 0) {
    line(context, say.cardYouGet(money(offer.friendRewardMinor)), 54, 380, light.accentText)
  }
  line(context, `${offer.name[language]} · ${offer.organization.name}`, 44, height - 52, light.text)
  return canvas.encode('png')
}

/** One line, made smaller until it fits, and cut where it would be too small to read. */
function line(context: SKRSContext2D, text: string, size: number, y: number, color: string): void {
  const sizeMin = 30
  let shown = text
  let fitted = size
  const widthOf = () => {
    context.font = `600 ${fitted}px "${family}"`
    return context.measureText(shown).width
  }
  while (widthOf() > width - 2 * margin) {
    if (fitted > sizeMin) fitted -= 2
    else shown = `${lettersOf(shown.replace(/…$/, '')).slice(0, -1).join('')}…`
  }
  context.fillStyle = color
  context.fillText(shown, margin, y)
}

/** A vowel sign is never cut from its letter. */
function lettersOf(text: string): string[] {
  return Array.from(new Intl.Segmenter('bn').segment(text), ({ segment }) => segment)
}

let loaded = false

/** Shapes যোগ and বিকাশে rightly, and brings the letters and signs of both languages. */
function loadFont(): void {
  if (loaded) return
  const path = createRequire(import.meta.url).resolve(
    '@expo-google-fonts/noto-sans-bengali/600SemiBold/NotoSansBengali_600SemiBold.ttf',
  )
  GlobalFonts.registerFromPath(path, family)
  loaded = true
}
