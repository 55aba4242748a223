/** What the page of abuse rules reads and changes: the thresholds, and the mode of each rule. */
import type { AnswerOf } from '../lib/api.js'

export type Settings = AnswerOf<'GET /v1/programs/{program}/fraud-settings'>['settings']
export type RuleName = keyof Settings['rules']
export type Mode = Settings['rules'][RuleName]['mode']
export type Precision = AnswerOf<'GET /v1/programs/{program}/fraud-settings/precision'>
export type Tried = AnswerOf<'POST /v1/programs/{program}/fraud-settings/try'>

export const modes = ['on', 'flag', 'off'] as const satisfies readonly Mode[]

/** The fields as they are typed. */
export interface Form {
  reviewFrom: string
  refuseFrom: string
  /** In percent. */
  precisionMin: string
  modes: Record<RuleName, Mode>
}

export function formOf(settings: Settings): Form {
  const set = Object.entries(settings.rules).map(([name, { mode }]) => [name, mode])
  return {
    reviewFrom: String(settings.reviewFrom),
    refuseFrom: String(settings.refuseFrom),
    precisionMin: String(Math.round(settings.precisionMin * 100)),
    modes: Object.fromEntries(set) as Record<RuleName, Mode>,
  }
}

/** The settings with what is typed. What is no number is sent as not a number, and the service says why it refuses it. */
export function settingsOf(
  settings: Settings,
  { reviewFrom, refuseFrom, precisionMin, modes: chosen }: Form,
): Settings {
  const set = Object.entries(settings.rules).map(([name, one]) => [name, { ...one, mode: chosen[name as RuleName] }])
  return {
    ...settings,
    reviewFrom: Number(reviewFrom),
    refuseFrom: Number(refuseFrom),
    precisionMin: Number(precisionMin) / 100,
    rules: Object.fromEntries(set) as Settings['rules'],
  }
}
