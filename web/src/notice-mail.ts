/**
 * What tells an operator of news, as an email and as a message in a chat: kinds, numbers and sums, and no personal data.
 * In every language. Pure.
 */
import { formatCount, formatDate, formatMoney } from './format.js'
import { languages, type Language } from './language.js'
import { texts, type Texts } from './texts.js'

export type NoticeKind = keyof Texts['noticeMail']['kinds']
type Counts = readonly (readonly [NoticeKind, number])[]

/** The figures of one day of a program. */
export interface Digest {
  /** `2026-12-01` */
  readonly day: string
  readonly timeZone: string
  readonly currency: string
  readonly counted: number
  /** On the day before that; null if the program did not exist. */
  readonly countedBefore: number | null
  readonly signups: number
  readonly clicks: number
  readonly costMinor: bigint
  readonly budgetMinor: bigint
  /** Null if nothing is spent. */
  readonly lastsUntil: Date | null
  /** What waits for the reader, by kind. */
  readonly waiting: Counts
}

export interface Notice {
  readonly program: string
  /** How many items of each kind are new to the reader. */
  readonly counts: Counts
  readonly digest: Digest | null
  readonly link: string
}

export function noticeMail({ program, counts, digest, link }: Notice): {
  readonly subject: string
  readonly text: string
} {
  const all = counts.reduce((sum, [, count]) => sum + count, 0)
  const subject = languages.map((language) =>
    digest !== null && all === 0
      ? texts[language].noticeMail.digest.subject(program, formatCount(language, digest.counted))
      : texts[language].noticeMail.subject(program, formatCount(language, all)),
  )
  const parts = languages.map((language) => {
    const t = texts[language].noticeMail
    const news = all === 0 ? [] : [t.hello(program), ...linesOf(language, counts)]
    return [...news, ...(digest === null ? [] : digestLines(language, program, digest)), t.open].join('\n')
  })
  return { subject: subject.join(' · '), text: `${[...parts, link].join('\n\n')}\n` }
}

/** The first message in a chat. */
export function chatGreeting(): string {
  return languages.map((language) => texts[language].noticeMail.greeting).join('\n')
}

function linesOf(language: Language, counts: Counts): string[] {
  return counts.map(([kind, count]) => `- ${texts[language].noticeMail.kinds[kind]}: ${formatCount(language, count)}`)
}

function digestLines(language: Language, program: string, digest: Digest): string[] {
  const t = texts[language].noticeMail.digest
  const { day, timeZone, currency, lastsUntil, countedBefore, waiting } = digest
  const count = (value: number) => formatCount(language, value)
  const money = (minor: bigint) => formatMoney(language, minor, currency)
  const before = countedBefore === null ? '' : ` ${t.before(count(countedBefore))}`
  return [
    t.hello(program, formatDate(language, `${day}T12:00Z`, 'UTC')),
    `- ${t.counted}: ${count(digest.counted)}${before}`,
    `- ${t.signups}: ${count(digest.signups)}`,
    `- ${t.clicks}: ${count(digest.clicks)}`,
    `- ${t.cost}: ${money(digest.costMinor)}`,
    `- ${t.left}: ${money(digest.budgetMinor)}${lastsUntil === null ? '' : ` ${t.until(formatDate(language, lastsUntil, timeZone))}`}`,
    ...(waiting.length === 0 ? [t.nothingWaits] : [t.waits, ...linesOf(language, waiting)]),
  ]
}
