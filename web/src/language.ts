/** The languages that people read, and which of them a reader gets. Pure. */

export const languages = ['bn', 'en'] as const
export type Language = (typeof languages)[number]

/** A text that stands in every language. */
export type Both = Readonly<Record<Language, string>>

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value)
}

/**
 * The reader's own choice, then what the browser asks for, and Bengali where neither says.
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
  return isLanguage(best) ? best : 'bn'
}

const headerLengthMax = 500

function wishOf(part: string): { language: string; weight: number } {
  const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
  const weight = parameters.map((one) => /^\s*q=([0-9.]+)\s*$/.exec(one)?.[1]).find((value) => value !== undefined)
  return { language: tag.trim().split('-')[0] ?? '', weight: weight === undefined ? 1 : Number(weight) || 0 }
}
