/** What this reader chose for this browser: language and light or dark. Absent: as the browser says. */
import { baseLanguage, isLanguage, languageOf, type Language } from '../../language.js'

export type Scheme = 'light' | 'dark'

const storage = { language: 'bondhu.language', scheme: 'bondhu.scheme' } as const

class Preferences {
  language = $state<Language>(baseLanguage)
  scheme = $state<Scheme | null>(null)

  constructor() {
    const kept = localStorage.getItem(storage.language)
    this.useLanguage(isLanguage(kept) ? kept : languageOf(null, navigator.languages.join(',')), false)
    const scheme = localStorage.getItem(storage.scheme)
    if (scheme === 'light' || scheme === 'dark') this.useScheme(scheme)
  }

  useLanguage(language: Language, keep = true): void {
    this.language = language
    document.documentElement.lang = language
    if (keep) localStorage.setItem(storage.language, language)
  }

  useScheme(scheme: Scheme): void {
    this.scheme = scheme
    document.documentElement.dataset['scheme'] = scheme
    localStorage.setItem(storage.scheme, scheme)
  }

  /** What is on the screen now. */
  get shown(): Scheme {
    return this.scheme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
  }
}

export const preferences = new Preferences()
