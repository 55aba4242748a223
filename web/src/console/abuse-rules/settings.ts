/** What the page of abuse rules reads and changes: the thresholds, and the mode and the parameters of each rule. */
import type { AnswerOf } from '../lib/api.js'

type Read = AnswerOf<'GET /v1/programs/{program}/fraud-settings'>
export type Settings = Read['settings']
export type Parameter = Read['parameters'][number]
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
  /** By `keyOf`. */
  parameters: Record<string, string>
}

/** Of a parameter among those of all rules. */
export function keyOf({ rule, name }: Pick<Parameter, 'rule' | 'name'>): string {
  return `${rule}.${name}`
}

/** The value in use. */
export function valueOf(settings: Settings, { rule, name }: Parameter): number {
  const values: Readonly<Record<string, unknown>> = settings.rules[rule as RuleName].parameters
  return Number(values[name])
}

export function formOf(settings: Settings, parameters: readonly Parameter[]): Form {
  const set = Object.entries(settings.rules).map(([name, { mode }]) => [name, mode])
  return {
    reviewFrom: String(settings.reviewFrom),
    refuseFrom: String(settings.refuseFrom),
    precisionMin: String(Math.round(settings.precisionMin * 100)),
    modes: Object.fromEntries(set) as Record<RuleName, Mode>,
    parameters: Object.fromEntries(parameters.map((one) => [keyOf(one), String(valueOf(settings, one))])),
  }
}

/** The settings with what is typed. What is no number is sent as not a number, and the service says why it refuses it. */
export function settingsOf(
  settings: Settings,
  parameters: readonly Parameter[],
  { reviewFrom, refuseFrom, precisionMin, modes: chosen, parameters: typed }: Form,
): Settings {
  const set = Object.entries(settings.rules).map(([name, one]) => {
    const own = parameters.filter(({ rule }) => rule === name)
    const values = own.map((parameter) => [parameter.name, numberIn(typed[keyOf(parameter)])])
    return [name, { ...one, mode: chosen[name as RuleName], parameters: Object.fromEntries(values) }]
  })
  return {
    ...settings,
    reviewFrom: numberIn(reviewFrom),
    refuseFrom: numberIn(refuseFrom),
    precisionMin: numberIn(precisionMin) / 100,
    rules: Object.fromEntries(set) as Settings['rules'],
  }
}

/** A field of numbers holds a number, or null while it is empty. */
function numberIn(typed: unknown): number {
  return typed === null || typed === undefined || typed === '' ? Number.NaN : Number(typed)
}

/** The parameters that are typed and not yet in use. */
export function changedOf(settings: Settings, parameters: readonly Parameter[], form: Form): Parameter[] {
  return parameters.filter((one) => numberIn(form.parameters[keyOf(one)]) !== valueOf(settings, one))
}
