/**
 * The texts of the console. A language is one file: the reader's is loaded before the first page is drawn, another one
 * when the reader changes to it.
 */
import type { consoleTexts } from '../../languages/bn/console.js'
import type { Language } from '../../language.js'
import { Problem } from './api.js'
import { preferences } from './preferences.svelte.js'

type ConsoleTexts = typeof consoleTexts

class Texts {
  private loaded = $state.raw<Readonly<Partial<Record<Language, ConsoleTexts>>>>({})

  async load(language: Language): Promise<void> {
    if (this.loaded[language] !== undefined) return
    const loading: Promise<{ consoleTexts: ConsoleTexts }> = import(`../../languages/${language}/console.ts`)
    const { consoleTexts } = await loading.catch(() => {
      throw new Problem('unreachable', 0, '', [])
    })
    this.loaded = { ...this.loaded, [language]: consoleTexts }
  }

  /** Of a language that was loaded. */
  in(language: Language): ConsoleTexts {
    const found = this.loaded[language]
    if (found === undefined) throw new Error(`the texts in ${language} are not loaded`)
    return found
  }
}

export const texts = new Texts()

/** The words of an area in the reader's language. */
export function wordsOf<Area extends keyof ConsoleTexts>(area: Area): { readonly current: ConsoleTexts[Area] } {
  return {
    get current() {
      return texts.in(preferences.language)[area]
    },
  }
}

/** At once when the texts are here; the page keeps its language when they cannot be had. */
export async function changeLanguage(language: Language): Promise<void> {
  await texts.load(language)
  preferences.useLanguage(language)
}
