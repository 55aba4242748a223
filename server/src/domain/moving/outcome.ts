/** What became of one row of an export, and how a dry run finds it out: the same work, rolled back. */
import { AppError, type FieldError } from '../../errors.js'

export type Outcome =
  | {
      readonly result: 'taken' | 'already_there'
      /** Why the person's code was left out. */
      readonly leftOut?: string
    }
  | { readonly result: 'refused'; readonly reason: string; readonly detail: string }

/** A row that is not taken. */
export class Refusal extends Error {
  readonly reason: string

  constructor(reason: string, detail: string) {
    super(detail)
    this.reason = reason
  }
}

class Undone<T> extends Error {
  readonly result: T

  constructor(result: T) {
    super('a dry run')
    this.result = result
  }
}

/** @param work ends its transaction with `done`, which rolls it back in a dry run */
export async function orUndone<T>(dryRun: boolean, work: (done: (result: T) => T) => Promise<T>): Promise<T> {
  try {
    return await work((result) => {
      if (dryRun) throw new Undone(result)
      return result
    })
  } catch (error) {
    if (error instanceof Undone) return error.result as T
    throw error
  }
}

/** Refusals become outcomes. */
export async function orRefused(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return { result: 'refused', reason: error.reason, detail: error.message }
    if (!(error instanceof AppError)) throw error
    return { result: 'refused', reason: error.code, detail: detailOf(error) }
  }
}

function detailOf({ message, fields }: AppError): string {
  return fields.length === 0 ? message : sentenceOf(fields)
}

export function sentenceOf(errors: readonly FieldError[]): string {
  return errors.map(({ path, message }) => `${path.replace('identities.', '')} ${message}`.trim()).join('; ')
}
