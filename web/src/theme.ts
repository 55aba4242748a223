/**
 * A program's colour, made readable: whatever it is, text on it and text in it reach the contrast of WCAG 2.2 AA
 * (4.5 : 1) in light and dark. Pure.
 */

/** Colours as `#rrggbb`. */
export interface Palette {
  readonly page: string
  readonly card: string
  readonly text: string
  readonly muted: string
  readonly line: string
  /** Of buttons and marks, with `onAccent` upon it. */
  readonly accent: string
  readonly onAccent: string
  /** Of links and headings, upon `page` and `card`. */
  readonly accentText: string
  /** Of a notice, with `text` and `accentText` upon it. */
  readonly tint: string
}

export interface Theme {
  readonly light: Palette
  readonly dark: Palette
}

export const contrastMin = 4.5

const defaultColor = '#0a6b4d'
const white = '#ffffff'
const black = '#000000'

const lightBase = { page: '#f6f7f6', card: white, text: '#17201c', muted: '#55605b', line: '#d5dbd8' }
const darkBase = { page: '#101513', card: '#1a211e', text: '#eef3f0', muted: '#a9b5af', line: '#36423d' }

/** @param color `#rrggbb`, or null for Bondhu's own. */
export function themeOf(color: string | null): Theme {
  const wanted = color ?? defaultColor
  return { light: paletteOf(lightBase, wanted, black), dark: paletteOf(darkBase, wanted, white) }
}

type Base = typeof lightBase

function paletteOf(base: Base, color: string, towards: string): Palette {
  const accent = visibleOn(base.page, color, towards)
  const onAccent = contrast(accent, white) >= contrast(accent, black) ? white : black
  const tint = mix(base.card, color, tintHundredths)
  return { ...base, accent, onAccent, accentText: readableOn([base.page, base.card, tint], color, towards), tint }
}

const tintHundredths = 9
/** A button must be seen to be one: 3 : 1 against what is around it (WCAG 1.4.11). */
const buttonContrastMin = 3

function visibleOn(page: string, color: string, towards: string): string {
  return firstMix(color, towards, (one) => {
    const best = Math.max(contrast(one, white), contrast(one, black))
    return contrast(one, page) >= buttonContrastMin && best >= contrastMin
  })
}

function readableOn(grounds: readonly string[], color: string, towards: string): string {
  return firstMix(color, towards, (one) => grounds.every((ground) => contrast(one, ground) >= contrastMin))
}

/** The least of `towards` that makes the colour good; `towards` itself always is. */
function firstMix(color: string, towards: string, isGood: (color: string) => boolean): string {
  for (let hundredths = 0; hundredths < 100; hundredths += 2) {
    const mixed = mix(color, towards, hundredths)
    if (isGood(mixed)) return mixed
  }
  return towards
}

/** Declarations of custom properties for a stylesheet: `--page:#f6f7f6;…` */
export function themeProperties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, color]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${color}`)
    .join(';')
}

/** Of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(color).map((channel) => {
    const value = channel / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function mix(color: string, towards: string, hundredths: number): string {
  const other = channelsOf(towards)
  const mixed = channelsOf(color).map((channel, index) =>
    Math.round((channel * (100 - hundredths) + (other[index] ?? 0) * hundredths) / 100),
  )
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

function channelsOf(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
}
