/**
 * How a program looks for abuse: a mode and parameters for each rule, and the thresholds. Operators see and change it;
 * it is never public, and it is not part of the promised terms. Pure.
 */
import * as z from 'zod'
import type { FraudCase } from './signals/case.js'
import type { Signal } from './signals/rule.js'
import { rules } from './rules/registry.js'
import { scoreOf, type Score } from './signals/score.js'

export const modes = ['on', 'flag', 'off'] as const
export type Mode = (typeof modes)[number]

const ruleSettings = Object.fromEntries(
  rules.map(({ name, parameters }) => [
    name,
    z.strictObject({ mode: z.enum(modes).default('on'), parameters: parameters.prefault({}) }).prefault({}),
  ]),
)

export const fraudSettingsSchema = z
  .strictObject({
    reviewFrom: z.int().min(1).max(99).default(60).describe('A person looks at a friend from this score on'),
    refuseFrom: z
      .int()
      .min(1)
      .max(100)
      .default(85)
      .describe('From this score on a friend is refused, if two kinds of evidence agree; 100 for never'),
    precisionMin: z
      .number()
      .min(0)
      .max(1)
      .default(0.8)
      .describe('A rule that is right less often in reviewed cases is only recorded from then on'),
    hold: z
      .strictObject({
        ordinaryDays: z.int().min(0).max(365).nullable().default(null).describe('For friends without signs of abuse'),
        provenDays: z
          .int()
          .min(0)
          .max(365)
          .nullable()
          .default(null)
          .describe('For friends without signs of abuse, of an advocate who is proven'),
        provenFriends: z
          .int()
          .min(1)
          .max(200)
          .default(20)
          .describe('An advocate is proven by so many friends who counted before the last promised hold'),
        suspiciousFrom: z.int().min(1).max(99).default(30).describe('From this score on, the promised hold is kept'),
      })
      .prefault({})
      .describe(
        'Shorter holds than the program promises, never longer ones. They are for rewards that need no action of the friend',
      ),
    rules: z.strictObject(ruleSettings).prefault({}),
  })
  .refine(({ reviewFrom, refuseFrom }) => reviewFrom <= refuseFrom, {
    path: ['refuseFrom'],
    message: 'must not be below reviewFrom',
  })

export type FraudSettings = Readonly<z.output<typeof fraudSettingsSchema>>

/** Whether any rule is in use. */
export function looks(settings: FraudSettings): boolean {
  return rules.some(({ name }) => modeOf(settings, name).mode !== 'off')
}

function modeOf(settings: FraudSettings, name: string) {
  return settings.rules[name] as { mode: (typeof modes)[number]; parameters: never }
}

/**
 * Every signal of a case, and what they come to together.
 * @param before signals of an earlier stage, of rules that do not look again
 */
export function assess(
  one: FraudCase,
  settings: FraudSettings,
  before: readonly Signal[] = [],
): { signals: Signal[]; score: Score } {
  const signals = rules.flatMap((rule): Signal[] => {
    const set = modeOf(settings, rule.name)
    if (set.mode === 'off' || !rule.stages.includes(one.stage)) return []
    const finding = rule.finds(one, set.parameters)
    return finding === undefined
      ? []
      : [{ ...finding, rule: rule.name, family: rule.family, flagOnly: set.mode === 'flag' }]
  })
  const kept = before.filter(({ rule }) => rule in settings.rules && modeOf(settings, rule).mode !== 'off')
  return { signals, score: scoreOf([...signals, ...kept], settings) }
}
