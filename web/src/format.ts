/** Numbers, money and dates as the reader writes them: Bengali digits, lakhs and crores, spoken times. Pure. */
import { decimalText, minorDigits } from './currency.js'
import { conventions, type Language } from './language.js'

/**
 * `200000` → `৳২,০০০` or `৳2,000`; the minor units are shown only where there are some. Exact for any bigint.
 * @param amountMinor a whole number of minor units.
 */
export function formatMoney(language: Language, amountMinor: bigint | number, currency: string): string {
  const amount = BigInt(amountMinor)
  const digits = minorDigits(currency)
  const unit = 10n ** BigInt(digits)
  const shown = amount % unit === 0n ? 0 : digits
  const format = numberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: shown,
    maximumFractionDigits: shown,
  })
  // Intl takes a decimal text exactly; a Number would round above 2^53.
  const text = decimalText(amount, currency) as Intl.StringNumericLiteral
  return conventions[language].symbolFirst ? symbolFirst(format.formatToParts(text)) : format.format(text)
}

/** `৳২০`, as shops write it; a sign like `AED` keeps its distance. */
function symbolFirst(parts: readonly Intl.NumberFormatPart[]): string {
  const textOf = (types: readonly string[]) =>
    parts
      .filter(({ type }) => types.includes(type))
      .map(({ value }) => value)
      .join('')
  const symbol = textOf(['currency'])
  const figures = textOf(['integer', 'group', 'decimal', 'fraction'])
  return `${textOf(['minusSign'])}${symbol}${/[A-Za-z]$/.test(symbol) ? '\u00a0' : ''}${figures}`
}

export function formatCount(language: Language, count: number): string {
  return numberFormat(language, { maximumFractionDigits: 0 }).format(count)
}

/** How many times as much: `1.5`, `১০`. */
export function formatTimes(language: Language, times: number): string {
  return numberFormat(language, { maximumFractionDigits: 2 }).format(times)
}

/** @param hundredths a whole number of hundredths: 35 → `৩৫%`. */
export function formatPercent(language: Language, hundredths: number): string {
  return `${formatCount(language, hundredths)}%`
}

/** `৭ ডিসেম্বর` */
export function formatDay(language: Language, at: string | Date, timeZone: string): string {
  return spelled(language, dateFormat(language, { timeZone, day: 'numeric', month: 'long' }).format(new Date(at)))
}

/** `৭ ডিসে`, `7 Dec`: for the axis of a chart. */
export function formatShortDay(language: Language, at: string | Date, timeZone: string): string {
  return dateFormat(language, { timeZone, day: 'numeric', month: 'short' }).format(new Date(at))
}

/** `৭ ডিসেম্বর ২০২৬` */
export function formatDate(language: Language, at: string | Date, timeZone: string): string {
  const parts = dateFormat(language, { timeZone, day: 'numeric', month: 'long', year: 'numeric' }).formatToParts(
    new Date(at),
  )
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  // Bengali dates of ICU have a comma before the year, which nobody writes.
  return spelled(language, `${part('day')} ${part('month')} ${part('year')}`)
}

function spelled(language: Language, date: string): string {
  return conventions[language].spellDate?.(date) ?? date
}

/** `৭ ডিসেম্বর ২০২৬, দুপুর ২:০৫` */
export function formatMoment(language: Language, at: string | Date, timeZone: string): string {
  return `${formatDate(language, at, timeZone)}, ${formatTime(language, at, timeZone)}`
}

/** `দুপুর ২:০৫` or `14:05`. Bengali times of ICU print AM and PM in Latin letters. */
export function formatTime(language: Language, at: string | Date, timeZone: string): string {
  const { partOfDay } = conventions[language]
  if (partOfDay !== null) {
    const hour = Number(clockFormat({ timeZone, hour: '2-digit', hourCycle: 'h23' }).format(new Date(at)))
    const clock = clockFormat({ timeZone, hour: 'numeric', minute: '2-digit', hourCycle: 'h12' })
    const [time = ''] = /[0-9]+:[0-9]+/.exec(clock.format(new Date(at))) ?? []
    return `${partOfDay(hour)} ${formatDigits(language, time)}`
  }
  return dateFormat(language, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))
}

/** For a line of a page: a day stays with its month, and a clock time with its part of the day. */
export function unbroken(moment: string): string {
  return moment.replace(/^(\S+) /, '$1\u00a0').replace(/ (?=\S*:\S)/, '\u00a0')
}

const spans = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** `৩ ঘণ্টা আগে`, in the largest unit of which it has been one; `এখন` within the first minute. */
export function formatAgo(language: Language, at: string | Date, now: string | Date): string {
  const ms = new Date(now).getTime() - new Date(at).getTime()
  const [unit, unitMs] = spans.find(([, spanMs]) => ms >= spanMs) ?? ['second', Infinity]
  const format = new Intl.RelativeTimeFormat(conventions[language].numbers, { numeric: 'auto' })
  return unit === 'second' ? format.format(0, unit) : format.format(-Math.floor(ms / unitMs), unit)
}

/** The digits of a text in the reader's own. */
export function formatDigits(language: Language, text: string): string {
  const { digits } = conventions[language]
  return text.replace(/[0-9]/g, (digit) => digits[Number(digit)] ?? digit)
}

/** `বাংলাদেশ`, from `BD`. */
export function formatCountry(language: Language, country: string): string {
  const names = new Intl.DisplayNames([conventions[language].numbers], { type: 'region' })
  try {
    return names.of(country) ?? country
  } catch {
    return country
  }
}

/** `ক, খ ও গ` */
export function formatList(language: Language, items: readonly string[]): string {
  return new Intl.ListFormat(conventions[language].numbers, { type: 'conjunction' }).format(items)
}

const formatsMax = 500
const numberFormats = new Map<string, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()

/** Making a format costs a hundred times what using it does. */
function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(numberFormats, `${language}${JSON.stringify(options)}`, () => {
    return new Intl.NumberFormat(conventions[language].numbers, options)
  })
}

/** Figures of a clock, to be put into words: not for a reader. */
function clockFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(dateFormats, `clock ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat('en-US', options))
}

function dateFormat(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(dateFormats, `${language}${JSON.stringify(options)}`, () => {
    return new Intl.DateTimeFormat(conventions[language].dates, options)
  })
}

function kept<T>(formats: Map<string, T>, key: string, make: () => T): T {
  const known = formats.get(key)
  if (known !== undefined) return known
  if (formats.size >= formatsMax) formats.clear()
  const format = make()
  formats.set(key, format)
  return format
}
