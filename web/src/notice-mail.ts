/** The email that tells an operator what waits: kinds and numbers, and no personal data. In every language. Pure. */
import { formatCount } from './format.js'
import { languages } from './language.js'
import { notices as bn } from './languages/bn/notices.js'
import { notices as en } from './languages/en/notices.js'

const texts = { bn, en } as const
export type NoticeKind = keyof typeof bn.kinds

/** @param counts how many items of each kind are new to the reader */
export function noticeMail(
  program: string,
  counts: readonly (readonly [NoticeKind, number])[],
  link: string,
): { readonly subject: string; readonly text: string } {
  const all = counts.reduce((sum, [, count]) => sum + count, 0)
  const parts = languages.map((language) => {
    const t = texts[language]
    const lines = counts.map(([kind, count]) => `- ${t.kinds[kind]}: ${formatCount(language, count)}`)
    return [t.hello(program), ...lines, t.open].join('\n')
  })
  const subject = languages.map((language) => texts[language].subject(program, formatCount(language, all))).join(' · ')
  return { subject, text: `${[...parts, link].join('\n\n')}\n` }
}
