/** Of the signals of one friend, those that count: the release looks again, except for rules of the signup alone. Pure. */
import { rules } from '../../fraud/rules/registry.js'
import type { Stage } from '../../fraud/signals/case.js'

const lookingAgain = new Set<string>(rules.filter(({ stages }) => stages.includes('release')).map(({ name }) => name))

export function latestSignals<T extends { readonly rule: string; readonly stage: Stage }>(signals: readonly T[]): T[] {
  const wasReleased = signals.some(({ stage }) => stage === 'release')
  return signals.filter(({ rule, stage }) => stage === 'release' || !wasReleased || !lookingAgain.has(rule))
}
