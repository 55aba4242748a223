/** The vocabulary of all request and answer schemas. Each text and number has a limit. */
import { conventions, inEveryLanguage, type WrittenText } from '@bondhu/web/language'
import * as z from 'zod'
import { amountMinorMax } from './money.js'
import { readCountry } from './readers/country.js'
import { readCurrency } from './readers/currency.js'
import { readInstant } from './readers/instant.js'
import { readDisplayName } from './readers/display-name.js'
import { readLocale } from './readers/locale.js'
import { isBlank, isPlainText, trimmed } from './readers/text.js'
import { readTimeZone } from './readers/time-zone.js'
import { isErasedName, readUserId, userIdLengthMax } from './readers/user-id.js'

/** Text that PostgreSQL can store and a person can see: no control characters (such as NUL), no broken UTF-16, not blank. */
export function text(lengthMax: number) {
  return textOrEmpty(lengthMax)
    .min(1)
    .refine((value) => value === '' || !isBlank(value), 'must not be blank')
}

/** Apps send an empty form field for "nothing". */
export function textOrEmpty(lengthMax: number) {
  return z.string().max(lengthMax).refine(isPlainText, 'must be plain text')
}

/** A search text: spaces around it and a line break after it are ignored. */
export function searched(lengthMax: number) {
  return z
    .string()
    .max(lengthMax)
    .transform(trimmed)
    .refine((value) => value !== '' && isPlainText(value), 'must be plain text')
}

/**
 * A value that accompanies a person and identifies nobody. It is never refused: any text is accepted, and its reader
 * ignores what it cannot read.
 */
export const accompanying = z.string().meta({ 'x-never-refused': true })

/** Accepts what the reader reads; undefined is a refusal. */
function readBy<T>(sent: z.ZodString, read: (value: string) => T | undefined, message: string) {
  return sent.transform((value, context): T => {
    const known = read(value)
    if (known !== undefined) return known
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
}

/** Also the name of an erased account, whose money and decisions can still be read. */
export const userIdOrErased = z
  .string()
  .min(1)
  .max(userIdLengthMax)
  .refine(
    (value) => readUserId(value) !== undefined,
    'must be the id of one account: plain text without blanks around it, and not undefined, null, unknown or zeros',
  )
  .describe("The app's own id of an account")

export const userId = userIdOrErased.refine((value) => !isErasedName(value), 'is the name of an erased account')

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

const instantText = z.string().max(100).meta({ format: 'date-time' })
const notInstant = 'must be a date and time with an offset, like 2026-12-01T00:00:00+06:00, of a year from 2000 to 2199'

/** ISO 8601 with an offset, for example `2026-12-01T00:00:00+06:00`. */
export const instant = readBy(instantText, (value) => readInstant(value) ?? undefined, notInstant)
/** Empty if the app does not know. */
export const instantOrEmpty = readBy(instantText, readInstant, notInstant)

const countryText = z.string().max(40)
const notCountry = 'must be the two letters of a country in ISO 3166-1, like BD'

export const country = readBy(countryText, (value) => readCountry(value) ?? undefined, notCountry)
/** A person's country. Empty if the app does not know, or a network's placeholder. */
export const countryOrEmpty = readBy(countryText, readCountry, notCountry)

/** A person's language; anything else is ignored. */
export const locale = accompanying.transform((value) => readLocale(value) ?? null)

/** A person's name for their friends; anything that is no name is ignored. */
export const displayName = accompanying.transform((value) => readDisplayName(value) ?? null)

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

export const timeZone = text(64).transform((written, context) => {
  const read = readTimeZone(written)
  if (read !== undefined) return read
  context.addIssue({
    code: 'custom',
    message: 'must be a time zone of the tz database with its place, like Asia/Dhaka',
  })
  return z.NEVER
})

export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be a web address that begins with https://' })
  .max(2000)
  .refine(isPlainText, 'must be plain text')

/** A text of the service, as an answer carries it. */
export const textView = z.object(inEveryLanguage(() => z.string()))

/** A text that an operator writes. A language that came after its programs is not asked for. */
export const written = writtenOf(z.strictObject(inLanguages(text(200))))
export const writtenView = writtenOf(z.object(inLanguages(z.string())))

function inLanguages(one: z.ZodString) {
  return inEveryLanguage((language) => (conventions[language].required ? one : one.optional()))
}

function writtenOf(schema: z.ZodObject): z.ZodType<WrittenText, WrittenText> {
  return schema
}
