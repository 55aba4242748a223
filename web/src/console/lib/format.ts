/** Numbers, money and times in the reader's language. A component that uses them is drawn again when the language changes. */
import {
  formatAgo,
  formatCount,
  formatDate,
  formatMoment,
  formatMoney,
  formatPercent,
  formatTime,
  formatTimes,
} from '../../format.js'
import { place } from './place.svelte.js'
import { preferences } from './preferences.svelte.js'
import { wordsOf } from './texts.svelte.js'

const words = wordsOf('parts')

export function money(amountMinor: bigint | number, currency: string): string {
  return formatMoney(preferences.language, amountMinor, currency)
}

/** What people call it beside a field: the taka by its name, another currency by its code. */
export function currencyName(currency: string): string {
  if (currency !== 'BDT') return currency
  return words.current.taka
}

export function count(value: number): string {
  return formatCount(preferences.language, value)
}

export function times(value: number): string {
  return formatTimes(preferences.language, value)
}

export function percent(hundredths: number): string {
  return formatPercent(preferences.language, Math.round(hundredths))
}

/** In the time of the program whose page it is. */
export function moment(at: string | Date, timeZone: string = place.timeZone): string {
  return formatMoment(preferences.language, at, timeZone)
}

/** @param now by the same clock: a test program has its own. */
export function ago(at: string | Date, now: string | Date): string {
  return formatAgo(preferences.language, at, now)
}

/** `64 MB`, `১২ KB`: as the reader's computer shows it. */
export function fileSize(bytes: number): string {
  const mega = 1024 * 1024
  return bytes < mega ? `${count(Math.ceil(bytes / 1024))} KB` : `${count(Math.ceil(bytes / mega))} MB`
}

export function date(at: string | Date, timeZone: string = place.timeZone): string {
  return formatDate(preferences.language, at, timeZone)
}

/** The time of day alone, where the day stands above it. */
export function clock(at: string | Date, timeZone: string = place.timeZone): string {
  return formatTime(preferences.language, at, timeZone)
}
