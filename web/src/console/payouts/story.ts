/** One payout's story: its steps, the differences about it and what people did, as lines of one timeline. */
import type { Difference } from '../differences/difference.js'
import type { AnswerOf, ItemOf } from '../lib/api.js'

export type History = AnswerOf<'GET /v1/programs/{program}/payouts/{payout}/history'>
export type Step = History['steps'][number]
export type AuditEntry = ItemOf<'GET /v1/programs/{program}/audit'>

export interface Line {
  readonly key: string
  readonly at: string
  readonly step?: Step
  readonly difference?: Difference
  /** Of a difference: it is told twice, when it was found and when it was settled. */
  readonly closed?: boolean
  readonly entry?: AuditEntry
}

/** Who approved or rejected is in the steps already. */
const inSteps: ReadonlySet<string> = new Set(['payout.approve', 'payout.reject'])

export function linesOf(
  steps: readonly Step[],
  differences: readonly Difference[],
  entries: readonly AuditEntry[],
): readonly Line[] {
  const lines: Line[] = [
    ...entries.filter(({ action }) => !inSteps.has(action)).map((entry) => ({ key: entry.id, at: entry.at, entry })),
    ...steps.map((step) => ({ key: step.kind + (step.by ?? ''), at: step.at, step })),
    ...differences.flatMap((difference) => {
      const { id, openedAt, resolvedAt } = difference
      const found: Line = { key: `${id} opened`, at: openedAt, difference, closed: false }
      return resolvedAt === null ? [found] : [found, { key: `${id} closed`, at: resolvedAt, difference, closed: true }]
    }),
  ]
  return lines.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
}
