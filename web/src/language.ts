/** The languages that people read, and which of them a reader gets. Pure. */
import type { Conventions } from './conventions.js'
import { conventions as bn } from './languages/bn/conventions.js'
import { conventions as en } from './languages/en/conventions.js'

/** The one list: a language is a folder of `languages/` and its two lines here. */
export const conventions = { bn, en } satisfies Readonly<Record<string, Conventions>>

export type Language = keyof typeof conventions
export const languages = Object.keys(conventions) as [Language, ...Language[]]

/** Of a reader who asks for none of them. The texts of the others have the type of its texts. */
export const baseLanguage: Language = 'bn'

/** Of the API's own descriptions and problems, the command line and the logs. */
export const apiLanguage: Language = 'en'

/** A text in every language. */
export type Text = Readonly<Record<Language, string>>

/** A text that an operator wrote: a program that is older than a language has none in it. */
export type WrittenText = Readonly<Partial<Record<Language, string | undefined>>>

export function inEveryLanguage<T>(make: (language: Language) => T): Readonly<Record<Language, T>> {
  return Object.fromEntries(languages.map((language) => [language, make(language)])) as Record<Language, T>
}

export function otherLanguages(language: Language): Language[] {
  return languages.filter((other) => other !== language)
}

/** What the operator wrote for this reader, or else in the first language that there is. */
export function writtenIn(language: Language, text: WrittenText): string {
  return text[language] ?? languages.map((other) => text[other]).find((written) => written !== undefined) ?? ''
}

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value)
}

/**
 * The reader's own choice, then what the browser asks for, and the base language where neither says.
 * @param chosen the `lang` of an address or a form; anything else than a language is no choice.
 * @param accepted an `Accept-Language` header, `en-GB,en;q=0.9,bn;q=0.8`.
 */
export function languageOf(chosen: string | null | undefined, accepted: string | undefined): Language {
  if (isLanguage(chosen)) return chosen
  const wishes = (accepted ?? '')
    .slice(0, headerLengthMax)
    .split(',')
    .map(wishOf)
    .filter((wish) => wish.weight > 0 && isLanguage(wish.language))
    .toSorted((a, b) => b.weight - a.weight)
  const best = wishes[0]?.language
  return isLanguage(best) ? best : baseLanguage
}

const headerLengthMax = 500

function wishOf(part: string): { language: string; weight: number } {
  const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
  const weight = parameters.map((one) => /^\s*q=([0-9.]+)\s*$/.exec(one)?.[1]).find((value) => value !== undefined)
  return { language: tag.trim().split('-')[0] ?? '', weight: weight === undefined ? 1 : Number(weight) || 0 }
}
