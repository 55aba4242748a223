/**
 * A program's colour, made readable: whatever it is, text on it and text in it reach the contrast of WCAG 2.2 AA
 * (4.5 : 1) in light and dark. Pure.
 */

/** Colours as `#rrggbb`. What is not of the brand is the same for every program: a state never takes the brand's colour. */
export interface Palette {
  readonly page: string
  readonly card: string
  /** A well in a page or card. */
  readonly sunk: string
  readonly text: string
  readonly muted: string
  readonly line: string
  /** Around what can be typed into or tapped: 3 : 1 against page and card. */
  readonly edge: string
  /** The brand's own colour, as it is by day, with `onGround` and `onGroundSoft` upon it. */
  readonly ground: string
  readonly onGround: string
  readonly onGroundSoft: string
  /** A well in the ground, with the same letters upon it. */
  readonly groundDeep: string
  /** Of the ornament and the coins upon both. */
  readonly spark: string
  /** Of buttons, which stand out from the page, with `onAccent` upon it. */
  readonly accent: string
  readonly onAccent: string
  /** Of links and headings, upon `page`, `card`, `sunk` and `tint`. */
  readonly accentText: string
  /** Of what is chosen, with `text` and `accentText` upon it. */
  readonly tint: string
  /** Waiting and paused; full and test; error and what cannot be undone; money that is there. Each upon its tint. */
  readonly info: string
  readonly infoTint: string
  readonly warn: string
  readonly warnTint: string
  readonly danger: string
  readonly dangerTint: string
  readonly success: string
  readonly successTint: string
  readonly onSuccess: string
  /** The light stripes of money that is being checked, between those of `success`. */
  readonly held: string
}

export interface Theme {
  readonly light: Palette
  readonly dark: Palette
}

export const contrastMin = 4.5

const defaultColor = '#0a6b4d'
const white = '#ffffff'
const black = '#000000'
const gold = '#ffc96b'

const lightBase = {
  page: '#faf6f1',
  card: white,
  sunk: '#f2ebe3',
  text: '#231c17',
  muted: '#665a50',
  line: '#e7ddd2',
  edge: '#8b7d71',
  info: '#1c5a99',
  infoTint: '#e7f0fa',
  warn: '#7a5000',
  warnTint: '#fcf0d3',
  danger: '#a5152f',
  dangerTint: '#fcebec',
  success: '#0b6b45',
  successTint: '#e2f3ea',
  onSuccess: white,
  held: '#c3e4d3',
}

const darkBase: typeof lightBase = {
  page: '#15110e',
  card: '#201a16',
  sunk: '#2a231e',
  text: '#f6efe8',
  muted: '#b8aa9d',
  line: '#3a312a',
  edge: '#93857a',
  info: '#94c3f5',
  infoTint: '#172839',
  warn: '#f2c469',
  warnTint: '#33270f',
  danger: '#ff9ca6',
  dangerTint: '#3c1a1f',
  success: '#74d3a5',
  successTint: '#14301f',
  onSuccess: '#062617',
  held: '#2b5a43',
}

/** @param color `#rrggbb`, or null for Bondhu's own. */
export function themeOf(color: string | null): Theme {
  const wanted = color ?? defaultColor
  return { light: paletteOf(lightBase, wanted, black), dark: paletteOf(darkBase, wanted, white) }
}

type Base = typeof lightBase

function paletteOf(base: Base, color: string, towards: string): Palette {
  const accent = visibleOn(base.page, color, towards)
  const ground = base === lightBase ? color : accent
  const onGround = lettersOn(ground)
  const tint = mix(base.card, color, tintHundredths)
  const grounds = [base.page, base.card, base.sunk, tint]
  return {
    ...base,
    ground,
    onGround,
    onGroundSoft: firstMix(
      mix(onGround, ground, softHundredths),
      onGround,
      (one) => contrast(one, ground) >= contrastMin,
    ),
    groundDeep: mix(ground, onGround === white ? black : white, deepHundredths),
    // Gold is seen on every ground that is dark enough for white letters, and on no other.
    spark: onGround === white ? gold : onGround,
    accent,
    onAccent: lettersOn(accent),
    accentText: readableOn(grounds, color, towards),
    tint,
  }
}

function lettersOn(ground: string): string {
  return contrast(ground, white) >= contrast(ground, black) ? white : black
}

const deepHundredths = 22
const softHundredths = 15
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

/** The colours of light and dark as the beginning of a style sheet. */
export function themeStyle(color: string | null): string {
  const { light, dark } = themeOf(color)
  return `:root{color-scheme:light dark;${themeProperties(light)}}@media(prefers-color-scheme:dark){:root{${themeProperties(dark)}}}`
}
