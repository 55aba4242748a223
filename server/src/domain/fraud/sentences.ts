/** What a rule found, in a sentence for operators in every language. No person is named. Pure. */
import { formatCount } from '@bondhu/web/format'
import type { Text } from '@bondhu/web/language'
import { textOf } from '@bondhu/web/texts'
import type { Figures } from './signals/rule.js'
import { rules } from './rules/registry.js'

/** @returns undefined for a rule that was removed since it found something. */
export function sentenceOf(rule: string, figures: Figures): Text | undefined {
  const known = rules.find(({ name }) => name === rule)
  if (known === undefined) return undefined
  return textOf((say, language) => {
    const written = Object.entries(figures).map(([name, figure]) => [name, formatCount(language, figure)])
    return say.signals[known.name](Object.fromEntries(written))
  })
}
