/**
 * A rule of abuse: one file in `rules/`, listed in `rules/registry.ts`. A rule looks at one case and may find a signal.
 * It never decides: `score.ts` weighs the signals of all rules together. Pure.
 */
import type { z } from 'zod'
import type { FraudCase, Stage } from './case.js'

/** Kinds of evidence that are independent of each other. Nothing is refused on one of them alone. */
export const families = ['identity', 'timing', 'network', 'behaviour', 'shape'] as const
export type Family = (typeof families)[number]

/** The figures of the operator's sentence, like `{ friends: 19, minutes: 100 }`. No identifiers. */
export type Figures = Readonly<Record<string, number>>

export interface Finding {
  /**
   * The weight of evidence, −99 to 99, in tenths of a power of ten (decibans): 10 makes abuse ten times as likely as
   * before, 3 twice as likely, and −10 a tenth as likely. Weights of independent evidence add up.
   * Source: I. J. Good, Probability and the Weighing of Evidence, 1950.
   */
  readonly weight: number
  readonly figures: Figures
}

export interface Rule<Parameters extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly family: Family
  readonly stages: readonly Stage[]
  /** The parameters that a program may set, each with its default. */
  readonly parameters: Parameters
  finds(one: FraudCase, parameters: z.output<Parameters>): Finding | undefined
}

export interface Signal extends Finding {
  readonly rule: string
  readonly family: Family
  /** Recorded, but without a part in the score: the program uses this rule to watch only. */
  readonly flagOnly: boolean
}

/** Keeps the types of a rule's parameters. */
export function rule<const Name extends string, Parameters extends z.ZodType>(
  one: Rule<Parameters> & { readonly name: Name },
): Rule<Parameters> & { readonly name: Name } {
  return one
}
