/** Numbers, money and dates in the reader's language. Pure. */
import { messagesOf, type Language } from './messages/messages.js'
import { showPhone } from './phone.js'

/** `2000` → `৳২০` or `৳20`; paisa are shown only if there are any. */
export function formatMoney(language: Language, amountMinor: number, currency: string): string {
  const whole = amountMinor % 100 === 0
  const format = new Intl.NumberFormat(messagesOf(language).conventions.numbers, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: whole ? 0 : 2,
    maximumFractionDigits: whole ? 0 : 2,
  })
  const parts = format.formatToParts(amountMinor / 100)
  // Shops write ৳ before the amount; Intl puts it after the Bengali digits.
  const symbol = parts.filter(({ type }) => type === 'currency')
  const others = parts.filter(({ type }) => type !== 'currency' && type !== 'literal')
  return [...symbol, ...others].map(({ value }) => value).join('')
}

export function formatCount(language: Language, count: number): string {
  return new Intl.NumberFormat(messagesOf(language).conventions.numbers).format(count)
}

/** `৭ ডিসেম্বর` */
export function formatDay(language: Language, at: string | Date, timeZone: string): string {
  return new Intl.DateTimeFormat(messagesOf(language).conventions.dates, {
    timeZone,
    day: 'numeric',
    month: 'long',
  }).format(new Date(at))
}

export function formatPhone(language: Language, phone: string): string {
  return formatDigits(language, showPhone(phone))
}

export function formatDigits(language: Language, text: string): string {
  const { digits } = messagesOf(language).conventions
  return text.replace(/[0-9]/g, (digit) => digits.charAt(Number(digit)))
}
