/**
 * The texts of every language, for the service. A browser never imports this: it loads the texts of its reader alone.
 * A language whose folder lacks a file stops the service at its start; one whose file lacks a text does not compile.
 */
import { inEveryLanguage, languages, type Language, type Text } from './language.js'

/** The base language has the types that the others must have. */
export type Texts = typeof import('./languages/bn/pages.js') &
  typeof import('./languages/bn/portal.js') &
  typeof import('./languages/bn/portal-screens.js') &
  typeof import('./languages/bn/reasons.js') &
  typeof import('./languages/bn/rules.js') &
  typeof import('./languages/bn/changes.js') &
  typeof import('./languages/bn/differences.js') &
  typeof import('./languages/bn/notice-mail.js') &
  typeof import('./languages/bn/payout-files.js') &
  typeof import('./languages/bn/signals.js')

export const texts = Object.fromEntries(
  await Promise.all(languages.map(async (language) => [language, await load(language)])),
) as Readonly<Record<Language, Texts>>

export function textOf(make: (say: Texts, language: Language) => string): Text {
  return inEveryLanguage((language) => make(texts[language], language))
}

/** A sentence for each member of a closed set: one that a language lacks does not compile. */
export function textsOf<Key extends string>(
  keys: readonly Key[],
  table: (say: Texts) => Readonly<Record<Key, string>>,
): Readonly<Record<Key, Text>> {
  return Object.fromEntries(keys.map((key) => [key, textOf((say) => table(say)[key])])) as Record<Key, Text>
}

async function load(language: Language): Promise<Texts> {
  const parts = await Promise.all([
    import(`./languages/${language}/pages.js`),
    import(`./languages/${language}/portal.js`),
    import(`./languages/${language}/portal-screens.js`),
    import(`./languages/${language}/reasons.js`),
    import(`./languages/${language}/rules.js`),
    import(`./languages/${language}/changes.js`),
    import(`./languages/${language}/differences.js`),
    import(`./languages/${language}/notice-mail.js`),
    import(`./languages/${language}/payout-files.js`),
    import(`./languages/${language}/signals.js`),
  ])
  return Object.assign({}, ...parts) as Texts
}
