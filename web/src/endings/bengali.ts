/**
 * Endings of Bengali words that the sentences put in. Pure.
 *
 * | function | গল্প     | ঢাকা    | জানুয়ারি     | ভাই      | Golpo      | রাত ১১:৫৯      | রাত ১২:০০  |
 * | -------- | ------- | ------- | ----------- | -------- | ---------- | -------------- | ---------- |
 * | `of`     | গল্পের   | ঢাকার   | জানুয়ারির    | ভাইয়ের   | Golpo-এর   | রাত ১১:৫৯টার   | রাত ১২টার   |
 * | `inside` | গল্পে    | ঢাকায়   | জানুয়ারিতে   | ভাইয়ে    | Golpo অ্যাপে | –              | –          |
 * | `on`     | –       | –       | জানুয়ারি     | –        | –          | রাত ১১:৫৯টায়   | রাত ১২টায়   |
 * | `at`     | –       | –       | জানুয়ারি     | –        | –          | রাত ১১:৫৯টা    | রাত ১২টা    |
 */

const vowelSign = /[\u09be-\u09cc]$/
const openVowel = /[ওএ]$/
const closedVowel = /[অ-ঔং]$/
const bengali = /[\u0980-\u09ff]$/
const digit = /[০-৯]$/
const clock = /:[০-৯]{2}$/

/** Whose: `গল্পের`. */
export function of(word: string): string {
  if (clock.test(word)) return `${at(word)}র`
  if (!bengali.test(word) || digit.test(word)) return `${word}-এর`
  if (vowelSign.test(word) || openVowel.test(word)) return `${word}র`
  if (closedVowel.test(word)) return `${word}য়ের`
  return `${word.replace(/ৎ$/, 'ত')}ের`
}

/** Into an app: `গল্পে`. A name in Latin letters takes no ending. */
export function inside(app: string): string {
  if (!bengali.test(app) || digit.test(app)) return `${app} অ্যাপে`
  if (app.endsWith('া')) return `${app}য়`
  if (vowelSign.test(app) || openVowel.test(app)) return `${app}তে`
  if (closedVowel.test(app)) return `${app}য়ে`
  return `${app.replace(/ৎ$/, 'ত')}ে`
}

/** When: a time of day has an ending, a date has none. */
export function on(moment: string): string {
  return clock.test(moment) ? `${at(moment)}য়` : moment
}

/** Before `থেকে` and `পর্যন্ত`. Nobody says the minutes of a full hour. */
export function at(moment: string): string {
  return clock.test(moment) ? `${moment.replace(/:০০$/, '')}টা` : moment
}

/** `ভোর`, `সকাল`, …: how the hour is spoken of. */
export function partOfDay(hour: number): string {
  if (hour < 4) return 'রাত'
  if (hour < 6) return 'ভোর'
  if (hour < 12) return 'সকাল'
  if (hour < 15) return 'দুপুর'
  if (hour < 18) return 'বিকেল'
  return hour < 20 ? 'সন্ধ্যা' : 'রাত'
}
