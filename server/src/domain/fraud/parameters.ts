/** The parameters of all rules with their bounds, from the rules' own schemas: for a page that changes them. Pure. */
import * as z from 'zod'
import { rules } from './rules/registry.js'

export interface RuleParameter {
  readonly rule: string
  readonly name: string
  readonly minimum: number
  readonly maximum: number
  readonly default: number
  readonly isWhole: boolean
  readonly description: string
}

const described = z.object({
  properties: z
    .record(
      z.string(),
      z.object({
        type: z.enum(['integer', 'number']),
        minimum: z.number(),
        maximum: z.number(),
        default: z.number(),
        description: z.string(),
      }),
    )
    .default({}),
})

export const ruleParameters: readonly RuleParameter[] = rules.flatMap(({ name: rule, parameters }) =>
  Object.entries(described.parse(z.toJSONSchema(parameters, { io: 'input' })).properties).map(
    ([name, { type, ...bounds }]) => ({ rule, name, isWhole: type === 'integer', ...bounds }),
  ),
)
