/** The pages and actions that a search finds by their names, in either language. Pure. */
import type { Language } from '../../language.js'

export interface Place {
  readonly title: string
  /** Below `/console`. */
  readonly to: string
  /** Other words that lead there. */
  readonly also: readonly string[]
}

const placesMax = 8

/** Each word that was typed begins a word of a name. */
export function placesFor(typed: string, places: readonly Place[], language: Language): Place[] {
  const wanted = wordsIn(typed, language)
  const fits = ({ title, also }: Place) => {
    const names = [title, ...also].flatMap((name) => wordsIn(name, language))
    return wanted.every((word) => names.some((name) => name.startsWith(word)))
  }
  return places.filter(fits).slice(0, placesMax)
}

function wordsIn(text: string, language: Language): string[] {
  return text
    .normalize('NFC')
    .toLocaleLowerCase(language)
    .split(/[\s,/&]+/)
    .filter(Boolean)
}
