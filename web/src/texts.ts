/**
 * The texts of every language, for the service. A browser never imports this: it loads the texts of its reader alone.
 * A language whose folder lacks a file stops the service at its start; one whose file lacks a text does not compile.
 */
import { languages, type Language } from './language.js'

/** The base language has the types that the others must have. */
export type Texts = typeof import('./languages/bn/pages.js') & typeof import('./languages/bn/portal.js')

export const texts = Object.fromEntries(
  await Promise.all(languages.map(async (language) => [language, await load(language)])),
) as Readonly<Record<Language, Texts>>

async function load(language: Language): Promise<Texts> {
  const parts = await Promise.all([
    import(`./languages/${language}/pages.js`),
    import(`./languages/${language}/portal.js`),
  ])
  return Object.assign({}, ...parts) as Texts
}
