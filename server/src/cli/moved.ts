/** The account of an import: every row once, with its sums. Also what rows of one file have in common. */
import { must } from '../errors.js'
import type { Cell } from '../http/common/csv.js'
import type { Outcome } from '../domain/moving/outcome.js'

export interface Accounted {
  readonly line: number
  readonly outcome: Outcome | { readonly result: 'skipped' }
  /** Undefined if it cannot be read. */
  readonly owedMinor: bigint | undefined
}

const results = ['taken', 'already_there', 'refused', 'skipped'] as const
type Result = (typeof results)[number]

const names: Readonly<Record<Result, string>> = {
  taken: 'taken',
  already_there: 'already there',
  refused: 'refused',
  skipped: 'skipped',
}

export class Moved {
  private readonly sums = new Map(results.map((result) => [result, { rows: 0, owedMinor: 0n }]))
  private readonly reasons = new Map<string, number>()
  private readonly users = new Map<string, number>()
  private readonly codes = new Map<string, number>()
  /** In a dry run, what is left after the rows that would have been taken. */
  private leftMinor: bigint | undefined
  private unreadableAmounts = 0
  private shortMinor = 0n

  constructor(budgetMinor: bigint | undefined) {
    this.leftMinor = budgetMinor
  }

  get rows(): number {
    return results.reduce((sum, result) => sum + this.of(result).rows, 0)
  }

  get refused(): number {
    return this.of('refused').rows
  }

  /** Two rows of one file for one account or code: the first that is taken counts, however often the file is imported. */
  earlier(userId: string, codeKey: string | undefined): Outcome | undefined {
    const user = this.users.get(userId)
    if (user !== undefined) {
      return { result: 'refused', reason: 'account_twice', detail: `Line ${user} has the same account.` }
    }
    const code = codeKey === undefined ? undefined : this.codes.get(codeKey)
    if (code === undefined) return undefined
    return { result: 'refused', reason: 'code_taken', detail: `Line ${code} has this code, or one that looks like it.` }
  }

  isShort(owedMinor: bigint): boolean {
    return this.leftMinor !== undefined && owedMinor > this.leftMinor
  }

  remember(
    line: number,
    { userId, key, spentMinor }: { userId: string; key: string | undefined; spentMinor: bigint },
  ): void {
    this.users.set(userId, line)
    if (key !== undefined && !this.codes.has(key)) this.codes.set(key, line)
    if (this.leftMinor !== undefined) this.leftMinor -= spentMinor
  }

  /** @returns the row of the report. */
  account({ line, outcome, owedMinor }: Accounted): readonly Cell[] {
    const sum = this.of(outcome.result)
    sum.rows += 1
    sum.owedMinor += owedMinor ?? 0n
    if (owedMinor === undefined) this.unreadableAmounts += 1
    const reason = outcome.result === 'refused' ? outcome.reason : null
    if (reason !== null) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1)
    if (reason === 'budget_short') this.shortMinor += owedMinor ?? 0n
    const leftOut = 'leftOut' in outcome ? outcome.leftOut : undefined
    const detail = outcome.result === 'refused' ? outcome.detail : leftOut && `The code was left out: ${leftOut}.`
    return [line, outcome.result, reason, detail, owedMinor]
  }

  summary(money: (amountMinor: bigint) => string, budgetMinor: bigint): string[] {
    const all = results.reduce((sum, result) => sum + this.of(result).owedMinor, 0n)
    const missingMinor = this.shortMinor - (budgetMinor - this.of('taken').owedMinor)
    const lineOf = (name: string, rows: number, owedMinor: bigint) =>
      `  ${name.padEnd(14)}${String(rows).padStart(9)}  ${money(owedMinor).padStart(16)}`
    return [
      ...results.map((result) => lineOf(names[result], this.of(result).rows, this.of(result).owedMinor)),
      lineOf('together', this.rows, all),
      ...[...this.reasons.keys()].toSorted().map((reason) => `  refused with ${reason}: ${this.reasons.get(reason)}`),
      ...(this.unreadableAmounts > 0 ? [`  ${this.unreadableAmounts} amounts cannot be read and are in no sum.`] : []),
      ...(this.shortMinor > 0n && missingMinor > 0n
        ? [`The budget had ${money(budgetMinor)}. Fund ${money(missingMinor)} more, and import the file again.`]
        : []),
    ]
  }

  private of(result: Result): { rows: number; owedMinor: bigint } {
    return must(this.sums.get(result), 'a sum a result')
  }
}
