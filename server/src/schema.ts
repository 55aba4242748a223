/** The small vocabulary that every schema of a request or an answer is made of. Each text and number has a bound. */
import { z } from 'zod'
import { amountMinorMax } from './money.js'
import { readCurrency } from './readers/currency.js'

const bengaliZero = '০'.charCodeAt(0)

/** `০১৭` → `017`. Bengali digits are accepted wherever a number is typed. */
export function asciiDigits(typed: string): string {
  return typed.replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - bengaliZero))
}

/** Text that PostgreSQL can hold and a person can have meant: no control characters (NUL among them), no broken UTF-16. */
export function text(lengthMax: number) {
  return textOrEmpty(lengthMax).min(1)
}

/** Where apps send a form's empty field for "nothing". */
export function textOrEmpty(lengthMax: number) {
  return z
    .string()
    .max(lengthMax)
    .refine((value) => value.isWellFormed() && !hasControlCharacter(value), 'must be plain text')
}

function hasControlCharacter(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    if (unit < 0x20 || unit === 0x7f) return true
  }
  return false
}

export const userId = text(200).describe("The app's own id of an account")

/** A whole number of minor units on the wire, a bigint in code. */
export const amountMinor = z
  .int()
  .min(0)
  .max(Number(amountMinorMax))
  .transform((value) => BigInt(value))
  .describe('A whole number of minor units (poisha)')

export const amountMinorPositive = z
  .int()
  .min(1)
  .max(Number(amountMinorMax))
  .transform((value) => BigInt(value))
  .describe('A whole number of minor units (poisha), 1 or more')

/** ISO 8601 with an offset, for example `2026-12-01T00:00:00+06:00`. Years 2000 to 2199 keep every sum of days in range. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be a date and time with an offset, like 2026-12-01T00:00:00+06:00' })
  .transform((value) => new Date(value))
  .refine(
    (value) => value.getUTCFullYear() >= 2000 && value.getUTCFullYear() < 2200,
    'must be a year from 2000 to 2199',
  )

export const country = z
  .string()
  .regex(/^[A-Za-z]{2}$/, 'must be two letters, like BD')
  .transform((value) => value.toUpperCase())

export const locale = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language, like bn or en-BD')
  .max(35)

export const birthYear = z.int().min(1900).max(2199)

export const currency = z
  .string()
  .max(20)
  .transform((written, context) => {
    const read = readCurrency(written)
    if (read !== undefined) return read
    context.addIssue({ code: 'custom', message: 'must be a currency of ISO 4217, like BDT' })
    return z.NEVER
  })
  .meta({ pattern: '^[A-Z]{3}$' })

export const timeZone = text(64).refine(isTimeZone, 'must be a time zone of the tz database, like Asia/Dhaka')

export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be a web address that begins with https://' })
  .max(2000)
  .refine((value) => value.isWellFormed() && !hasControlCharacter(value), 'must be plain text')

export const bothLanguages = z.strictObject({ bn: text(200), en: text(200) })

function isTimeZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
