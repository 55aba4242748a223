/** What a page has to know of a language before it has any of its texts. Small: every page carries it for every language. */
export interface Conventions {
  /** As its own readers call it. */
  readonly name: string
  /** The locales of `Intl` for numbers, money and lists, and for dates. */
  readonly numbers: string
  readonly dates: string
  /** Zero to nine. */
  readonly digits: string
  /** Whether the symbol of a currency comes before the amount. `Intl` may say otherwise. */
  readonly symbolFirst: boolean
  /** The part of the day that is said with a time of the 12-hour clock; null where the 24-hour clock is read. */
  readonly partOfDay: ((hour: number) => string) | null
  /** The spelling of a date, where that of older phones differs from the service's; null where none does. */
  readonly spellDate: ((date: string) => string) | null
  /** A file of an npm package, for the pictures that chats show and the browser of the tests: its script and Latin letters. */
  readonly font: string
  /** Whether an operator must write the texts of a program in it. False for a language that came after its programs. */
  readonly required: boolean
}
